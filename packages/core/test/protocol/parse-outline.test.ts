import { deepStrictEqual, ok, strictEqual } from 'node:assert/strict';
import fc from 'fast-check';
import { encodeResult } from '../../src/protocol/encode-result.js';
import { hasControlCharacter } from '../../src/protocol/json.js';
import { parseOutline } from '../../src/protocol/parse-body.js';
import { parseRun } from '../../src/protocol/parse-run.js';

/** So small a string counts as long here. */
const MIN = 8;
const LONG = 'x'.repeat(100_000);

/** Whether all of it is JSON in UTF-8. */
function isJson(json: Buffer): boolean {
  try {
    JSON.parse(new TextDecoder('utf8', { fatal: true, ignoreBOM: true }).decode(json));
    return true;
  } catch {
    return false;
  }
}

describe('parseOutline', () => {
  const long = fc.oneof(
    fc.string({ minLength: MIN, maxLength: 40, unit: 'binary' }),
    fc.constantFrom('x'.repeat(MIN + 1), 'ü'.repeat(MIN)),
  );
  const documents = fc
    .tuple(fc.jsonValue({ maxDepth: 3 }), long, fc.jsonValue({ maxDepth: 2 }))
    .chain(([before, text, after]) =>
      fc.constantFrom<unknown>(
        { before, text, after },
        { value: { [text]: before, after } },
        { value: [before, text, after], other: text },
        [text, before],
        text,
        before,
      ),
    );

  test('leaves out the long string only, and only where the whole is JSON', () => {
    let outlines = 0;
    fc.assert(
      fc.property(documents, fc.nat(), fc.option(fc.nat(255)), fc.boolean(), (document, place, byte, cut) => {
        const valid = Buffer.from(JSON.stringify(document, undefined, place % 3));
        const json = cut ? valid.subarray(0, place % (valid.length + 1)) : valid;
        if (byte !== null && json.length > 0) {
          json[place % json.length] = byte;
        }
        const outline = parseOutline(json, MIN);
        if (outline) {
          outlines++;
          const [before = '', after = ''] = outline.text.split(outline.placeholder);
          const start = Buffer.byteLength(before);
          const text = json.toString('utf8', start, json.length - Buffer.byteLength(after));
          // An `expect` takes 0.1 ms, which counts here.
          strictEqual(
            outline.text.replace(outline.placeholder, () => text),
            json.toString(),
          );
          deepStrictEqual(outline.value, JSON.parse(outline.text));
          ok(isJson(json));
        }
      }),
      { numRuns: 5_000 },
    );
    expect(outlines).toBeGreaterThan(500);
  });

  test.each([
    ['a short text', '{"a":"b"}'],
    ['an escape in the string', `{"a":"${LONG}\\n"}`],
    ['a control character in the string', `{"a":"${LONG}\t"}`],
    ['text after the end', `{"a":"${LONG}"}}`],
    ['many strings before it', `[${'"",'.repeat(100)}"${LONG}"]`],
  ])('is not made of %s', (_, json) => {
    expect(parseOutline(Buffer.from(json))).toBeUndefined();
  });

  test('is not made of bytes that are not UTF-8', () => {
    const json = Buffer.from(`{"a":"${LONG}"}`);
    expect(parseOutline(json)).toBeDefined();
    json[500] = 0xff;
    expect(parseOutline(json)).toBeUndefined();
  });

  test('a control character is found wherever it is, and nothing else', () => {
    for (let offset = 0; offset < 4; offset++) {
      const bytes = Buffer.alloc(20).subarray(offset);
      for (let at = 0; at < 12; at++) {
        for (const byte of [0x00, 0x1f, 0x20, 0x7f, 0x80, 0x9f, 0xff]) {
          bytes.fill(0x80).writeUInt8(byte, at);
          expect([offset, at, byte, hasControlCharacter(bytes, 0, 12)]).toEqual([offset, at, byte, byte < 0x20]);
          expect(hasControlCharacter(bytes, at + 1, 12)).toBe(false);
        }
      }
    }
  });
});

describe('a long string', () => {
  test('of the parameters is passed on as it is', () => {
    const { args, context } = parseRun(Buffer.from(`{"value":{"text":"${LONG}"},"activation_id":"a1"}`));
    expect(args.toString()).toBe(`{"text":"${LONG}"}`);
    expect(context['__OW_ACTIVATION_ID']).toBe('a1');
  });

  test.each([
    ['of the context', `{"value":{},"api_key":"${LONG}"}`],
    ['of the context, and one of the parameters', `{"api_key":"${LONG}","value":{"text":"${LONG}"}}`],
  ])('%s reaches it whole, or is left out with its size', (_, json) => {
    const { context, omitted } = parseRun(Buffer.from(json));
    const known = parseRun(Buffer.from(json.replaceAll(LONG, LONG.replace('xx', '\\u0078x'))));
    expect({ context, omitted }).toEqual({ context: known.context, omitted: known.omitted });
  });

  test('as the value itself is refused', () => {
    expect(() => parseRun(Buffer.from(`{"value":"${LONG}"}`))).toThrow(
      expect.objectContaining({ code: 'ERR_RUNNER_RUN_ARGUMENT' }),
    );
  });

  test.each([
    ['passes', `{"text":"${LONG}"}`, false],
    ['passes, with white space around it', `\r\n {"text":"${LONG}"} \n`, false],
    ['may be an application error', `{"error":"${LONG}"}`, true],
    ['may be in an array', `["${LONG}"]`, false],
  ])('of a result %s', (_, json, isError) => {
    const result = encodeResult(Buffer.from(json), 1_000_000);
    expect([result.bytes.toString(), result.isError]).toEqual([json.trim(), isError]);
  });

  test.each([
    ['is no result itself', `"${LONG}"`],
    ['does not make up for what is missing', `{"text":"${LONG}"`],
    ['has no control characters', `{"text":"${LONG}\u0001"}`],
  ])('of a result %s', (_, json) => {
    expect(() => encodeResult(Buffer.from(json), 1_000_000)).toThrow(
      expect.objectContaining({ code: 'ERR_RUNNER_RESULT_INVALID' }),
    );
  });

  test('of a result that is not UTF-8 is answered as valid JSON', () => {
    const json = Buffer.from(`{"text":"${LONG}"}`);
    json[50] = 0xff;
    expect(JSON.parse(encodeResult(json, 1_000_000).bytes.toString())).toEqual({
      text: `${LONG.slice(0, 41)}\ufffd${LONG.slice(42)}`,
    });
  });
});
