import { strictEqual } from 'node:assert/strict';
import * as fc from 'fast-check';
import { isInitRequest, parseInit } from '../../src/protocol/parse-init.js';
import { initRequest } from '../../src/protocol/schemas.js';

const parse = (message: unknown) => parseInit(Buffer.from(JSON.stringify(message)));
const DEFAULTS = { name: '', main: 'main', code: undefined, binary: false, env: {}, omitted: [] };

describe('parseInit', () => {
  test('reads every field', async () => {
    const value = { name: 'hello', main: 'go', code: 'text', binary: true, env: { A: 'b' } };
    expect(await parse({ value })).toEqual({ ...value, omitted: [] });
  });

  test.each([
    ['an empty message', {}],
    ['an empty value', { value: {} }],
    ['null in every field', { value: { name: null, main: null, code: null, binary: null, env: null } }],
    ['an empty main', { value: { main: '' } }],
    ['unknown fields', { other: 1, value: { other: [2] } }],
  ])('fills in the defaults for %s', async (_, message) => {
    expect(await parse(message)).toEqual(DEFAULTS);
  });

  test('__proto__ is a field like any other', async () => {
    expect(await parseInit(Buffer.from('{"__proto__":{"value":{"code":"x"}}}'))).toEqual(DEFAULTS);
    expect(await parseInit(Buffer.from('{"value":{"__proto__":{"code":"x"}}}'))).toEqual(DEFAULTS);
    const { env } = await parseInit(Buffer.from('{"value":{"env":{"__proto__":"x","A":"b"}}}'));
    expect(Object.entries(env)).toEqual([
      ['__proto__', 'x'],
      ['A', 'b'],
    ]);
  });

  test('tells empty code from no code', async () => {
    expect((await parse({ value: { code: '' } })).code).toBe('');
  });

  test.each([
    ['name', 7, 'number'],
    ['name', ['a'], 'array'],
    ['main', false, 'boolean'],
    ['main', {}, 'object'],
    ['code', {}, 'object'],
    ['code', 12, 'number'],
    ['code', true, 'boolean'],
    ['binary', 'true', 'string'],
    ['binary', 1, 'number'],
    ['env', 'A=b', 'string'],
    ['env', [], 'array'],
    ['env', 3, 'number'],
  ])('names the field when %s is %j', async (field, wrong, type) => {
    await expect(parse({ value: { [field]: wrong } })).rejects.toMatchObject({
      code: 'ERR_RUNNER_MESSAGE_INVALID',
      message: expect.stringMatching(new RegExp(`^The init message is invalid: value\\.${field}: .*${type}\\.$`)),
    });
  });

  test.each([[[]], [null], ['text'], [1], [true]])('refuses %j as value', async (value) => {
    await expect(parse({ value })).rejects.toMatchObject({ code: 'ERR_RUNNER_INIT_ARGUMENT' });
  });

  test.each([[[]], ['text'], [1], [true]])('refuses %j as message', async (message) => {
    await expect(parse(message)).rejects.toMatchObject({ code: 'ERR_RUNNER_INIT_ARGUMENT' });
  });

  test('refuses a body that is not JSON', async () => {
    await expect(parseInit(Buffer.from('{"value":'))).rejects.toMatchObject({ code: 'ERR_RUNNER_BODY_MALFORMED' });
  });

  test('serialises variables that are not strings and reports those left out', async () => {
    const { env, omitted } = await parse({ value: { env: { A: 1, B: { c: [true] }, 'x=y': '', D: null } } });
    expect({ ...env }).toEqual({ A: '1', B: '{"c":[true]}', D: 'null' });
    expect(omitted).toEqual(['The environment variable "x=y" was left out: its name contains = or NUL.']);
  });

  test('accepts what the schema accepts', () => {
    const field = fc.oneof(fc.jsonValue(), fc.string(), fc.boolean(), fc.dictionary(fc.string(), fc.jsonValue()));
    const fields = fc.record(
      { name: field, main: field, code: field, binary: field, env: field },
      { requiredKeys: [] },
    );
    const special = { maxKeys: 3, noNullPrototype: true };
    const odd = fc.dictionary(fc.constantFrom('__proto__', 'constructor', 'code', 'env'), field, special);
    const bodies = fc.oneof(fc.jsonValue(), fc.record({ value: fc.oneof(fields, odd, fc.jsonValue()) }));
    void fc.assert(
      fc.property(bodies, (body) => {
        const value: unknown = JSON.parse(JSON.stringify(body));
        // An `expect` takes 0.1 ms, which counts here.
        strictEqual(isInitRequest(value), initRequest.safeParse(value).success);
      }),
      { numRuns: 2_000 },
    );
  });
});
