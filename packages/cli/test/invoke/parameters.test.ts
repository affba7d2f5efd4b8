import { join } from 'node:path';
import { afterFile } from '../../../../test/support/clean-up.js';
import { type CommandSandbox, makeCommandSandbox } from '../../../core/test/support/command-sandbox.js';
import type { Pair } from '../../src/invoke/pair.js';
import { collectParameters } from '../../src/invoke/parameters.js';

describe('collectParameters', () => {
  let sandbox: CommandSandbox;
  beforeAll(() => {
    sandbox = makeCommandSandbox(afterFile);
  });

  const file = (text: string | Buffer, name = 'params.json'): string => sandbox.write(name, text);

  it('is an empty object when nothing is given', () => {
    expect(collectParameters([])).toBe('{}');
  });

  it.each([
    ['James', '"James"'],
    ['12', '12'],
    ['-5', '-5'],
    ['1.0', '1.0'],
    ['12345678901234567890', '12345678901234567890'],
    ['0.10000000000000000000001', '0.10000000000000000000001'],
    ['1E400', '1E400'],
    ['true', 'true'],
    ['null', 'null'],
    ['"12"', '"12"'],
    ['[1, {"a": 2}]', '[1, {"a": 2}]'],
    ['{"a":', '"{\\"a\\":"'],
    ['012', '"012"'],
    ['NaN', '"NaN"'],
    ['', '""'],
    ['undefined', '"undefined"'],
    ['a "b"\n', '"a \\"b\\"\\n"'],
    ['größe 😀', '"größe 😀"'],
  ])('reads the value %j as %s', (value, json) => {
    expect(collectParameters([['key', value]])).toBe(`{"key":${json}}`);
  });

  it('keeps the order of the pairs; the last of one name wins', () => {
    const pairs: Pair[] = [
      ['b', '1'],
      ['a', '2'],
      ['b', '3'],
    ];
    expect(collectParameters(pairs)).toBe('{"b":3,"a":2}');
  });

  it.each(['__proto__', 'constructor', '', 'a"b', '1'])('takes %j as a name like any other', (name) => {
    const parsed: unknown = JSON.parse(collectParameters([[name, '"x"']]));
    expect(Object.entries(parsed as object)).toEqual([[name, 'x']]);
  });

  it('keeps every value of a file as it is written', () => {
    const path = file('{ "big": 12345678901234567890,\n "list": [ 1.0, 1e2 ], "text": "\\u00e9\\/" }\n');
    expect(collectParameters([path])).toBe('{"big":12345678901234567890,"list":[ 1.0, 1e2 ],"text":"\\u00e9\\/"}');
  });

  it('lets pairs replace what files say, and later files what earlier ones say', () => {
    const first = file('{"a":1,"b":1,"c":1}', 'first.json');
    const second = file('{"b":2,"c":2}', 'second.json');
    expect(collectParameters([first, second, ['c', '3']])).toBe('{"a":1,"b":2,"c":3}');
  });

  it('lets a file replace what an earlier pair says, as wsk does', () => {
    expect(collectParameters([['a', '1'], file('{"a":2,"b":2}'), ['b', '3']])).toBe('{"a":2,"b":3}');
  });

  it('reads a file with a byte order mark', () => {
    expect(collectParameters([file('\uFEFF{"a":1}')])).toBe('{"a":1}');
  });

  it.each<[string, string | Buffer, string]>([
    ['a trailing comma', '{\n  "a": 1,\n}\n', 'line 3, column 1 must not be "}".'],
    ['text without quotes', '{"a": hello}', 'line 1, column 7 must not be "h".'],
    ['single quotes', "{'a': 1}", 'line 1, column 2 must not be "\'".'],
    ['a missing comma', '{"a": 1\n "b": 2}', 'line 2, column 2 must not be "\\"".'],
    ['a missing bracket', '{"a": [1', 'line 1, column 9 must not be its end.'],
    ['a missing quote', '{"a": "x\n}', 'line 1, column 9 must not be "\\n".'],
    ['a number with a leading zero', '{"a": 012}', 'line 1, column 8 must not be "1".'],
    ['nothing', ' \n', 'is empty; it must contain a JSON object or array of parameters.'],
    ['text', 'name=James', 'line 1, column 2 must not be "a".'],
    ['UTF-16 of Windows', Buffer.from('\uFEFF{"a":1}', 'utf16le'), 'is UTF-16; save it as UTF-8.'],
    ['UTF-16 without a mark', Buffer.from('{"a":1}', 'utf16le'), 'is UTF-16; save it as UTF-8.'],
    ['Latin-1', Buffer.from('{"a":"ä"}', 'latin1'), 'is not UTF-8; save it as UTF-8.'],
  ])('says where a file with %s is wrong', (_, text, message) => {
    expect(() => collectParameters([file(text)])).toThrow(
      expect.objectContaining({ exitCode: 3, message: expect.stringContaining(message) }),
    );
  });

  it('passes an array on as it is written', () => {
    expect(collectParameters([file('[1, 12345678901234567890]\n')])).toBe('[1, 12345678901234567890]\n');
  });

  it.each<[string, () => string]>([
    ['is missing', () => join(sandbox.folder, 'none.json')],
    ['is a directory', () => sandbox.folder],
  ])('refuses a file that %s', (_, path) => {
    expect(() => collectParameters([path()])).toThrow(
      expect.objectContaining({ exitCode: 3, message: expect.stringContaining('the parameter file cannot be read') }),
    );
  });

  it.each(['', '{"a":', '"text"', '12', 'null'])('refuses a file that holds %j', (text) => {
    expect(() => collectParameters([file(text)])).toThrow(
      expect.objectContaining({ exitCode: 3, message: expect.stringContaining('must contain a JSON object or array') }),
    );
  });

  it('refuses an array beside other parameters', () => {
    const path = file('[1]');
    const refusal = expect.objectContaining({ exitCode: 3, message: expect.stringContaining('cannot be combined') });
    expect(() => collectParameters([path, ['a', '1']])).toThrow(refusal);
    expect(() => collectParameters([file('{}', 'object.json'), path])).toThrow(refusal);
  });
});
