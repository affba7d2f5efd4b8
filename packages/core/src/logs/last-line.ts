import { LINE_FEED, waitForAll } from './log-sink.js';

/** Up to this size a copy costs less than one more write. */
const MAX_JOINED_BYTES = 16_384;

/** Passes on output as logs, except its last line, which is the result. Memory is bounded by the longest result that is accepted. */
export class LastLine {
  readonly #log: (bytes: Buffer, isBorrowed: boolean) => void | Promise<void>;
  readonly #maxBytes: number;
  #held: Buffer[] = [];
  #heldBytes = 0;
  /** Whether the held line has its newline. */
  #ended = false;
  #tooLong = false;

  /**
   * @param log receives the earlier lines; if they are borrowed, only until it has returned
   * @param maxBytes a longer last line is passed on as well, and cannot be the result
   */
  constructor(log: (bytes: Buffer, isBorrowed: boolean) => void | Promise<void>, maxBytes: number) {
    this.#log = log;
    this.#maxBytes = maxBytes;
  }

  /** Whether the last line so far is too long. */
  get tooLong(): boolean {
    return this.#tooLong;
  }

  /** @param isBorrowed whether the bytes are overwritten once it has returned */
  write(bytes: Buffer, isBorrowed = false): void | Promise<void> {
    if (bytes.length === 0) {
      return;
    }
    const start = findLastLine(bytes);
    if (start === 0 && !this.#ended) {
      return this.#hold(bytes, isBorrowed);
    }
    const writes = this.#logEarlier(bytes.subarray(0, start), isBorrowed);
    this.#tooLong = false;
    writes.push(this.#hold(bytes.subarray(start), isBorrowed));
    return waitForAll(writes);
  }

  /** Logs what was held, which is not the last line, and what follows it. */
  #logEarlier(bytes: Buffer, isBorrowed: boolean): (void | Promise<void>)[] {
    const held = this.#held;
    const total = this.#heldBytes + bytes.length;
    this.#held = [];
    this.#heldBytes = 0;
    if (held.length > 0 && total <= MAX_JOINED_BYTES) {
      // One write instead of several.
      return [this.#log(Buffer.concat([...held, bytes], total), false)];
    }
    const writes = held.map((part) => this.#log(part, false));
    if (bytes.length > 0) {
      writes.push(this.#log(bytes, isBorrowed));
    }
    return writes;
  }

  /** Takes the last line without its newline. @returns undefined if there was no output, or the line was too long */
  take(): Buffer | undefined {
    if (this.#held.length === 0) {
      return undefined;
    }
    const line = Buffer.concat(this.#held);
    this.#held = [];
    return this.#ended ? line.subarray(0, -1) : line;
  }

  #hold(bytes: Buffer, isBorrowed: boolean): void | Promise<void> {
    this.#ended = bytes[bytes.length - 1] === LINE_FEED;
    if (this.#tooLong) {
      return this.#log(bytes, isBorrowed);
    }
    this.#held.push(isBorrowed ? Buffer.from(bytes) : bytes);
    this.#heldBytes += bytes.length;
    if (this.#heldBytes - (this.#ended ? 1 : 0) > this.#maxBytes) {
      const parts = this.#held;
      this.#held = [];
      this.#tooLong = true;
      return waitForAll(parts.map((part) => this.#log(part, false)));
    }
  }
}

/** Finds where the last line starts; a newline at the very end does not start another one. */
function findLastLine(bytes: Buffer): number {
  if (bytes.length === 1) {
    return 0;
  }
  return bytes.lastIndexOf(LINE_FEED, bytes.length - 2) + 1;
}
