import { parseBody } from '../../src/protocol/parse-body.js';

const parse = (text: string | Buffer) => parseBody(Buffer.from(text as string));

describe('parseBody', () => {
  test.each(['', ' \r\n', 'null', ' null\n', '\uFEFF'])('counts %j as an empty message', (text) => {
    expect(parse(text)).toEqual({ bytes: Buffer.from('{}'), value: {} });
  });

  test('keeps the bytes beside the value, all but a byte order mark', () => {
    const text = ' {"n":12345678901234567890}\n';
    const { bytes, value } = parse(`\uFEFF${text}`);
    expect(bytes.toString()).toBe(text);
    expect(value).toEqual({ n: Number('12345678901234567890') });
  });

  test('reads a view of a larger buffer, not the buffer', () => {
    const view = new Uint8Array(Buffer.from('xx{"a":1}yy')).subarray(2, 9);
    expect(parseBody(view).value).toEqual({ a: 1 });
  });

  test.each([
    '{',
    '{"value":}',
    'value=1',
    '{"a":1}{',
    "{'a':1}",
    'nul',
    '{"a":"\n"}',
    '\0',
    '{}\u00A0',
    '\v{}',
    '\u00A0',
    '\uFEFF\uFEFF',
  ])('refuses %j as malformed', (text) => {
    expect(() => parse(text)).toThrow(
      expect.objectContaining({
        code: 'ERR_RUNNER_BODY_MALFORMED',
        message: expect.stringMatching(/^The request body is not valid JSON: ./),
      }),
    );
  });

  test('a replacement character that was sent is a character like any other', () => {
    expect(parse('{"a":"\ufffd"}').value).toEqual({ a: '\ufffd' });
    expect(parse('\ufeff{"a":"\ufffd"}').value).toEqual({ a: '\ufffd' });
  });

  test.each([
    ['', 0],
    [' that are decoded in parts', 100_000],
  ])('refuses bytes%s that are not UTF-8 instead of changing them', (_, spaces) => {
    expect(() => parse(Buffer.from(`{"a":"\xff"}${' '.repeat(spaces)}`, 'latin1'))).toThrow(
      expect.objectContaining({ code: 'ERR_RUNNER_BODY_MALFORMED', message: expect.stringContaining('UTF-8') }),
    );
  });
});
