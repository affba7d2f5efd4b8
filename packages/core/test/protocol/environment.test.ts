import fc from 'fast-check';
import {
  mergeEnvironment,
  omitContext,
  readContextVariables,
  readInitVariables,
} from '../../src/protocol/environment.js';

const MAX = 131_000;
const deep = JSON.parse(`${'['.repeat(500_000)}${']'.repeat(500_000)}`) as unknown;

describe('readInitVariables', () => {
  test.each([
    ['a string', 'a b\n"c" ü', 'a b\n"c" ü'],
    ['an empty string', '', ''],
    ['a number', 1.5, '1.5'],
    ['a boolean', false, 'false'],
    ['null', null, 'null'],
    ['an object', { a: ['b'] }, '{"a":["b"]}'],
    ['an array', [], '[]'],
  ])('passes %s on', (_, value, text) => {
    expect(readInitVariables({ NAME: value })).toEqual({ variables: { NAME: text }, omitted: [] });
  });

  test.each([
    ['an empty name', '', 'value', 'its name is empty'],
    ['= in the name', 'a=b', 'value', 'its name contains = or NUL'],
    ['NUL in the name', 'a\0b', 'value', 'its name contains = or NUL'],
    ['NUL in the value', 'NAME', 'a\0b', 'its value contains NUL'],
    ['a value that is too long', 'NAME', 'x'.repeat(MAX), 'it is longer than 131000 bytes'],
    ['a value with too many bytes', 'NAME', 'ü'.repeat(MAX / 2), 'it is longer than 131000 bytes'],
    ['a name that is too long', 'N'.repeat(MAX), 'x', 'it is longer than 131000 bytes'],
    // From Node 26 on nothing overflows, and the text is too long.
    ['a value nested too deeply', 'NAME', deep, /its value is nested too deeply|it is longer than 131000 bytes/],
  ])('leaves out %s and says why in one line', (_, name, value, reason) => {
    const { variables, omitted } = readInitVariables({ GOOD: '1', [name]: value, BETTER: '2' });
    expect({ ...variables }).toEqual({ GOOD: '1', BETTER: '2' });
    expect(omitted).toEqual([expect.stringMatching(reason)]);
    expect(omitted[0]?.length).toBeLessThan(250);
    expect(omitted[0]).not.toMatch(/[\n\0]/);
  });

  test('of any fields: each is a variable that a process can have, or is reported', () => {
    const names = fc.oneof(fc.string({ unit: 'binary' }), fc.constantFrom('', '__proto__', 'a=b', 'a\0b'));
    const values = fc.oneof(fc.string({ unit: 'binary' }), fc.jsonValue(), fc.constant('a\0b'));
    fc.assert(
      fc.property(fc.array(fc.tuple(names, values)), (members) => {
        const fields = Object.fromEntries(members);
        const { variables, omitted } = readInitVariables(fields);
        for (const [name, text] of Object.entries(variables)) {
          expect(text).toBe(typeof fields[name] === 'string' ? fields[name] : JSON.stringify(fields[name]));
          expect(`${name}${text}`).not.toContain('\0');
          expect(name).toMatch(/^[^=]+$/);
        }
        const left = Object.keys(fields).filter((name) => !Object.hasOwn(variables, name));
        expect(omitted).toEqual(left.map((name) => expect.stringContaining(JSON.stringify(name).slice(0, 100))));
      }),
    );
  });

  test('takes the longest value that fits', () => {
    expect(readInitVariables({ NAME: 'x'.repeat(MAX - 4) }).omitted).toEqual([]);
  });
});

describe('readContextVariables', () => {
  test('makes upper-case names with the prefix of every field but the value', () => {
    const { variables } = readContextVariables({
      value: { a: 1 },
      namespace: 'guest',
      Api_key: 'k',
      deadline: 5,
      other: {},
    });
    expect({ ...variables }).toEqual({
      __OW_NAMESPACE: 'guest',
      __OW_API_KEY: 'k',
      __OW_DEADLINE: '5',
      __OW_OTHER: '{}',
    });
  });

  test('leaves out an empty key: the prefix alone is no name', () => {
    expect(readContextVariables({ '': 'x' })).toEqual({
      variables: {},
      omitted: ['The environment variable "" was left out: its name is empty.'],
    });
  });
});

describe('mergeEnvironment', () => {
  const sources = fc.array(
    fc.dictionary(fc.oneof(fc.string(), fc.constantFrom('A', '__proto__')), fc.option(fc.string(), { nil: undefined })),
  );

  test('keeps the last value of each name that has one', () => {
    fc.assert(
      fc.property(sources, (environments) => {
        const expected = new Map<string, string>();
        for (const [name, value] of environments.flatMap(Object.entries))
          if (value !== undefined) expected.set(name, value);
        const merged = mergeEnvironment(...environments);
        expect(new Map(Object.entries(merged))).toEqual(expected);
        expect(Object.getPrototypeOf(merged)).toBeNull();
      }),
    );
  });

  test('later sources win, undefined counts as absent, the sources stay', () => {
    const first = { A: '1', B: '1' };
    expect({ ...mergeEnvironment(first, { B: '2', A: undefined }, { C: '3' }) }).toEqual({ A: '1', B: '2', C: '3' });
    expect(first).toEqual({ A: '1', B: '1' });
  });

  test('__proto__ is a name like any other', () => {
    const merged = mergeEnvironment(JSON.parse('{"__proto__":"x"}') as Record<string, string>);
    expect(Object.entries(merged)).toEqual([['__proto__', 'x']]);
    expect(merged['toString']).toBeUndefined();
  });
});

test('omitContext drops the names with the prefix only', () => {
  const env = mergeEnvironment({ __OW_API_KEY: 'k', __OW: '1', A__OW_B: '2', C: '3' });
  expect({ ...omitContext(env) }).toEqual({ __OW: '1', A__OW_B: '2', C: '3' });
  expect(Object.keys(omitContext({ __OW_EXECUTION_ENV: 'a', __OW_EXECUTION_ENVS: 'b' }))).toEqual([
    '__OW_EXECUTION_ENV',
  ]);
});
