import { findProblems } from '../src/problems/find-problems.js';

const FILES = ['a.c', 'a.py', 'a.sh', 'a.pl', 'a.rb', 'a.js', 'a.lua'];
const find = (text: string) =>
  findProblems(text.split('\n'), (name) => FILES.find((file) => name === file || name.endsWith(`/${file}`))).map(
    ({ file, line, column, severity, message }) => [file, line, column, severity, message],
  );

it.each([
  [
    'gcc',
    'a.c: In function ‘main’:\na.c:4:5: error: expected ‘;’\n    4 |  puts\n',
    [['a.c', 4, 5, 'error', 'expected ‘;’']],
  ],
  [
    'gcc, a warning',
    'a.c:4:5: warning: unused\na.c:4:1: note: here',
    [
      ['a.c', 4, 5, 'warning', 'unused'],
      ['a.c', 4, 1, 'info', 'here'],
    ],
  ],
  ['a header elsewhere', '/usr/include/stdio.h:1:2: error: bad', []],
  [
    'bash',
    "a.sh: line 3: syntax error near unexpected token `fi'\na.sh: line 3: `fi'",
    [
      ['a.sh', 3, undefined, 'error', "syntax error near unexpected token `fi'"],
      ['a.sh', 3, undefined, 'error', "`fi'"],
    ],
  ],
  [
    'python, a syntax error',
    '  File "a.py", line 2\n    def (\n        ^\nSyntaxError: invalid syntax',
    [['a.py', 2, undefined, 'error', 'SyntaxError: invalid syntax']],
  ],
  [
    'python, a trace',
    'Traceback (most recent call last):\n  File "/launcher.py", line 9, in run\n  File "a.py", line 1, in main\n  File "a.py", line 7, in f\n    1/0\n  File "/usr/lib/json.py", line 5, in g\nZeroDivisionError: division by zero',
    [['a.py', 7, undefined, 'error', 'ZeroDivisionError: division by zero']],
  ],
  ['perl', 'syntax error at a.pl line 3, near "}"', [['a.pl', 3, undefined, 'error', 'syntax error']]],
  ['perl, with the words twice', 'x at b line 1 at a.pl line 3.', [['a.pl', 3, undefined, 'error', 'x at b line 1']]],
  ['ruby', 'a.rb:2: syntax error, unexpected end', [['a.rb', 2, undefined, 'error', 'syntax error, unexpected end']]],
  ['lua', 'lua: a.lua:1: bad', [['a.lua', 1, undefined, 'error', 'bad']]],
  [
    'node, a syntax error',
    '/tmp/x/a.js:2\nlet = ;\n      ^\n\nSyntaxError: Unexpected token',
    [['a.js', 2, undefined, 'error', 'SyntaxError: Unexpected token']],
  ],
  [
    'node, a syntax error in a file with the path of the user',
    "a.js:1\nconst = 1\n      ^\n\nSyntaxError: Unexpected token '='\n    at compileSourceTextModule (node:internal/modules/esm/utils:346:16)",
    [['a.js', 1, undefined, 'error', "SyntaxError: Unexpected token '='"]],
  ],
  [
    'node, a trace',
    'TypeError: x is bad\n    at f (/tmp/x/a.js:2:9)\n    at g (/tmp/x/a.js:5:1)',
    [['a.js', 2, 9, 'error', 'TypeError: x is bad']],
  ],
  ['text', 'hello: world\nat noon\nfoo:12\n', []],
  ['the same twice', 'a.c:1:1: error: x\na.c:1:1: error: x', [['a.c', 1, 1, 'error', 'x']]],
])('finds the places of %s', (_, text, expected) => {
  expect(find(text)).toEqual(expected);
});

it('finds a hundred at most', () => {
  expect(find(Array.from({ length: 500 }, (_, n) => `a.c:${n + 1}: error: x`).join('\n'))).toHaveLength(100);
});

it('looks at the beginning of a line only', () => {
  expect(find(`a.c:1: error: ${'x'.repeat(100_000)}`)).toEqual([['a.c', 1, undefined, 'error', 'x'.repeat(986)]]);
  const hard = ['a', ' ', ':1', '  at (', ' at a'].map((text) => text.repeat(100_000));
  expect(find(hard.join('\n'))).toEqual([]);
});
