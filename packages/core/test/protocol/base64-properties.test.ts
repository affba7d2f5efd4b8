import fc from 'fast-check';
import { isRunnerError } from '../../src/errors.js';
import { decodeBase64 } from '../../src/protocol/base64.js';
import { decodeInPlace } from '../../src/protocol/base64-in-place.js';

/** Whether RFC 4648 allows the text, in either alphabet, with or without padding. */
const isBase64 = (text: string): boolean => /^(?:[\w+/-]{4})*(?:[\w+/-]{2}(?:==)?|[\w+/-]{3}=?)?$/.test(text);

const space = fc.constantFrom(' ', '\t', '\n', '\r\n', '\f');
const encodings = fc.constantFrom<BufferEncoding>('base64', 'base64url');

/** Texts that are base64, nearly so, or not at all. */
const texts = fc
  .array(
    fc.oneof(
      { weight: 8, arbitrary: fc.base64String() },
      fc.constantFrom('A', '-_', '=', '==', 'Ł', '%', 'é', '😀'),
      fc.string(),
    ),
    {
      maxLength: 3,
    },
  )
  .map((parts) => parts.join(''));

test('decodeBase64 decodes any bytes, in either alphabet, padded or not, with white space anywhere', () => {
  const places = fc.array(fc.tuple(fc.nat(), space), { maxLength: 5 });
  fc.assert(
    fc.property(fc.uint8Array({ maxLength: 200 }), encodings, fc.boolean(), places, (bytes, encoding, isPadded, at) => {
      let text = Buffer.from(bytes).toString(encoding);
      if (!isPadded) text = text.replace(/=+$/, '');
      for (const [place, blank] of at) {
        const cut = place % (text.length + 1);
        text = text.slice(0, cut) + blank + text.slice(cut);
      }
      expect(decodeBase64(text).equals(bytes)).toBe(true);
    }),
  );
});

test('decodeBase64 decodes what RFC 4648 allows and refuses everything else', () => {
  fc.assert(
    fc.property(texts, (text) => {
      const stripped = text.replace(/[\t\n\f\r ]+/g, '');
      let decoded: Buffer | undefined;
      try {
        decoded = decodeBase64(text);
      } catch (error) {
        if (!isRunnerError(error)) throw error;
        expect(error.code).toBe('ERR_RUNNER_ARCHIVE_INVALID');
      }
      expect(decoded?.toString('hex')).toBe(
        isBase64(stripped) ? Buffer.from(stripped, 'base64').toString('hex') : undefined,
      );
    }),
    { numRuns: 1000 },
  );
});

test('decodeInPlace gives the same bytes, or leaves the text as it was', () => {
  // Long ones, too: they are decoded in several steps.
  const length = fc.oneof(fc.nat({ max: 100 }), fc.nat({ max: 70_000 }));
  fc.assert(
    fc.property(length, encodings, texts, fc.nat(), (count, encoding, other, place) => {
      const whole = Buffer.alloc(count, 'any text').toString(encoding);
      const cut = place % (whole.length + 1);
      const text = Buffer.from(whole.slice(0, cut) + other + whole.slice(cut), 'latin1').toString('latin1');
      const bytes = Buffer.from(text, 'latin1');
      const decoded = decodeInPlace(bytes);
      if (isBase64(text)) expect(decoded?.equals(Buffer.from(text, 'base64'))).toBe(true);
      else expect([decoded, bytes.toString('latin1')]).toEqual([undefined, text]);
    }),
    { numRuns: 1000 },
  );
});
