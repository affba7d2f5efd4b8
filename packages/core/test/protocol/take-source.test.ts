import { parseInit } from '../../src/protocol/parse-init.js';

const CODE = '#!/bin/sh\necho "{}" # \u6f22\u{1f600}\n'.repeat(40_000);
const FIELDS = { name: 'a', main: 'go', env: { A: 'b' } };
const body = (value: Record<string, unknown>) => JSON.stringify({ value });

describe('the source of an init', () => {
  test.each([
    ['compact', body({ ...FIELDS, code: CODE })],
    ['without escapes', body({ ...FIELDS, code: CODE.replaceAll(/[\n"]/g, ' ') })],
    ['with all escaped', body({ ...FIELDS, code: CODE }).replaceAll(/[^ -~]/g, escapeUnit)],
    ['after a byte order mark', `\uFEFF${body({ code: CODE, ...FIELDS })}`],
  ])('is taken out of a large message: %s', async (_, json) => {
    const message = await parseInit(Buffer.from(json));
    const { value } = JSON.parse(json.replace('\uFEFF', '')) as { value: { code: string } };
    expect(message.source?.equals(Buffer.from(value.code))).toBe(true);
    expect(message).toEqual({ ...FIELDS, binary: false, code: value.code, omitted: [] });
  });

  test.each([
    ['a small one', body({ code: 'echo\n' }), 'echo\n'],
    ['one after another long text', body({ env: { A: CODE }, code: CODE }), CODE],
    ['one that is overridden', `{"value":{"code":${JSON.stringify(CODE)},"code":"x"}}`, 'x'],
  ])('stays as it is: %s', async (_, json, code) => {
    const message = await parseInit(Buffer.from(json));
    expect([message.code === code, message.source]).toEqual([true, undefined]);
  });

  test.each([
    ['an escape that is none', body({ code: CODE }).replace('\\n', '\\x')],
    ['a line break', body({ code: CODE }).replace('\\n', '\n')],
    ['no end', body({ code: CODE }).slice(0, -3)],
  ])('a message that is no JSON is refused as JSON.parse does: %s', async (_, json) => {
    let reason = '';
    try {
      JSON.parse(json);
    } catch (error) {
      reason = (error as Error).message;
    }
    await expect(parseInit(Buffer.from(json))).rejects.toMatchObject({
      code: 'ERR_RUNNER_BODY_MALFORMED',
      message: `The request body is not valid JSON: ${reason}`,
    });
  });

  test('a copy of the message has the code as text, and other code in place of it has no source', async () => {
    const message = await parseInit(Buffer.from(body({ code: CODE })));
    expect([{ ...message }.code === CODE, { ...message, code: 'x' }.source]).toEqual([true, undefined]);
  });
});

function escapeUnit(character: string): string {
  return `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`;
}
