import { splitWords } from '../../src/c/split-words.js';

describe('splitWords', () => {
  test.each<[string, string[]]>([
    ['', []],
    ['  -O2\t-Wall \n', ['-O2', '-Wall']],
    [`-DNAME='"a b"' -I"my dir"/include`, ['-DNAME="a b"', '-Imy dir/include']],
    ['-DNAME=\\"root\\" a\\ b', ['-DNAME="root"', 'a b']],
    ['"a \\" b" "\\n" "$HOME"', ['a " b', '\\n', '$HOME']],
    [`''`, ['']],
    [`it's "half`, [`it's`, `"half`]],
  ])('of %j are %j', (text, words) => {
    expect(splitWords(text)).toEqual(words);
  });
});
