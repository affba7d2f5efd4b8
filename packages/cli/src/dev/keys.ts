import { emitKeypressEvents, type Key } from 'node:readline';

/** What each key does; one without a help is not named. */
export type KeyActions = Readonly<Record<string, { readonly help?: string; readonly run: () => unknown }>>;

/** Reads single keys from a terminal. */
export class Keys {
  readonly #listener = (_text: string | undefined, key: Key) => this.#press(key);
  readonly #actions: KeyActions;
  readonly #restore = () => process.stdin.setRawMode(false);
  /** A shell that lets it continue has set the terminal as it likes it, which Node.js does not know. */
  readonly #continue = () => {
    if (process.stdin.isRaw) {
      process.stdin.setRawMode(false);
      process.stdin.setRawMode(true);
    }
  };

  constructor(actions: KeyActions) {
    this.#actions = actions;
    emitKeypressEvents(process.stdin);
    process.on('exit', this.#restore);
    process.on('SIGCONT', this.#continue);
    this.resume();
  }

  /** What the keys do, in a line. */
  get help(): string {
    return Object.entries(this.#actions)
      .filter(([, { help }]) => help !== undefined)
      .map(([key, { help }]) => `${key}: ${help}`)
      .join('   ');
  }

  resume(): void {
    process.stdin.setRawMode(true);
    process.stdin.on('keypress', this.#listener);
    process.stdin.resume();
  }

  /** Leaves the terminal to another program. */
  pause(): void {
    process.stdin.off('keypress', this.#listener);
    process.stdin.setRawMode(false);
    process.stdin.pause();
  }

  close(): void {
    this.pause();
    process.off('exit', this.#restore);
    process.off('SIGCONT', this.#continue);
  }

  #press({ name, ctrl, sequence }: Key): void {
    if (ctrl && (name === 'c' || name === 'z')) {
      // A terminal in this mode sends no signals.
      process.kill(process.pid, name === 'c' ? 'SIGINT' : 'SIGTSTP');
      return;
    }
    const key = ctrl && name === 'd' ? 'q' : name === 'return' ? 'r' : (sequence ?? '');
    const action = Object.hasOwn(this.#actions, key) ? this.#actions[key] : undefined;
    void action?.run();
  }
}
