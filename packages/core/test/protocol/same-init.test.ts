import { sameInit } from '../../src/protocol/messages.js';
import { parseInit } from '../../src/protocol/parse-init.js';

const parse = (value: Record<string, unknown>) => parseInit(Buffer.from(JSON.stringify({ value })));
const large = (byte: number) => Buffer.alloc(100_000, byte).toString('base64');

describe('sameInit', () => {
  const base = { name: 'a', main: 'go', code: 'text', binary: false, env: { A: 'b' } };

  test.each([
    ['of text', base],
    ['of a large archive', { ...base, binary: true, code: large(1) }],
    ['without code', {}],
  ])('two equal messages %s', async (_, value) => {
    expect(sameInit(await parse(value), await parse(value))).toBe(true);
  });

  test.each<[string, Record<string, unknown>, Record<string, unknown>]>([
    ['name', base, { ...base, name: 'b' }],
    ['main', base, { ...base, main: 'stop' }],
    ['code', base, { ...base, code: 'other' }],
    ['binary', base, { ...base, binary: true }],
    ['variable', base, { ...base, env: { A: 'c' } }],
    ['large archive', { ...base, binary: true, code: large(1) }, { ...base, binary: true, code: large(2) }],
    ['size of code', { ...base, binary: true, code: large(1) }, { ...base, binary: true, code: 'UEsFBg==' }],
    ['name beside a large archive', { name: 'a', binary: true, code: large(1) }, { binary: true, code: large(1) }],
  ])('two messages with another %s', async (_, one, other) => {
    expect(sameInit(await parse(one), await parse(other))).toBe(false);
    expect(sameInit(await parse(other), await parse(one))).toBe(false);
  });
});
