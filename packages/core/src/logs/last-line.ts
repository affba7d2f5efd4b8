import { LINE_FEED, waitForAll } from './log-sink.js';
import { Tail } from './tail.js';

/** How much of the lines before the last is kept, to explain why that is not a result. */
const KEPT_BYTES = 2_048;

/** Up to this size a copy costs less than one more write. */
const MAX_JOINED_BYTES = 16_384;

const OPENING = Buffer.from('{[');
const BLANKS = Buffer.from(' \t\r\v\f');

/** How many bytes the characters have that are white space to JavaScript, byte order mark included, by their first byte. */
const LENGTHS: Readonly<Record<number, number>> = { 194: 2, 225: 3, 226: 3, 227: 3, 239: 3 };

const NOTHING = Buffer.alloc(0);

/**
 * Passes on output as logs, except its last line, which is the result; but a line that cannot be one, since it begins with neither `{` nor `[`,
 * is passed on at once. Memory is bounded by the longest result that is accepted.
 */
export class LastLine {
  readonly #log: (bytes: Buffer, isBorrowed: boolean) => void | Promise<void>;
  readonly #maxBytes: number;
  #held: Buffer[] = [];
  #heldBytes = 0;
  /** Whether the held line has its newline. */
  #ended = false;
  #tooLong = false;
  /** Of the held line, as long as it has only blanks. */
  #head: LineHead | undefined = new LineHead();
  #isLogged = false;
  readonly #before = new Tail(KEPT_BYTES);

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

  /** Whether the last line so far has been passed on. */
  get isLogged(): boolean {
    return this.#isLogged;
  }

  /** The end of what was written before the last line so far. */
  get before(): Buffer {
    return this.#before.bytes;
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
    for (const part of this.#held) {
      this.#before.add(part);
    }
    this.#before.add(bytes.subarray(0, start));
    const last = bytes.subarray(start);
    const head = new LineHead();
    const isLogged = head.decide(last) === false;
    // Together with the last line, if that cannot be the result: one write instead of two.
    const writes = this.#logEarlier(isLogged ? bytes : bytes.subarray(0, start), isBorrowed);
    this.#tooLong = false;
    this.#isLogged = isLogged;
    this.#head = isLogged ? undefined : new LineHead();
    writes.push(isLogged ? this.#keep(last, isBorrowed) : this.#hold(last, isBorrowed));
    return waitForAll(writes);
  }

  /** Logs what was held, which is not the last line, and what follows it. */
  #logEarlier(bytes: Buffer, isBorrowed: boolean): (void | Promise<void>)[] {
    const held = this.#isLogged ? [] : this.#held;
    const total = (this.#isLogged ? 0 : this.#heldBytes) + bytes.length;
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
    if (this.#isLogged) {
      this.#keep(bytes, isBorrowed);
      return this.#log(bytes, isBorrowed);
    }
    this.#isLogged = this.#cannotBeResult(bytes);
    const parts = this.#held;
    this.#keep(bytes, isBorrowed);
    this.#isLogged ||= this.#tooLong;
    return this.#isLogged ? waitForAll(parts.map((part) => this.#log(part, false))) : undefined;
  }

  /** Keeps more of the last line, unless it becomes too long. */
  #keep(bytes: Buffer, isBorrowed: boolean): void {
    this.#ended = bytes[bytes.length - 1] === LINE_FEED;
    this.#heldBytes += bytes.length;
    if (this.#tooLong) {
      return;
    }
    this.#held.push(isBorrowed ? Buffer.from(bytes) : bytes);
    this.#tooLong = this.#heldBytes - (this.#ended ? 1 : 0) > this.#maxBytes;
    if (this.#tooLong) {
      this.#held = [];
    }
  }

  #cannotBeResult(bytes: Buffer): boolean {
    const canBe = this.#head?.decide(bytes);
    if (canBe !== undefined) {
      this.#head = undefined;
    }
    return canBe === false;
  }
}

/** Decides by the beginning of a line whether it can be a JSON object or array. */
class LineHead {
  /** The first bytes of a character. */
  #cut: Buffer = NOTHING;

  /** @param bytes what the line goes on with. @returns undefined as long as there are only blanks */
  decide(bytes: Buffer): boolean | undefined {
    const all = this.#cut.length > 0 ? Buffer.concat([this.#cut, bytes]) : bytes;
    this.#cut = NOTHING;
    for (let at = 0; at < all.length; ) {
      const byte = all[at] as number;
      const length = BLANKS.includes(byte) ? 1 : LENGTHS[byte];
      if (length === undefined) {
        return OPENING.includes(byte);
      }
      if (at + length > all.length && all[all.length - 1] !== LINE_FEED) {
        this.#cut = Buffer.from(all.subarray(at));
        return undefined;
      }
      if (length > 1 && all.toString('utf8', at, at + length).trim() !== '') {
        return false;
      }
      at += length;
    }
    return undefined;
  }
}

/** Finds where the last line starts; a newline at the very end does not start another one. */
function findLastLine(bytes: Buffer): number {
  if (bytes.length === 1) {
    return 0;
  }
  return bytes.lastIndexOf(LINE_FEED, bytes.length - 2) + 1;
}
