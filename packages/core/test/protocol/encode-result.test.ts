import { encodeResult } from '../../src/protocol/encode-result.js';
import type { ActionResult } from '../../src/protocol/messages.js';

const LIMIT = 1000;
const encode = (result: unknown): string => encodeResult(result as ActionResult, LIMIT).bytes.toString();
const INVALID = expect.objectContaining({
  code: 'ERR_RUNNER_RESULT_INVALID',
  message: 'The action did not return a dictionary or array.',
});

describe('encodeResult', () => {
  test.each(['{"n":12345678901234567890, "f":1.10}', '[ 1 ]', '{"a":"\\u0041\\ud800"}', '{"__proto__":1,"a":1,"a":2}'])(
    'passes the JSON text %s on as it is, as text and as bytes',
    (json) => {
      expect(encode(json)).toBe(json);
      expect(encode(Buffer.from(json))).toBe(json);
    },
  );

  test.each([' \t{"a": 1}\r\n', '\uFEFF{"a": 1}', '\u00a0{"a": 1}\u2003\n'])(
    'cuts the white space around %j',
    (text) => {
      expect(encode(text)).toBe('{"a": 1}');
    },
  );

  test('reads a view of a larger buffer, not the buffer', () => {
    expect(encode(new Uint8Array(Buffer.from('xx[1]yy')).subarray(2, 5))).toBe('[1]');
  });

  test.each([
    ['a byte of ISO-8859-1', '\n {"a":"\xff"} \n', '{"a":"\ufffd"}'],
    ['a key', '{"\xe9":1}', '{"\ufffd":1}'],
    ['an encoded surrogate', '{"a":"\xed\xa0\x80"}', '{"a":"\ufffd\ufffd\ufffd"}'],
    ['a character that was cut off', '{"a":"\xe2\x82"}', '{"a":"\ufffd"}'],
    ['an overlong character', '{"a":"\xc0\x80"}', '{"a":"\ufffd\ufffd"}'],
  ])('replaces what is not UTF-8, so that the text is JSON: %s', (_, result, text) => {
    const encoded = encodeResult(Buffer.from(result, 'latin1'), 100);
    expect(encoded.bytes.toString()).toBe(text);
    expect(encoded.isRepaired).toBe(true);
    expect(encoded.isError).toBe(false);
  });

  test.each([' {"a":"\ufffd"}\n', '{"a":"\ufffd"}'])('passes on a replacement character that was sent: %j', (text) => {
    const { bytes, isRepaired } = encodeResult(Buffer.from(text), 100);
    expect([bytes.toString(), isRepaired]).toEqual(['{"a":"\ufffd"}', undefined]);
  });

  test('tells an application error that is not UTF-8', () => {
    expect(encodeResult(Buffer.from('{"error":"\xff"}', 'latin1'), 100)).toMatchObject({
      isError: true,
      isRepaired: true,
    });
  });

  test('bounds the bytes after that', () => {
    expect(() => encodeResult(Buffer.from('["\xff\xff"]', 'latin1'), 9)).toThrow(
      expect.objectContaining({ code: 'ERR_RUNNER_RESULT_TOO_LARGE' }),
    );
  });

  test.each([
    [{ a: [1, 'ü'], b: undefined }, '{"a":[1,"ü"]}'],
    [[1, null], '[1,null]'],
    [Object.create(null) as object, '{}'],
  ])('serialises %j', (value, json) => {
    expect(encode(value)).toBe(json);
  });

  test.each(['', ' ', 'null', '1', '"text"', 'true', 'text', '{', '{}{}', '{"a":1}\n{"b":2}', "{'a':1}", 'NaN'])(
    'refuses the text %j in the words of the platform',
    (text) => {
      expect(() => encode(text)).toThrow(INVALID);
      expect(() => encode(Buffer.from(text))).toThrow(INVALID);
    },
  );

  test.each([null, undefined, 1, true, () => ({}), Symbol('s')])('refuses the value %p', (value) => {
    expect(() => encode(value)).toThrow(INVALID);
  });

  const cycle: Record<string, unknown> = {};
  cycle['self'] = cycle;
  test.each([
    ['a cycle', cycle],
    ['a bigint', { n: 1n }],
    ['an object that throws', { toJSON: () => JSON.parse('{') as unknown }],
    ['an object that becomes text', new Date(0)],
    ['an object that becomes nothing', { toJSON: () => undefined }],
    ['an object that becomes null', { toJSON: () => null }],
  ])('refuses %s and says why', (_, value) => {
    expect(() => encode(value)).toThrow(INVALID);
    expect(() => encode(value)).toThrow(
      expect.objectContaining({ detail: expect.stringMatching(/^The result cannot be serialized as JSON: ./) }),
    );
  });

  test('bounds the bytes of text and of values', () => {
    const fitting = `["${'ü'.repeat((LIMIT - 4) / 2)}"]`;
    expect(encode(fitting)).toBe(fitting);
    expect(encode(JSON.parse(fitting))).toBe(fitting);
    const message = 'The result of the action has 1001 bytes; the limit is 1000.';
    const tooLarge = expect.objectContaining({ code: 'ERR_RUNNER_RESULT_TOO_LARGE', message });
    const long = `["${'x'.repeat(LIMIT - 3)}"]`;
    expect(() => encode(long)).toThrow(tooLarge);
    expect(() => encode(JSON.parse(long))).toThrow(tooLarge);
  });

  describe('tells an application error from a result', () => {
    const isError = (result: unknown) => encodeResult(result as ActionResult, LIMIT).isError;

    test.each(['{"error":"text"}', '{"a":1,"error":{"code":1}}', ' {"error":null} ', '{"err\\u006fr":1}'])(
      'an object with a member error is one: %s',
      (json) => {
        expect([isError(json), isError(Buffer.from(json)), isError(JSON.parse(json))]).toEqual([true, true, true]);
      },
    );

    test.each([
      '{}',
      '[]',
      '["error"]',
      '[{"error":1}]',
      '{"result":{"error":1}}',
      '{"Error":1}',
      '{"a":"\\"error\\""}',
    ])('anything else is not: %s', (json) => {
      expect([isError(json), isError(Buffer.from(json)), isError(JSON.parse(json))]).toEqual([false, false, false]);
    });

    test.each([
      ['a member that is not written', { error: undefined }, '{}', false],
      ['one of the prototype', Object.create({ error: 1 }) as object, '{}', false],
      ['an array with such a property', Object.assign([], { error: 1 }), '[]', false],
      ['one that toJSON adds', { toJSON: () => ({ error: 1 }) }, '{"error":1}', true],
      ['one that toJSON takes away', { error: 1, toJSON: () => ({}) }, '{}', false],
    ])('what is written decides: %s', (_, value, json, error) => {
      expect([encode(value), isError(value)]).toEqual([json, error]);
    });
  });
});
