export const NEWLINE = 0x0a;

/** A longer line is not held back. */
const MAX_HELD_BYTES = 65_536;

/** Splits the bytes of a stream into whole lines, so that two streams do not share a line. */
export class WholeLines {
  #held: Buffer = Buffer.alloc(0);

  /** Adds bytes. @returns what can be written now */
  push(bytes: Buffer): Buffer {
    const all = Buffer.concat([this.#held, bytes]);
    const end = all.lastIndexOf(NEWLINE) + 1;
    const cut = all.length - end > MAX_HELD_BYTES ? all.length : end;
    this.#held = all.subarray(cut);
    return all.subarray(0, cut);
  }

  /** Ends the stream. @returns the last line, if it has no line ending */
  end(): Buffer {
    const rest = this.#held;
    this.#held = Buffer.alloc(0);
    return rest;
  }
}
