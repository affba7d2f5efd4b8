import fc from 'fast-check';
import { decodeStringInPlace } from '../../src/protocol/source-in-place.js';

/** What `JSON.parse` makes of the same string, in UTF-8. */
function parsed(text: Buffer): Buffer | undefined {
  try {
    return Buffer.from(JSON.parse(`"${text.toString()}"`) as string);
  } catch {
    return undefined;
  }
}

const escaped = fc.constantFrom(
  '\\"',
  '\\\\',
  '\\/',
  '\\b',
  '\\f',
  '\\n',
  '\\r',
  '\\t',
  '\\u0000',
  '\\u00E9',
  '\\u6f22',
);
const surrogate = fc.constantFrom('\\ud83d', '\\uDE00', '\\ud83d\\ude00', '\\uD83D\\n');
const invalid = fc.constantFrom('\\', '\\x', '\\u12', '\\u12g4', '\n', '\0', '\x1f');
const plain = fc.string({ unit: 'binary' }).map((text) => JSON.stringify(text).slice(1, -1));
const pieces = (...more: fc.Arbitrary<string>[]) =>
  fc.array(fc.oneof({ weight: 6, arbitrary: plain }, escaped, surrogate, ...more)).map((texts) => texts.join(''));

it('a string becomes the bytes that JSON.parse makes of it, where its text stood', () => {
  fc.assert(
    fc.property(pieces(), (json) => {
      const text = Buffer.from(json);
      const expected = parsed(text);
      const decoded = decodeStringInPlace(text);
      expect(decoded?.toString('hex')).toBe(expected?.toString('hex'));
      expect([decoded?.buffer, decoded?.byteOffset]).toEqual([text.buffer, text.byteOffset]);
    }),
  );
});

it('a string that JSON.parse refuses stays as it was', () => {
  fc.assert(
    fc.property(pieces(invalid), (json) => {
      const text = Buffer.from(json);
      if (parsed(text)) return;
      expect(decodeStringInPlace(text)).toBeUndefined();
      expect(text.toString()).toBe(json);
    }),
  );
});

it('bytes that are not UTF-8 stay as they were', () => {
  const text = Buffer.from([0x61, 0xff, 0x5c, 0x6e]);
  expect(decodeStringInPlace(text)).toBeUndefined();
  expect([...text]).toEqual([0x61, 0xff, 0x5c, 0x6e]);
});
