/** Writes in order, and holds what is written back while another program has the terminal. */
export class HeldOutput {
  #held: (() => unknown)[] | undefined;

  /** Writes now, or once the terminal is free again: only then is there nothing to wait for. */
  write<T>(write: () => T): T | undefined {
    if (!this.#held) {
      return write();
    }
    this.#held.push(write);
    return undefined;
  }

  /** Holds back from now on. */
  hold(): void {
    this.#held ??= [];
  }

  /** Writes what was held back. @throws what a write throws */
  async release(): Promise<void> {
    try {
      // What is written meanwhile comes after it.
      for (let next = this.#held?.shift(); next; next = this.#held?.shift()) {
        await next();
      }
    } finally {
      this.#held = undefined;
    }
  }
}
