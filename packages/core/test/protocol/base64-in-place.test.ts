import { decodeInPlace } from '../../src/protocol/base64-in-place.js';

/** Characters that are decoded at a time. */
const STEP = 32 * 1024;

/** Bytes of all values. */
const bytesOf = (length: number) => Buffer.from(Array.from({ length }, (_, at) => (at * 7 + (at >> 8)) % 256));

describe('decodeInPlace', () => {
  const around = [0, 1, 2, 3, 4, 5, 6].map((more) => (STEP / 4) * 3 - 3 + more);
  test.each([1, 2, 3, 4, 100, ...around, 2 * STEP, 100_000])('%i bytes come back, where their text stood', (length) => {
    const bytes = bytesOf(length);
    for (const text of [bytes.toString('base64'), bytes.toString('base64url')]) {
      const place = Buffer.from(text);
      const decoded = decodeInPlace(place);
      expect(decoded?.equals(bytes)).toBe(true);
      expect([decoded?.buffer, decoded?.byteOffset]).toEqual([place.buffer, place.byteOffset]);
    }
  });

  const whole = bytesOf(60_000).toString('base64');
  const at = (position: number, text: string) => whole.slice(0, position) + text + whole.slice(position + text.length);
  test.each([0, STEP, 2 * STEP + 100])('one that is URL-safe among others, at %i', (position) => {
    for (const text of [at(position, '-'), at(position, '_')]) {
      expect(decodeInPlace(Buffer.from(text))?.equals(Buffer.from(text, 'base64'))).toBe(true);
    }
  });

  test.each([
    ['a foreign character at the start', at(0, '*')],
    ['a foreign character before a step', at(STEP - 1, '*')],
    ['a foreign character after a step', at(STEP, '*')],
    ['a foreign character at the end', at(whole.length - 1, '*')],
    ['both alphabets, and a foreign character after two steps', `${at(10, '-+_/').slice(0, -1)}*`],
    ['a foreign character, and one that is URL-safe after it', `${at(STEP, '*').slice(0, -1)}_`],
    ['a character of Latin-1', at(500, '\u00E9')],
    ['a blank', at(500, ' ')],
    ['a line break', `${whole}\n`],
    ['padding in the middle', at(500, '==')],
    ['padding before a step', at(STEP - 2, '==')],
    ['one character too many', `${whole}A`],
    ['too much padding', `${whole}=`],
    ['padding of the wrong length', `${bytesOf(50).toString('base64url')}==`],
  ])('%s: the text stays as it was', (_, text) => {
    const place = Buffer.from(text, 'latin1');
    expect(decodeInPlace(place)).toBeUndefined();
    expect(place.toString('latin1')).toBe(text);
  });
});
