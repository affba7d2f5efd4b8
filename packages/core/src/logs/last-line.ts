import { LINE_FEED, waitForAll } from './log-sink.js';

/** Passes on output as logs, except its last line, which is the result. Memory is bounded by the longest result that is accepted. */
export class LastLine {
  readonly #log: (bytes: Buffer) => void | Promise<void>;
  readonly #maxBytes: number;
  #held: Buffer[] = [];
  #heldBytes = 0;
  /** Whether the held line has its newline. */
  #ended = false;
  #tooLong = false;

  /**
   * @param log receives the earlier lines
   * @param maxBytes a longer last line is passed on as well, and cannot be the result
   */
  constructor(log: (bytes: Buffer) => void | Promise<void>, maxBytes: number) {
    this.#log = log;
    this.#maxBytes = maxBytes;
  }

  /** Whether the last line so far is too long. */
  get tooLong(): boolean {
    return this.#tooLong;
  }

  write(bytes: Buffer): void | Promise<void> {
    if (bytes.length === 0) {
      return;
    }
    const start = findLastLine(bytes);
    if (start === 0 && !this.#ended) {
      return this.#hold(bytes);
    }
    const earlier = [...this.#held, bytes.subarray(0, start)].filter((part) => part.length > 0);
    this.#held = [];
    this.#heldBytes = 0;
    this.#tooLong = false;
    return waitForAll([...earlier.map((part) => this.#log(part)), this.#hold(bytes.subarray(start))]);
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

  #hold(bytes: Buffer): void | Promise<void> {
    this.#ended = bytes[bytes.length - 1] === LINE_FEED;
    if (this.#tooLong) {
      return this.#log(bytes);
    }
    this.#held.push(bytes);
    this.#heldBytes += bytes.length;
    if (this.#heldBytes - (this.#ended ? 1 : 0) > this.#maxBytes) {
      const parts = this.#held;
      this.#held = [];
      this.#tooLong = true;
      return waitForAll(parts.map((part) => this.#log(part)));
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
