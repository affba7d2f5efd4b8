import { Store } from './store.js';

/** What has happened last, for the status line, which is read aloud. */
export class Status extends Store<string> {
  constructor() {
    super('');
  }

  /** Does something, and shows its error. @returns whether it was done */
  async report(use: () => Promise<void>): Promise<boolean> {
    try {
      await use();
      return true;
    } catch (error) {
      this.set(messageOf(error));
      return false;
    }
  }
}

export function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
