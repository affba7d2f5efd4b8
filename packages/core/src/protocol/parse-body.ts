import { isUtf8 } from 'node:buffer';
import { messageOf, RunnerError } from '../errors.js';
import { findLongString, hasControlCharacter } from './json.js';
import { createUuid } from './uuid.js';

const BYTE_ORDER_MARK = Buffer.from('\uFEFF');

/** In a decoded text, what was not UTF-8; it may have been sent, too. */
export const REPLACEMENT = '\uFFFD';

/** The white space of JSON: space, tab, line feed and carriage return. */
const WHITE_SPACE: readonly number[] = [0x20, 0x09, 0x0a, 0x0d];

/** A request body: its bytes (`{}` for an empty one) and their value. */
export interface Body {
  readonly bytes: Buffer;
  readonly value: unknown;
  /** The bytes as text, if that was needed to parse them. */
  readonly text?: string;
}

/** Parses all of a JSON text. @throws SyntaxError */
export function parseText(bytes: Buffer): unknown {
  return JSON.parse(bytes.toString());
}

/**
 * Parses a request body. An empty body and `null` count as `{}`. A byte order mark is left out.
 * @param parse what parses a large one
 * @throws RunnerError `ERR_RUNNER_BODY_MALFORMED`
 */
export function parseBody(body: Uint8Array, parse: (bytes: Buffer) => unknown = parseText): Body {
  const received = toBuffer(body);
  // A small one is decoded at once: its text shows, too, whether it may be anything but UTF-8.
  const decoded = received.length <= MIN_BYTES ? received.toString() : undefined;
  if ((decoded === undefined || decoded.includes(REPLACEMENT)) && !isUtf8(received)) {
    throw new RunnerError('ERR_RUNNER_BODY_MALFORMED', 'The request body is not valid JSON: it is not UTF-8.');
  }
  const marked = received[0] === BYTE_ORDER_MARK[0] && received.indexOf(BYTE_ORDER_MARK) === 0;
  const bytes = marked ? received.subarray(BYTE_ORDER_MARK.length) : received;
  try {
    if (decoded === undefined) {
      return replaceNull({ bytes, value: parse(bytes) });
    }
    const text = marked ? decoded.slice(1) : decoded;
    return replaceNull({ bytes, value: JSON.parse(text), text });
  } catch (error) {
    if (bytes.every((byte) => WHITE_SPACE.includes(byte))) {
      return replaceNull({ bytes, value: null });
    }
    throw new RunnerError('ERR_RUNNER_BODY_MALFORMED', `The request body is not valid JSON: ${messageOf(error)}`, {
      cause: error,
    });
  }
}

function replaceNull(body: Body): Body {
  return body.value === null ? { bytes: Buffer.from('{}'), value: {} } : body;
}

/** The same bytes, in the same memory. */
export function toBuffer(bytes: Uint8Array): Buffer {
  return Buffer.isBuffer(bytes) ? bytes : Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
}

/** For a shorter string it makes no difference. */
const MIN_BYTES = 64 * 1024;

/** So many strings are looked at: where the first ones are short, the text has many. */
const MAX_STRINGS = 64;

/** A JSON text without one long string. */
export interface Outline {
  /** The text, with the placeholder as the string. */
  readonly text: string;
  /** What the text says. */
  readonly value: unknown;
  readonly placeholder: string;
}

/**
 * Parses JSON without its first long string, which would be in memory twice more: as text, and as a value that nobody looks at. The string is
 * checked where it is.
 * @returns undefined if there is no long string without escapes, or the bytes are not valid JSON in UTF-8: then parse all of it
 */
export function parseOutline(json: Buffer, minBytes: number = MIN_BYTES): Outline | undefined {
  const long = json.length > minBytes ? findLongString(json, minBytes, MAX_STRINGS) : undefined;
  if (!long || hasControlCharacter(json, long.start, long.end) || !isUtf8(json)) {
    return undefined;
  }
  const placeholder = createUuid();
  const text = `${json.toString('utf8', 0, long.start)}${placeholder}${json.toString('utf8', long.end)}`;
  try {
    return { text, value: JSON.parse(text), placeholder };
  } catch {
    return undefined;
  }
}
