import { deepStrictEqual, doesNotMatch, strictEqual } from 'node:assert/strict';
import fc from 'fast-check';
import {
  compact,
  findLongString,
  findMember,
  hasControlCharacter,
  isArrayText,
  isObject,
  isObjectOrArray,
  isObjectText,
  isOneLine,
  isStringText,
  joinLines,
  jsonMembers,
} from '../../src/protocol/json.js';
import { jsonObjectText } from '../support/arbitraries.js';

/** So many that they do without `expect`, which takes 0.1 ms. */
const ROUNDS = { numRuns: 3000 };

describe('jsonMembers', () => {
  test('finds the keys and values that JSON.parse finds, whatever the text looks like', () => {
    fc.assert(
      fc.property(jsonObjectText, (text) => {
        const json = Buffer.from(text);
        const found = [...jsonMembers(json)].map(({ key, start, end }) => [key, json.toString('utf8', start, end)]);
        deepStrictEqual(
          found.filter(([, value]) => value !== value?.trim()),
          [],
        );
        // Both let the last of equal keys win.
        const members = Object.fromEntries(found.map(([key, value = '']) => [key, JSON.parse(value) as unknown]));
        strictEqual(JSON.stringify(members), JSON.stringify(JSON.parse(text)));
      }),
      ROUNDS,
    );
  });

  test('gives a value without the white space around it', () => {
    const json = Buffer.from('{ "a" : 1 , "b" :\n[ 2 ] \r\n}');
    expect([...jsonMembers(json)].map(({ start, end }) => json.toString('utf8', start, end))).toEqual(['1', '[ 2 ]']);
  });

  test('skips a byte order mark', () => {
    const json = Buffer.from('\uFEFF{"value":{"a":1}}');
    expect([...jsonMembers(json)].map(({ key }) => key)).toEqual(['value']);
  });

  test('reads nesting that would overflow a recursive reader', () => {
    const deep = `${'['.repeat(200_000)}${']'.repeat(200_000)}`;
    const json = Buffer.from(`{"deep":${deep},"value":1}`);
    expect(findMember(json, 'deep')?.length).toBe(400_000);
    expect(findMember(json, 'value')?.toString()).toBe('1');
  });
});

describe('findMember', () => {
  test('gives the value that JSON.parse gives, and nothing for a key that is not there', () => {
    fc.assert(
      fc.property(jsonObjectText, fc.string(), (text, other) => {
        const json = Buffer.from(text);
        const parsed = JSON.parse(text) as Record<string, unknown>;
        for (const key of [...Object.keys(parsed), other, 'toString']) {
          const value = findMember(json, key)?.toString();
          strictEqual(
            value && JSON.stringify(JSON.parse(value)),
            Object.hasOwn(parsed, key) ? JSON.stringify(parsed[key]) : undefined,
          );
        }
      }),
      ROUNDS,
    );
  });

  test('gives the bytes of a value as they were sent', () => {
    const json = Buffer.from('{"x":1,"value":{"big":12345678901234567890,"s":"\\u0041é"},"y":2}');
    expect(findMember(json, 'value')?.toString()).toBe('{"big":12345678901234567890,"s":"\\u0041é"}');
  });

  test('knows a key by its meaning, not by its spelling', () => {
    expect(findMember(Buffer.from('{"\\u0076alue":7}'), 'value')?.toString()).toBe('7');
  });

  test('takes the last of several equal keys', () => {
    expect(findMember(Buffer.from('{"value":1,"\\u0076alue":2}'), 'value')?.toString()).toBe('2');
  });

  test('finds no key inside values, and none that every object inherits', () => {
    const json = Buffer.from('{"a":{"value":1},"b":"\\"value\\":2"}');
    expect(findMember(json, 'value')).toBeUndefined();
    expect(findMember(json, 'constructor')).toBeUndefined();
  });
});

describe('joinLines', () => {
  test('leaves no line end and changes no value', () => {
    fc.assert(
      fc.property(jsonObjectText, (text) => {
        const sent = Buffer.from(text);
        const line = joinLines(sent);
        strictEqual(line.length, sent.length);
        doesNotMatch(line.toString(), /[\r\n]/);
        strictEqual(JSON.stringify(JSON.parse(line.toString())), JSON.stringify(JSON.parse(text)));
      }),
      ROUNDS,
    );
  });

  test.each(['\r1', '\n1', '{\n\n\r\r}'])('replaces each line end of %j', (text) => {
    expect(joinLines(Buffer.from(text)).toString()).toBe(text.replace(/[\r\n]/g, ' '));
  });

  test('copies nothing that is on one line', () => {
    const sent = Buffer.from('{}');
    expect(joinLines(sent)).toBe(sent);
  });

  test('leaves the bytes of the sender alone', () => {
    const sent = Buffer.from('{\r\n}');
    expect(joinLines(sent).toString()).toBe('{  }');
    expect(sent.toString()).toBe('{\r\n}');
  });
});

test('isObjectOrArray takes objects and arrays only', () => {
  expect([{}, [], Object.create(null)].every(isObjectOrArray)).toBe(true);
  expect([null, undefined, 0, '', 'text', true].some(isObjectOrArray)).toBe(false);
});

test('isObject takes objects only', () => {
  expect([{}, Object.create(null)].every(isObject)).toBe(true);
  expect([[], null, undefined, 0, '', 'text', true].some(isObject)).toBe(false);
});

test.each([
  ['{"a":[]}', [true, false, false]],
  ['[{}]', [false, true, false]],
  ['"{["', [false, false, true]],
  ['1', [false, false, false]],
  ['', [false, false, false]],
])('the kind of the text %s is known by its first byte', (text, kinds) => {
  const json = Buffer.from(text);
  expect([isObjectText(json), isArrayText(json), isStringText(json)]).toEqual(kinds);
});

test.each([
  ['a b', true],
  ['a\nb', false],
  ['a\rb', false],
])('isOneLine of %j is %p', (text, isOne) => {
  expect(isOneLine(text)).toBe(isOne);
});

describe('findLongString', () => {
  const find = (text: string, minBytes: number, maxStrings?: number) => {
    const json = Buffer.from(text);
    const found = findLongString(json, minBytes, maxStrings);
    return found && json.toString('utf8', found.start, found.end);
  };

  test.each<[string, string, number, number | undefined, string | undefined]>([
    ['a text that is a string', '"123"', 3, undefined, '123'],
    ['the first that is long enough', '{"a":"12","b":"123","c":"1234"}', 3, undefined, '123'],
    ['no shorter one', '{"a":"12"}', 3, undefined, undefined],
    ['none with an escape', '{"a":"12\\n34","b":"567"}', 3, undefined, '567'],
    ['none behind a quote that is escaped', '{"a":"\\"12345","b":"6"}', 3, undefined, undefined],
    ['one behind backslashes that escape each other', '{"a":"\\\\","b":"123"}', 3, undefined, '123'],
    ['none that does not end', '{"a":"12345', 3, undefined, undefined],
    ['the last of those looked at', '{"a":"123"}', 3, 2, '123'],
    ['none behind them', '{"a":"123"}', 3, 1, undefined],
  ])('finds %s', (_, text, minBytes, maxStrings, expected) => {
    expect(find(text, minBytes, maxStrings)).toBe(expected);
  });
});

describe('hasControlCharacter', () => {
  test('finds each byte below 0x20, and no other, wherever it is among words of four bytes', () => {
    for (let shift = 0; shift < 4; shift++) {
      for (let start = 0; start < 4; start++) {
        for (let length = 1; length <= 9; length++) {
          for (let at = 0; at < length; at++) {
            for (const byte of [0x00, 0x0a, 0x1f, 0x20, 0x21, 0x7f, 0x80, 0x9f, 0xa0, 0xff]) {
              const bytes = Buffer.alloc(20, 'x').subarray(shift);
              bytes[start + at] = byte;
              strictEqual(hasControlCharacter(bytes, start, start + length), byte < 0x20);
            }
          }
        }
      }
    }
  });

  test('looks at nothing outside the part', () => {
    for (let start = 1; start <= 5; start++) {
      for (let length = 0; length <= 9; length++) {
        const bytes = Buffer.alloc(20);
        bytes.fill('x', start, start + length);
        strictEqual(hasControlCharacter(bytes, start, start + length), false);
      }
    }
  });
});

describe('compact', () => {
  test.each([
    ['{ "a" : [ 1 , 2.50 , "x y" ] , "a" : null }', '{"a":[1,2.50,"x y"],"a":null}'],
    ['\r\n{\t"a b"\n:\r"c\\" d\\\\" , "e" : { } }\n', '{"a b":"c\\" d\\\\","e":{}}'],
    [' "\\\\\\" \\u0020 ü" ', '"\\\\\\" \\u0020 ü"'],
    [' 12345678901234567890 ', '12345678901234567890'],
  ])('%j without white space between tokens is %j', (json, expected) => {
    expect(compact(Buffer.from(json)).toString()).toBe(expected);
  });
});
