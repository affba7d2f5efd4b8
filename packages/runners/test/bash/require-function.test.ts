import { requireFunction } from '../../src/bash/function-call.js';

test.each([
  ['the usual form', 'hello() { echo {}; }'],
  ['the keyword', 'function hello { echo {}; }'],
  ['both', 'function hello() { echo {}; }'],
  ['a line break', 'other() { :; }\nhello()\n{\n  echo {}\n}'],
  ['an indented one', 'if true; then\n  hello () { echo {}; }\nfi'],
  ['a name with dashes', 'my-hello() { :; }; hello() { :; }\nhello() { :; }'],
  ['a script that includes another', 'other() { :; }\n. ./lib.sh'],
  ['one that evaluates text', 'other() { :; }\neval "$DEFINITIONS"'],
])('accepts %s', (_, script) => {
  expect(requireFunction('hello', script)).toBe(true);
});

test('a script without any function is no mistake, but says that all of it runs', () => {
  expect(requireFunction('hello', 'echo {}')).toBe(false);
});

test.each([
  ['a misspelt name', 'helo() { echo {}; }', 'it defines helo.'],
  ['several others', 'function one { :; }\n two () { :; }', 'it defines one, two.'],
  ['the wrong case', 'Hello() { :; }', 'it defines Hello.'],
])('refuses %s: the cause and the remedy', (_, script, defined) => {
  expect(() => requireFunction('hello', script)).toThrow(
    expect.objectContaining({
      code: 'ERR_RUNNER_BUILD',
      message: `The script does not define the function hello that the entry point names; ${defined} Name one of them, or none.`,
    }),
  );
});
