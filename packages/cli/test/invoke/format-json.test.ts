import { deepStrictEqual, strictEqual } from 'node:assert/strict';
import { formatJson } from '../../src/invoke/format-json.js';

const SCALARS = [
  ...['0', '-0', '1.0', '1E400', '-1e-7', '12345678901234567890', '0.10000000000000000000001', 'true', 'false', 'null'],
  ...['""', '" "', '"a,b:c"', '"{[]}"', '"\\""', '"\\\\"', '"\\\\\\""', '"\\u00e9\\/\\n"', '"größe 😀"', '"\\ud800"'],
];
const SPACES = ['', '', ' ', '\n', '\t', '\r\n  '];

/** A random JSON text and the texts of its scalars and keys in order. The same seed gives the same text. */
function randomJson(seed: number): { text: string; scalars: string[] } {
  let state = seed;
  const below = (limit: number): number => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return Math.floor((state / 2 ** 32) * limit);
  };
  const one = (list: readonly string[]): string => list[below(list.length)] as string;
  const scalars: string[] = [];
  const scalar = (): string => {
    const text = one(SCALARS);
    scalars.push(text);
    return text;
  };
  const space = (): string => one(SPACES);
  const value = (depth: number): string => {
    const kind = depth > 5 ? 2 : below(3);
    if (kind === 2) return scalar();
    const members: string[] = [];
    for (let left = below(5); left > 0; left--) {
      let key = '';
      if (kind === 0) {
        const text = JSON.stringify(`key ${members.length}`);
        scalars.push(text);
        key = `${text}${space()}:${space()}`;
      }
      members.push(`${space()}${key}${value(depth + 1)}${space()}`);
    }
    const inner = members.length === 0 ? space() : members.join(',');
    return kind === 0 ? `{${inner}}` : `[${inner}]`;
  };
  return { text: `${space()}${value(0)}${space()}`, scalars };
}

describe('formatJson', () => {
  it.each(Array.from({ length: 8 }, (_, block) => block * 250))(
    'lays out random texts as JSON.stringify does and keeps their scalars byte for byte (from seed %i)',
    (first) => {
      for (let seed = first; seed < first + 250; seed++) {
        const { text, scalars } = randomJson(seed);
        const formatted = formatJson(text);
        // With all scalars replaced only the layout is left.
        const layout = (json: string): string => json.replaceAll(/"(?:[^"\\]|\\.)*"|[-\w.+]+/g, '1');
        // An `expect` takes 0.1 ms, which counts here.
        strictEqual(layout(formatted), layout(JSON.stringify(JSON.parse(text), null, 4)));
        deepStrictEqual([...(formatted.match(/"(?:[^"\\]|\\.)*"|[-\w.+]+/g) ?? [])], scalars);
        deepStrictEqual(JSON.parse(formatted), JSON.parse(text));
      }
    },
  );

  it('keeps keys that JSON.parse would move or merge', () => {
    expect(formatJson('{"b":1,"2":2,"1":3,"b":4}')).toBe('{\n    "b": 1,\n    "2": 2,\n    "1": 3,\n    "b": 4\n}');
  });

  it.each([
    ['letters', 'x'],
    ['escapes', '\\n'],
    ['backslashes', '\\\\'],
  ])('takes a string of 30 MB of %s', (_, piece) => {
    const text = `{"a":"${piece.repeat(30_000_000 / piece.length)}"}`;
    const formatted = formatJson(text);
    // Compared by hand: a failing matcher would print it all.
    expect(formatted === `{\n    "a": ${text.slice(5, -1)}\n}`).toBe(true);
  });

  it('indents up to level 100, and deeper levels as much', () => {
    const depth = 102;
    const lines = formatJson(`${'['.repeat(depth)}1${']'.repeat(depth)}`).split('\n');
    const indents = lines.map((line) => line.length - line.trimStart().length);
    const levels = Array.from({ length: depth + 1 }, (_, level) => Math.min(level, 100) * 4);
    expect(indents).toEqual([...levels, ...levels.slice(0, -1).reverse()]);
  });

  it('does not grow with the square of the depth', () => {
    const depth = 20_000;
    const json = `${'['.repeat(depth)}1${']'.repeat(depth)}`;
    const text = formatJson(json);
    expect(text.replaceAll(/\s/g, '')).toBe(json);
    expect(text.length).toBeLessThan(depth * 1_000);
  });
});
