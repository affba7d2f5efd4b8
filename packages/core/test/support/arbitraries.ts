import fc, { type Arbitrary } from 'fast-check';

/** Output as it arrives: the bytes cut into pieces anywhere, empty ones included, or into single bytes. */
export const inPieces = (output: Arbitrary<string>): Arbitrary<{ output: string; pieces: Buffer[] }> =>
  fc.tuple(output, fc.option(fc.array(fc.nat(), { maxLength: 20 }))).map(([text, cuts]) => {
    const bytes = Buffer.from(text, 'latin1');
    const places = cuts ?? Array.from(bytes.keys());
    const ends = [...places.map((cut) => cut % (bytes.length + 1)), bytes.length].sort((a, b) => a - b);
    return { output: text, pieces: ends.map((end, index) => bytes.subarray(ends[index - 1] ?? 0, end)) };
  });

/** Some of these texts, one after the other. */
export const joined = (texts: readonly string[], maxLength: number): Arbitrary<string> =>
  fc.array(fc.constantFrom(...texts), { maxLength }).map((parts) => parts.join(''));

/** Keys and texts that a reader of JSON may trip over. */
const TEXTS = ['value', 'a', '', '__proto__', 'constructor', 'ключ', '"', '\\', '\\"', '{"a":1}', '[,]', ':', 'ü€𝄞'];
const CHARACTERS = ['\ud800', '\0', '\r\n\t', 'end\\\\', '\u2028'];
const SCALARS = ['0', '-1.5e+10', '12345678901234567890', '1E-7', 'true', 'false', 'null'];

const space = fc.constantFrom('', '', '', ' ', '\n', '\r\n', '\t', ' \r \n ');

/** A string of JSON, in which characters may be escaped that need no escape. */
const stringText = fc
  .array(fc.tuple(fc.oneof(fc.constantFrom(...TEXTS, ...CHARACTERS), fc.string({ unit: 'binary' })), fc.boolean()), {
    maxLength: 2,
  })
  .map((parts) => `"${parts.map(([text, isEscaped]) => (isEscaped ? escaped(text) : plain(text))).join('')}"`);

const plain = (text: string): string => JSON.stringify(text).slice(1, -1);
const escaped = (text: string): string =>
  text.replace(/./gs, (unit) => `\\u${unit.charCodeAt(0).toString(16).padStart(4, '0')}`);

/** A list between brackets, with white space wherever JSON allows it. */
const list = (open: string, items: Arbitrary<string>, close: string): Arbitrary<string> =>
  fc
    .tuple(space, fc.array(fc.tuple(space, items, space), { maxLength: 4 }))
    .map(([empty, parts]) => open + (parts.length === 0 ? empty : parts.map((part) => part.join('')).join()) + close);

const { object } = fc.letrec<{ value: string; object: string; array: string }>((tie) => ({
  value: fc.oneof(
    { depthSize: 'small' },
    fc.constantFrom(...SCALARS),
    fc.double({ noNaN: true, noDefaultInfinity: true }).map(String),
    stringText,
    tie('object'),
    tie('array'),
  ),
  object: list(
    '{',
    fc
      .tuple(stringText, space, space, tie('value'))
      .map(([key, before, after, value]) => `${key}${before}:${after}${value}`),
    '}',
  ),
  array: list('[', tie('value'), ']'),
}));

/** The text of a JSON object, written in any of the ways that the grammar allows; keys may repeat. */
export const jsonObjectText: Arbitrary<string> = fc.tuple(space, object, space).map((parts) => parts.join(''));
