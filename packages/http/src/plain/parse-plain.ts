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
const HEAD = /^POST \/(init|run) HTTP\/1\.1\r\n((?:[!#$%&'*+.^_`|~0-9A-Za-z-]+:[\t -~]*\r\n)+)$/;

/** Without tabs around it, which Node's parser refuses. */
const LENGTH = /^ *\d{1,15} *$/;

/** Fields that change where a message ends, or ask for another answer. */
const REFUSED: ReadonlySet<string> = new Set(['transfer-encoding', 'content-encoding', 'expect', 'upgrade', 'trailer']);

/**
 * Recognizes a request that came in one piece, with nothing behind it, and of which only the route, the length and the body count.
 * @returns undefined if it has anything that has to be thought about, even if that is an error: it is then a matter for Node's parser
 */
export function parsePlain(bytes: Buffer, maxBodyBytes: number): PlainRequest | undefined {
  const headEnd = bytes.indexOf(HEAD_END);
  if (headEnd < 0 || headEnd > MAX_HEAD_BYTES) {
    return undefined;
  }
  const head = HEAD.exec(bytes.toString('latin1', 0, headEnd + 2));
  const fields = head && readFields(head[2] as string);
  const bodyStart = headEnd + HEAD_END.length;
  if (!fields || fields.length > maxBodyBytes || bodyStart + fields.length !== bytes.length) {
    return undefined;
  }
  return { route: head[1] as PlainRoute, body: bytes.subarray(bodyStart), closes: fields.closes };
}

/** @param lines well-formed, each with its end */
function readFields(lines: string): { readonly length: number; readonly closes: boolean } | undefined {
  let length: number | undefined;
  let closes: boolean | undefined;
  for (let start = 0; start < lines.length; ) {
    const colon = lines.indexOf(':', start);
    const end = lines.indexOf('\r\n', colon);
    const name = lines.slice(start, colon).toLowerCase();
    const value = lines.slice(colon + 1, end);
    if (name === 'content-length') {
      if (length !== undefined || !LENGTH.test(value)) {
        return undefined;
      }
      length = Number(value);
    } else if (name === 'connection') {
      const choice = value.trim().toLowerCase();
      if (closes !== undefined || (choice !== 'keep-alive' && choice !== 'close')) {
        return undefined;
      }
      closes = choice === 'close';
    } else if (REFUSED.has(name)) {
      return undefined;
    }
    start = end + 2;
  }
  return length === undefined ? undefined : { length, closes: closes ?? false };
}
