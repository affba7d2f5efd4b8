import { joinPairs } from '../../src/invoke/join-pairs.js';

describe('joinPairs', () => {
  it.each([
    ['joins -p with its name and value', ['-p', 'name', 'James'], ['--param=["name","James"]']],
    ['joins --param as well', ['--param', 'a', 'b'], ['--param=["a","b"]']],
    ['takes a value that begins with a dash', ['-p', 'a', '--result', '-r'], ['--param=["a","--result"]', '-r']],
    ['takes a name that looks like an option', ['-p', '-p', '-p', 'x'], ['--param=["-p","-p"]', 'x']],
    ['takes a value of two dashes', ['-p', 'a', '--', 'x'], ['--param=["a","--"]', 'x']],
    ['keeps quotes and line ends', ['-p', 'a"b', 'c\nd'], ['--param=["a\\"b","c\\nd"]']],
    ['takes an empty value', ['-p', 'a', ''], ['--param=["a",""]']],
    [
      'joins several',
      ['x', '-p', 'a', '1', '-r', '-p', 'b', '2'],
      ['x', '--param=["a","1"]', '-r', '--param=["b","2"]'],
    ],
    ['leaves alone what follows two dashes', ['--', '-p', 'a'], ['--', '-p', 'a']],
    ['leaves other options alone', ['-P', 'file', '-pa', '--params'], ['-P', 'file', '-pa', '--params']],
  ])('%s', (_, argv, joined) => {
    expect(joinPairs(argv)).toEqual(joined);
  });

  it.each([[['-p']], [['x', '--param', 'name']]])('refuses %j: name or value is missing', (argv) => {
    expect(() => joinPairs(argv)).toThrow(
      expect.objectContaining({ exitCode: 3, message: expect.stringContaining('needs a name and a value') }),
    );
  });
});
