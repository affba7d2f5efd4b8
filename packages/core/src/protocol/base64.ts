import { RunnerError } from '../errors.js';

const WHITESPACE = /[\t\n\f\r ]+/g;
const FOREIGN = /[^A-Za-z0-9+/_\-=\t\n\f\r ]/u;
const NOT_PADDING = /[^=\t\n\f\r ]/;

/**
 * Decodes base64: standard or URL-safe alphabet, with or without padding, line breaks and spaces allowed.
 *
 * @returns the bytes; none for an empty string
 * @throws RunnerError `ERR_RUNNER_ARCHIVE_INVALID` with the position of the first invalid character
 */
export function decodeBase64(code: string): Buffer {
  const decoded = decodeExactly(code);
  if (decoded !== undefined) return decoded;
  // Not earlier: a regular expression is slow on tens of megabytes, which usually decode at once.
  const stripped = code.replace(WHITESPACE, '');
  const second = stripped.length === code.length ? undefined : decodeExactly(stripped);
  if (second !== undefined) return second;
  throw new RunnerError(
    'ERR_RUNNER_ARCHIVE_INVALID',
    `The code is not valid base64: ${describeFault(code, stripped)}.`,
  );
}

/** Returns the bytes, or undefined if a character was skipped or the length is invalid. */
function decodeExactly(text: string): Buffer | undefined {
  const padding = text.endsWith('==') ? 2 : text.endsWith('=') ? 1 : 0;
  const digits = text.length - padding;
  if (digits % 4 === 1 || (padding > 0 && text.length % 4 !== 0)) return undefined;
  // Node drops the high byte of other characters: "Ł" would count as "A".
  if (Buffer.byteLength(text, 'utf8') !== text.length) return undefined;
  const decoded = Buffer.from(text, 'base64');
  return decoded.length === Math.floor((digits * 3) / 4) ? decoded : undefined;
}

function describeFault(code: string, stripped: string): string {
  const position = findBadPosition(code);
  if (position >= 0) {
    const character = String.fromCodePoint(code.codePointAt(position) as number);
    return `unexpected character ${JSON.stringify(character)} at position ${position}`;
  }
  return `its length, ${stripped.length} characters, is not valid; it may have been cut off`;
}

/** Returns the position of the first foreign character, or of padding with anything but padding after it; -1 if there is none. */
function findBadPosition(code: string): number {
  const foreign = code.search(FOREIGN);
  const padding = code.indexOf('=');
  if (padding < 0 || (foreign >= 0 && foreign < padding)) return foreign;
  return NOT_PADDING.test(code.slice(padding)) ? padding : -1;
}
