import { findWindowsLine } from '../../src/bash/windows-line.js';

test.each([
  ['the first line', 'echo\r\n', 1],
  ['a later line', 'echo\necho\r\necho\r\n', 2],
])('a Windows line end in %s', (_, script, line) => {
  expect(findWindowsLine(script)).toBe(
    `Line ${line} of the script ends with CR LF, as on Windows, and bash takes the CR for text; save it with Unix line endings (LF).`,
  );
});

test.each(['', 'echo\n', 'printf "a\rb"\n', 'echo\r'])('none in %j', (script) => {
  expect(findWindowsLine(script)).toBeUndefined();
});
