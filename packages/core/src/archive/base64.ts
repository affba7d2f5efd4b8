import { RunnerError } from '../errors.js';

const WHITESPACE = /[\t\n\f\r ]+/g;
const FOREIGN = /[^A-Za-z0-9+/_\-=\t\n\f\r ]/u;
const NOT_PADDING = /[^=\t\n\f\r ]/;

/**
 * Decodes base64: standard or URL-safe alphabet, padding optional, line breaks and blanks allowed.
 *
 * @returns the bytes; none for an empty string
 * @throws RunnerError `ERR_RUNNER_ARCHIVE_INVALID` that says which character stands where it may not
 */
export function decodeBase64(code: string): Buffer {
  const decoded = decodeExactly(code);
  if (decoded !== undefined) return decoded;
  // Only now is the text worth a pass by regular expression: the good case is tens of megabytes.
  const stripped = code.replace(WHITESPACE, '');
  const second = stripped.length === code.length ? undefined : decodeExactly(stripped);
  if (second !== undefined) return second;
  throw new RunnerError('ERR_RUNNER_ARCHIVE_INVALID', `The code is not valid base64: ${whatIsWrong(code, stripped)}.`);
}

/** The bytes, or undefined when a character was skipped or the length is not one of base64. */
function decodeExactly(text: string): Buffer | undefined {
  const padding = text.endsWith('==') ? 2 : text.endsWith('=') ? 1 : 0;
  const digits = text.length - padding;
  if (digits % 4 === 1 || (padding > 0 && text.length % 4 !== 0)) return undefined;
  // Node drops the high byte of other characters, so that "Ł" would count as "A".
  if (Buffer.byteLength(text, 'utf8') !== text.length) return undefined;
  const decoded = Buffer.from(text, 'base64');
  return decoded.length === Math.floor((digits * 3) / 4) ? decoded : undefined;
}

function whatIsWrong(code: string, stripped: string): string {
  const position = badPosition(code);
  if (position >= 0) {
    const character = String.fromCodePoint(code.codePointAt(position) as number);
    return `unexpected character ${JSON.stringify(character)} at position ${position}`;
  }
  return `its ${stripped.length} characters are not a whole number of groups; it may have been cut off`;
}

/** The first foreign character, or padding that has something other than padding after it; -1 if there is none. */
function badPosition(code: string): number {
  const foreign = code.search(FOREIGN);
  const padding = code.indexOf('=');
  if (padding < 0 || (foreign >= 0 && foreign < padding)) return foreign;
  return NOT_PADDING.test(code.slice(padding)) ? padding : -1;
}

/** Characters that are decoded at a time: whole groups of four. */
const STEP = 32 * 1024;
const PADDING = 0x3d;

/**
 * Decodes base64 where it stands: tens of megabytes need no second place and no string.
 * @param text the characters, without white space
 * @returns the bytes, a part of `text`; undefined, with `text` as it was, when it is not base64
 */
export function decodeInPlace(text: Buffer): Buffer | undefined {
  // Characters that are not of base64 would count for nothing.
  const scratch = Buffer.allocUnsafe(STEP);
  let checked = 0;
  for (const part of parts(text)) {
    checked += scratch.write(part, 'base64');
  }
  if (checked !== sizeOf(text)) {
    return undefined;
  }
  let size = 0;
  for (const part of parts(text)) {
    size += text.write(part, size, 'base64');
  }
  return text.subarray(0, size);
}

function* parts(text: Buffer): Generator<string> {
  for (let at = 0; at < text.length; at += STEP) {
    yield text.toString('latin1', at, at + STEP);
  }
}

/** How many bytes the characters stand for; undefined when their number is not one of base64. */
function sizeOf(text: Buffer): number | undefined {
  const padding = text.at(-1) !== PADDING ? 0 : text.at(-2) !== PADDING ? 1 : 2;
  const digits = text.length - padding;
  return digits % 4 === 1 || (padding > 0 && text.length % 4 !== 0) ? undefined : Math.floor((digits * 3) / 4);
}
