import { parseInit } from '../../src/protocol/parse-init.js';

const ZIP = Buffer.from(Array.from({ length: 100_000 }, (_, at) => (at * 31) % 256));
const CODE = ZIP.toString('base64');

/** Each with what its code is, and whether the archive was taken out of the body. */
const parse = async (body: string) => {
  const message = await parseInit(Buffer.from(body));
  return { message, taken: message.archive };
};

describe('the archive of an init', () => {
  const binary = { name: 'a', main: 'go', binary: true, env: { A: 'b' } };

  test.each([
    ['compact', JSON.stringify({ value: { ...binary, code: CODE } })],
    ['with the code first', JSON.stringify({ value: { code: CODE, ...binary } })],
    ['as jq prints it', JSON.stringify({ value: { ...binary, code: CODE } }, null, 2)],
    ['after a byte order mark', `\uFEFF${JSON.stringify({ value: { ...binary, code: CODE } })}`],
    ['after escaped quotes', JSON.stringify({ value: { ...binary, other: '\\"\\\\"', code: CODE } })],
    ['with its key escaped', JSON.stringify({ value: { ...binary, code: CODE } }).replace('"code"', '"c\\u006fde"')],
  ])('is taken out of a large message: %s', async (_, body) => {
    const { message, taken } = await parse(body);
    expect(taken?.equals(ZIP)).toBe(true);
    expect(message).toEqual({ ...binary, code: CODE, omitted: [] });
  });

  const other = Buffer.from(Array.from({ length: 90_000 }, (_, at) => (at * 17) % 256)).toString('base64');
  test.each<[string, string, string, boolean]>([
    ['text that looks like base64', JSON.stringify({ value: { code: CODE } }), CODE, false],
    ['a small archive', JSON.stringify({ value: { binary: true, code: 'UEsFBg==' } }), 'UEsFBg==', true],
    ['what is no base64', JSON.stringify({ value: { binary: true, code: `${CODE}*` } }), `${CODE}*`, true],
    ['base64 with blanks', JSON.stringify({ value: { binary: true, code: `${CODE} ` } }), `${CODE} `, true],
    [
      'base64 with escaped line breaks',
      JSON.stringify({ value: { binary: true, code: `${CODE}\n` } }),
      `${CODE}\n`,
      true,
    ],
    [
      'an archive after another long text',
      JSON.stringify({ value: { binary: true, env: { A: other }, code: CODE } }),
      CODE,
      true,
    ],
    ['an archive that is overridden', `{"value":{"binary":true,"code":"${CODE}","code":"UEsFBg=="}}`, 'UEsFBg==', true],
    ['a long text beside the value', JSON.stringify({ code: other, value: { binary: true, code: CODE } }), CODE, true],
  ])('stays as it is: %s', async (_, body, code, isBinary) => {
    const { message, taken } = await parse(body);
    expect([message.code === code, message.binary, taken]).toEqual([true, isBinary, undefined]);
  });

  test.each([
    ['cut off after the archive', `{"value":{"binary":true,"code":"${CODE}"`],
    ['cut off within it', `{"value":{"binary":true,"code":"${CODE}`],
    ['with a line break in it', `{"value":{"binary":true,"code":"${CODE}\n"}}`],
    ['with a member too many', `{"value":{"binary":true,"code":"${CODE}"},}`],
  ])('a message that is no JSON is refused as JSON.parse does: %s', async (_, body) => {
    let reason = '';
    try {
      JSON.parse(body);
    } catch (error) {
      reason = (error as Error).message;
    }
    await expect(parseInit(Buffer.from(body))).rejects.toMatchObject({
      code: 'ERR_RUNNER_BODY_MALFORMED',
      message: `The request body is not valid JSON: ${reason}`,
    });
  });

  test('a message with another field that is wrong is refused by that', async () => {
    const body = JSON.stringify({ value: { binary: true, code: CODE, main: 5 } });
    await expect(parseInit(Buffer.from(body))).rejects.toMatchObject({
      message: expect.stringContaining('value.main'),
    });
  });

  test('a copy of the message has the code as text, and other code in place of it has no archive', async () => {
    const { message } = await parse(JSON.stringify({ value: { ...binary, code: CODE } }));
    expect([{ ...message }.code, { ...message }.archive]).toEqual([CODE, undefined]);
    expect({ ...message, code: 'UEsFBg==' }.archive).toBeUndefined();
  });
});
