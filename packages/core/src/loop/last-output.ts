const KEPT_BYTES = 2048;

/** Remembers the end of what a child wrote, to explain why it ended. */
export class LastOutput {
  #tail = '';

  add(bytes: Buffer): void {
    this.#tail = (this.#tail + bytes.toString('utf8', Math.max(0, bytes.length - KEPT_BYTES))).slice(-KEPT_BYTES);
  }

  /** The last line that is not blank, or undefined. */
  get line(): string | undefined {
    return this.#tail
      .split('\n')
      .findLast((line) => line.trim() !== '')
      ?.trim();
  }
}
