/** How many bytes of logs an activation may still write, both streams together. */
export class LogBudget {
  #left: number;
  #exceeded = false;

  constructor(bytes: number) {
    this.#left = bytes;
  }

  /** Whether more was asked for than there was. */
  get exceeded(): boolean {
    return this.#exceeded;
  }

  /** Takes up to `bytes`. @returns how many of them may be written */
  take(bytes: number): number {
    const allowed = Math.min(bytes, this.#left);
    this.#left -= allowed;
    this.#exceeded ||= allowed < bytes;
    return allowed;
  }
}
