import { isObjectOrArray, jsonMembers, memberBytes, onOneLine } from '../../src/protocol/json.js';
import { Random } from '../support/random.js';

const ROUNDS = 3000;
const KEYS = ['value', 'a', '', '__proto__', 'constructor', 'ключ', 'q"q', 'back\\', '{', ']', ',', ':', '\u0000'];
const STRINGS = ['', 'text', '"', '\\', '\\"', '{"a":1}', '[,]', 'ü€𝄞', '\ud800', '\r\n\t', 'end\\\\'];
const SCALARS = ['0', '-1.5e+10', '12345678901234567890', 'true', 'false', 'null'];

/** Writes JSON texts in every way the grammar allows. */
class JsonWriter {
  readonly #random: Random;

  constructor(seed: number) {
    this.#random = new Random(seed);
  }

  value(depth: number): string {
    switch (this.#random.below(depth > 0 ? 5 : 3)) {
      case 0:
        return this.#random.pick(SCALARS);
      case 1:
      case 2:
        return this.string(this.#random.pick(STRINGS));
      case 3:
        return this.object(depth - 1);
      default:
        return `[${this.#list(() => this.space() + this.value(depth - 1) + this.space())}]`;
    }
  }

  /** Keys may repeat. */
  object(depth: number): string {
    const member = () =>
      `${this.space()}${this.string(this.#random.pick(KEYS))}${this.space()}:${this.space()}${this.value(depth)}${this.space()}`;
    return `{${this.#list(member)}}`;
  }

  /** Escapes some characters that need no escape. */
  string(text: string): string {
    const escaped = [
      ...JSON.stringify(text)
        .slice(1, -1)
        .matchAll(/\\u.{4}|\\.|[^\\]/gsu),
    ].map(([part]) =>
      part.length === 1 && this.#random.below(4) === 0
        ? `\\u${part.charCodeAt(0).toString(16).padStart(4, '0')}`
        : part,
    );
    return `"${escaped.join('')}"`;
  }

  space(): string {
    return this.#random.pick(['', '', '', ' ', '\n', '\r\n', '\t', ' \r \n ']);
  }

  #list(part: () => string): string {
    const length = this.#random.below(5);
    return length === 0 ? this.space() : Array.from({ length }, part).join(',');
  }
}

/** A thousand texts and more, each with the value that JSON.parse sees in it. */
function forEachText(check: (text: string, parsed: Record<string, unknown>) => void): void {
  for (let seed = 0; seed < ROUNDS; seed++) {
    const writer = new JsonWriter(seed);
    const text = writer.space() + writer.object(4) + writer.space();
    check(text, JSON.parse(text) as Record<string, unknown>);
  }
}

describe('jsonMembers', () => {
  test('finds the keys and values that JSON.parse finds, whatever the text looks like', () => {
    forEachText((text, parsed) => {
      const json = Buffer.from(text);
      const found = [...jsonMembers(json)].map(({ key, start, end }) => [
        key,
        JSON.parse(json.toString('utf8', start, end)),
      ]);
      // Both let the last of equal keys win.
      expect({ text, members: Object.fromEntries(found) }).toEqual({ text, members: parsed });
      expect(Object.keys(Object.fromEntries(found))).toEqual(Object.keys(parsed));
    });
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
    expect(memberBytes(json, 'deep')?.length).toBe(400_000);
    expect(memberBytes(json, 'value')?.toString()).toBe('1');
  });
});

describe('memberBytes', () => {
  test('gives the bytes of a value as they were sent', () => {
    const json = Buffer.from('{"x":1,"value":{"big":12345678901234567890,"s":"\\u0041é"},"y":2}');
    expect(memberBytes(json, 'value')?.toString()).toBe('{"big":12345678901234567890,"s":"\\u0041é"}');
  });

  test('knows a key by its meaning, not by its spelling', () => {
    expect(memberBytes(Buffer.from('{"\\u0076alue":7}'), 'value')?.toString()).toBe('7');
  });

  test('takes the last of several equal keys', () => {
    expect(memberBytes(Buffer.from('{"value":1,"\\u0076alue":2}'), 'value')?.toString()).toBe('2');
  });

  test('finds no key inside values, and none that every object inherits', () => {
    const json = Buffer.from('{"a":{"value":1},"b":"\\"value\\":2"}');
    expect(memberBytes(json, 'value')).toBeUndefined();
    expect(memberBytes(json, 'constructor')).toBeUndefined();
  });
});

describe('onOneLine', () => {
  test('leaves no line end and changes no value', () => {
    forEachText((text, parsed) => {
      const line = onOneLine(Buffer.from(text)).toString();
      expect(line).not.toMatch(/[\r\n]/);
      expect(line.length).toBe(text.length);
      expect({ text, value: JSON.parse(line) }).toEqual({ text, value: parsed });
    });
  });

  test('leaves the bytes of the sender alone', () => {
    const sent = Buffer.from('{\r\n}');
    expect(onOneLine(sent).toString()).toBe('{  }');
    expect(sent.toString()).toBe('{\r\n}');
  });
});

test('isObjectOrArray takes objects and arrays only', () => {
  expect([{}, [], Object.create(null)].every(isObjectOrArray)).toBe(true);
  expect([null, undefined, 0, '', 'text', true].some(isObjectOrArray)).toBe(false);
});
