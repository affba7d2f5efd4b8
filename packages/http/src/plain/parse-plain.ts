/** The routes whose requests may be plain. */
export type PlainRoute = 'init' | 'run';

/** A request of the form in which platforms send nearly all. */
export interface PlainRequest {
  readonly route: PlainRoute;
  readonly body: Buffer;
  /** Whether the client wants the connection to be closed after the answer. */
  readonly closes: boolean;
}

/** The longest head of a plain request, in bytes: half of what Node accepts. */
const MAX_HEAD_BYTES = 8_192;

const HEAD_END = Buffer.from('\r\n\r\n');

/** Narrower than the grammar (RFC 9112, 3 to 5): no other method, target or version, no line folding, no bytes beyond ASCII. */
const FIRST_LINES = { init: 'POST /init HTTP/1.1\r\n', run: 'POST /run HTTP/1.1\r\n' } as const;

/** What the name of a field may have besides letters. */
const NAME_MARKS = "-0123456789!#$%&'*+.^_`|~";

const MAX_LENGTH_DIGITS = 15;

/** Fields that change where a message ends, or ask for another answer. */
const REFUSED: ReadonlySet<string> = new Set(['transfer-encoding', 'content-encoding', 'expect', 'upgrade', 'trailer']);

/** What the head of a request said. */
interface KnownHead extends Omit<PlainRequest, 'body'> {
  /** A copy: the bytes that came have the body, too. */
  readonly bytes: Buffer;
}

/** Recognizes plain requests. A head that comes again and again, as those of platforms do, is read twice only. */
export class PlainParser {
  readonly #maxBodyBytes: number;
  /** Of the last run, in bytes. */
  #length = 0;
  /** Of the last two runs, if they had that length. */
  #known: KnownHead | undefined;

  constructor(maxBodyBytes: number) {
    this.#maxBodyBytes = maxBodyBytes;
  }

  /** Does the same as {@link parsePlain}. */
  parse(bytes: Buffer): PlainRequest | undefined {
    const { length } = bytes;
    const known = this.#length === length ? this.#known : undefined;
    if (known && known.bytes.compare(bytes, 0, known.bytes.length) === 0) {
      return { route: known.route, body: bytes.subarray(known.bytes.length), closes: known.closes };
    }
    const request = parsePlain(bytes, this.#maxBodyBytes);
    // There is one init only.
    if (request?.route === 'run') {
      const { route, body, closes } = request;
      const isRepeated = this.#length === length;
      this.#length = length;
      this.#known = isRepeated
        ? { route, closes, bytes: Buffer.from(bytes.subarray(0, length - body.length)) }
        : undefined;
    }
    return request;
  }
}

/**
 * Recognizes a request that came in one piece, with nothing behind it, and of which only the route, the length and the body count.
 * Without patterns: V8 compiles one with its first use, and again with its second, which is the first activation.
 * @returns undefined if it has anything that has to be thought about, even if that is an error: it is then a matter for Node's parser
 */
export function parsePlain(bytes: Buffer, maxBodyBytes: number): PlainRequest | undefined {
  const headEnd = bytes.indexOf(HEAD_END);
  if (headEnd < 0 || headEnd > MAX_HEAD_BYTES) {
    return undefined;
  }
  const head = bytes.toString('latin1', 0, headEnd + 2);
  const route = head.startsWith(FIRST_LINES.run) ? 'run' : head.startsWith(FIRST_LINES.init) ? 'init' : undefined;
  const fields = route && readFields(head, FIRST_LINES[route].length);
  const bodyStart = headEnd + HEAD_END.length;
  if (!fields || fields.length > maxBodyBytes || bodyStart + fields.length !== bytes.length) {
    return undefined;
  }
  return { route, body: bytes.subarray(bodyStart), closes: fields.closes };
}

/**
 * @param head ends with the end of a line
 * @param start of the first field
 */
function readFields(head: string, start: number): { readonly length: number; readonly closes: boolean } | undefined {
  let length: number | undefined;
  let closes: boolean | undefined;
  for (let next = start; next < head.length; ) {
    const colon = head.indexOf(':', next);
    const end = head.indexOf('\r\n', next);
    if (!isName(head, next, colon) || !isValue(head, colon + 1, end)) {
      return undefined;
    }
    const name = head.slice(next, colon).toLowerCase();
    const value = head.slice(colon + 1, end);
    if (name === 'content-length') {
      if (length !== undefined) {
        return undefined;
      }
      length = readLength(value);
      if (length === undefined) {
        return undefined;
      }
    } else if (name === 'connection') {
      const choice = value.trim().toLowerCase();
      if (closes !== undefined || (choice !== 'keep-alive' && choice !== 'close')) {
        return undefined;
      }
      closes = choice === 'close';
    } else if (REFUSED.has(name)) {
      return undefined;
    }
    next = end + 2;
  }
  return length === undefined ? undefined : { length, closes: closes ?? false };
}

function isName(head: string, start: number, end: number): boolean {
  for (let index = start; index < end; index++) {
    // The same letter in lower case.
    const code = head.charCodeAt(index) | 0x20;
    if ((code < 0x61 || code > 0x7a) && !NAME_MARKS.includes(head[index] as string)) {
      return false;
    }
  }
  return start < end;
}

/** Whether there are only tabs and what can be printed, if anything. */
function isValue(head: string, start: number, end: number): boolean {
  for (let index = start; index < end; index++) {
    const code = head.charCodeAt(index);
    if ((code < 0x20 && code !== 0x09) || code > 0x7e) {
      return false;
    }
  }
  return start <= end;
}

/** Without tabs around it, which Node's parser refuses. */
function readLength(value: string): number | undefined {
  const digits = value.includes('\t') ? '' : value.trim();
  for (let index = 0; index < digits.length; index++) {
    const code = digits.charCodeAt(index);
    if (code < 0x30 || code > 0x39) {
      return undefined;
    }
  }
  return digits.length > 0 && digits.length <= MAX_LENGTH_DIGITS ? Number(digits) : undefined;
}
