const NEWLINE = 0x0a;

/** More of a line than this is not waited for. */
const MAX_HELD_BYTES = 65_536;

/** Gives the bytes of a stream back in whole lines, so that those of two streams do not share one. */
export class WholeLines {
  #held: Buffer = Buffer.alloc(0);

  /** What can be written now. */
  push(bytes: Buffer): Buffer {
    const all = Buffer.concat([this.#held, bytes]);
    const end = all.lastIndexOf(NEWLINE) + 1;
    const cut = all.length - end > MAX_HELD_BYTES ? all.length : end;
    this.#held = all.subarray(cut);
    return all.subarray(0, cut);
  }

  /** The last line, when it has no end. */
  end(): Buffer {
    const rest = this.#held;
    this.#held = Buffer.alloc(0);
    return rest;
  }
}
