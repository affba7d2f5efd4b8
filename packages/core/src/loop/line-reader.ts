import { LINE_FEED } from '../logs/log-sink.js';
import { Tail } from '../logs/tail.js';

const SPACE = 0x20;
const BLANKS = Buffer.from(' \t\r\n');

/** Splits the output of an answer pipe into lines, one after the other. Memory is bounded by the longest line that is accepted. */
export class LineReader {
  readonly #maxBytes: number;
  #parts: Buffer[] = [];
  #bytes = 0;
  #line: Buffer | undefined;
  #tooLong = false;
  #surplus = false;
  #hasTrailed = false;
  #trailed = false;
  /** True from the start: the first line may come before it is asked for. */
  #waiting = true;
  readonly #onLine: () => void;
  readonly #skips: (line: Buffer) => boolean;

  /**
   * @param onLine called when the line asked for is there, or known to be too long
   * @param skips whether a line is not the one asked for, which is still to come
   */
  constructor(maxBytes: number, onLine: () => void, skips: (line: Buffer) => boolean = () => false) {
    this.#onLine = onLine;
    this.#skips = skips;
    this.#maxBytes = maxBytes;
  }

  /**
   * Whether a blank line may belong to the line before: some programs end their answer with one, and this one has done so, but not after the
   * last line.
   */
  get mayTrail(): boolean {
    return this.#hasTrailed && !this.#trailed;
  }

  /** A blank line has come that ends the line before. */
  trail(): void {
    this.#hasTrailed = true;
    this.#trailed = true;
  }

  /** Whether more was written than the one line that was asked for, blank lines apart. */
  get surplus(): boolean {
    return this.#surplus;
  }

  /** Whether the line was too long; then there is none. */
  get tooLong(): boolean {
    return this.#tooLong;
  }

  /** Whether the line asked for is there, or known to be too long. */
  get settled(): boolean {
    return this.#line !== undefined || this.#tooLong;
  }

  /** Whether a line has begun whose newline has not come. */
  get isUnfinished(): boolean {
    return this.#parts.length > 0;
  }

  /** Asks for the next line. */
  ask(): void {
    this.#line = undefined;
    this.#waiting = true;
  }

  /** The line asked for, without its newline; undefined if none has come. */
  take(): Buffer | undefined {
    const line = this.#line;
    this.#line = undefined;
    this.#waiting = false;
    return line;
  }

  /** @param isBorrowed whether the bytes are overwritten once it has returned */
  write(bytes: Buffer, isBorrowed = false): void {
    let rest = bytes;
    while (this.#waiting) {
      const end = rest.indexOf(LINE_FEED);
      if (end < 0) {
        this.#add(rest, isBorrowed);
        return;
      }
      this.#add(rest.subarray(0, end), isBorrowed);
      this.#finish();
      if (end === rest.length - 1) {
        return;
      }
      rest = rest.subarray(end + 1);
    }
    if (isBlank(rest)) {
      this.trail();
    } else {
      this.#surplus = true;
    }
  }

  #add(bytes: Buffer, isBorrowed: boolean): void {
    this.#bytes += bytes.length;
    if (this.#bytes > this.#maxBytes) {
      this.#tooLong = true;
      this.#parts = [];
      this.#onLine();
    } else if (!this.#tooLong) {
      this.#parts.push(isBorrowed ? Buffer.from(bytes) : bytes);
    }
  }

  #finish(): void {
    const line = this.#parts.length === 1 ? this.#parts[0] : Buffer.concat(this.#parts);
    this.#parts = [];
    this.#bytes = 0;
    if (this.#tooLong || !line) {
      this.#waiting = false;
    } else if (!this.#skips(line)) {
      this.#waiting = false;
      this.#trailed = false;
      this.#line = line;
      this.#onLine();
    }
  }
}

/** Whether there is nothing but blanks and line breaks. */
export function isBlank(bytes: Buffer): boolean {
  // The first byte decides nearly always.
  return (bytes[0] ?? SPACE) <= SPACE && bytes.every((byte) => BLANKS.includes(byte));
}

const KEPT_BYTES = 8192;

/** How much of the line that says why a process failed is quoted: its end. */
const QUOTED_CHARACTERS = 2047;

/** Keeps the last output of a process, to explain why it exited. */
export class LastOutput {
  readonly #tail = new Tail(KEPT_BYTES);

  add(bytes: Buffer): void {
    this.#tail.add(bytes);
  }

  clear(): void {
    this.#tail.clear();
  }

  /** Returns a colon and the line that most likely says why a process failed, the last that is not part of a trace; a period if there is none. */
  explain(): string {
    const cause = pickCause(this.#tail.bytes.toString());
    return cause === undefined ? '.' : `: ${cause}`;
  }
}

/** What languages print below the line that says what happened: frames, notes, the place in the source. */
const BELOW_CAUSE: readonly RegExp[] = [
  /^\s*$/,
  /^Node\.js v\d/,
  /^\s+at /,
  /^\s+from /,
  /^\s+in (?:function|call from) /,
  /^\t/,
  /^\s*\.\.\. \d+ more$/,
  /^(?:stack traceback|Stack trace|stack backtrace):$/,
  /^#\d+ /,
  /^\s+thrown in /,
  /^\s+\d+: /,
  /^note: /,
  /^goroutine \d+ \[/,
  /^[\w./*()-]+\(.*\)$/,
  /^created by /,
  /^\[signal /,
  /^exit status \d+$/,
  /^\s*[\^~]+\s*$/,
];

/** Picks the line of an output that says what happened: the first line of its last trace, else the last line. */
export function pickCause(output: string): string | undefined {
  const lines = output.split('\n').map((line) => line.trimEnd());
  const filled = lines.filter((line) => line !== '');
  let at = lines.length - 1;
  while (at >= 0 && isBelowCause(lines, at)) {
    // The properties of an error of Node.js, in braces behind its last frame.
    at = lines[at] === '}' ? lines.findLastIndex((line, index) => index < at && line.endsWith(' {')) : at - 1;
  }
  const cause = lines[at] ?? filled.at(-1);
  const before = lines[at - 1] ?? '';
  // Rust says where in the line above.
  const quoted = /^thread .* panicked at .*:$/.test(before) ? `${before} ${cause}` : cause;
  return quoted?.trim().slice(-QUOTED_CHARACTERS);
}

function isBelowCause(lines: readonly string[], at: number): boolean {
  const line = lines[at] ?? '';
  const isQuoted = /^\s*[\^~]+\s*$/.test(lines[at + 1] ?? '');
  const isEndOfProperties = line === '}' && lines.slice(0, at).some((each) => /^\s+at .* \{$/.test(each));
  return isQuoted || isEndOfProperties || BELOW_CAUSE.some((pattern) => pattern.test(line));
}
