import { isUtf8 } from 'node:buffer';

const SPACE = 0x20;
const BACKSLASH = 0x5c;
const UNICODE = 0x75;
const UNICODE_LENGTH = 6;
const NO_DIGIT = 0xff;

/** What a character after a backslash means; 0 for `u`, and for those that may not be there. */
const ESCAPES = new Uint8Array(256);
for (const [index, letter] of [...'"\\/bfnrt'].entries()) {
  ESCAPES[letter.charCodeAt(0)] = '"\\/\b\f\n\r\t'.charCodeAt(index);
}

const DIGITS = new Uint8Array(256).fill(NO_DIGIT);
for (const digit of '0123456789abcdefABCDEF') {
  DIGITS[digit.charCodeAt(0)] = Number.parseInt(digit, 16);
}

/**
 * Decodes a JSON string in place, as `JSON.parse` does: no escape is shorter than what it means in UTF-8. By hand, as a source may have millions
 * of escapes.
 * @param text what is between the quotes
 * @returns the bytes, a part of `text`; undefined if it is not valid: `text` is then unchanged
 */
export function decodeStringInPlace(text: Buffer): Buffer | undefined {
  if (!isUtf8(text) || !isString(text)) {
    return undefined;
  }
  let length = 0;
  for (let at = 0; at < text.length; ) {
    const byte = text[at] as number;
    if (byte !== BACKSLASH) {
      text[length++] = byte;
      at++;
      continue;
    }
    const meaning = ESCAPES[text[at + 1] as number] as number;
    if (meaning !== 0) {
      text[length++] = meaning;
      at += 2;
      continue;
    }
    const first = readUnit(text, at);
    at += UNICODE_LENGTH;
    if (!isSurrogate(first)) {
      length = write(first, text, length);
      continue;
    }
    const second = readUnit(text, at);
    const isPair = first < 0xdc00 && second >= 0xdc00 && isSurrogate(second);
    // One without the other becomes U+FFFD, as where a string is written.
    length = write(isPair ? 0x10000 + ((first - 0xd800) << 10) + (second - 0xdc00) : 0xfffd, text, length);
    if (isPair) at += UNICODE_LENGTH;
  }
  return text.subarray(0, length);
}

/** Whether all escapes are valid, and control characters escaped. */
function isString(text: Buffer): boolean {
  for (let at = 0; at < text.length; at++) {
    const byte = text[at] as number;
    if (byte < SPACE) {
      return false;
    }
    if (byte !== BACKSLASH) {
      continue;
    }
    if (ESCAPES[text[at + 1] as number]) {
      at++;
    } else if (readUnit(text, at) >= 0) {
      at += UNICODE_LENGTH - 1;
    } else {
      return false;
    }
  }
  return true;
}

/** The code unit that `\uXXXX` means; -1 if there is no such escape. */
function readUnit(text: Buffer, at: number): number {
  if (at + UNICODE_LENGTH > text.length || text[at] !== BACKSLASH || text[at + 1] !== UNICODE) {
    return -1;
  }
  let unit = 0;
  for (let place = at + 2; place < at + UNICODE_LENGTH; place++) {
    const digit = DIGITS[text[place] as number] as number;
    if (digit === NO_DIGIT) {
      return -1;
    }
    unit = unit * 16 + digit;
  }
  return unit;
}

function isSurrogate(unit: number): boolean {
  return unit >= 0xd800 && unit < 0xe000;
}

/** Writes a character in UTF-8. @returns the place behind it */
function write(point: number, bytes: Buffer, at: number): number {
  if (point < 0x80) {
    bytes[at] = point;
    return at + 1;
  }
  const more = point < 0x800 ? 1 : point < 0x10000 ? 2 : 3;
  // As many ones as there are bytes, and a zero.
  bytes[at] = ((0xff00 >> (more + 1)) & 0xff) | (point >> (6 * more));
  for (let left = more - 1; left >= 0; left--) {
    bytes[at + more - left] = 0x80 | ((point >> (6 * left)) & 0x3f);
  }
  return at + more + 1;
}
