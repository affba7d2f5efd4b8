import { readdirSync } from 'node:fs';
import { FRAME } from '../../../http/test/support/frame.js';
import { BashAction } from '../support/bash-action.js';

const RETURN_ARGUMENT = `printf '%s\\n' "$1"`;

/** A script that defines one function, which returns its argument. */
function defining(name: string): string {
  return `function ${name} { ${RETURN_ARGUMENT}; }`;
}

test.each([
  { what: 'without a shebang', code: `${defining('hello')}\n` },
  { what: 'with a shebang', code: `#!/bin/bash\n${defining('hello')}\n` },
  { what: 'without a line end', code: defining('hello') },
  { what: 'that ends with a comment', code: `${defining('hello')} # the end` },
  { what: 'that ends with a backslash', code: `${defining('hello')}\n: \\` },
  { what: 'under set -eu', code: `set -eu\n${defining('hello')}\n` },
  { what: 'with env bash', code: `#!/usr/bin/env bash\n${defining('hello')}\n` },
])('main names a function of a script $what: it is called with the JSON as $1', async ({ code }) => {
  const action = new BashAction();

  expect(await action.init(code, { main: 'hello' })).toBeUndefined();
  expect(await action.run({ name: 'James' })).toEqual({ name: 'James' });
  expect(await action.run([1])).toEqual([1]);
  expect(action.logs.stdout + action.logs.stderr).toBe(FRAME.repeat(4));
});

test('what the script prints before the call is logged', async () => {
  const action = new BashAction();
  await action.init(`echo loading\n${defining('hello')}\n`, { main: 'hello' });

  expect(await action.run({ a: 1 })).toEqual({ a: 1 });
  expect(action.logs.stdout).toBe(`loading\n${FRAME}`);
});

test('a script without functions runs as it is', async () => {
  const action = new BashAction();

  expect(await action.init(`${RETURN_ARGUMENT}\n`, { main: 'hello' })).toBeUndefined();
  expect(await action.run({ a: 1 })).toEqual({ a: 1 });
  expect(action.logs.stdout).toBe(FRAME);
  expect(action.logs.stderr).toBe(`The script defines no function hello to call: all of it runs.\n${FRAME}`);
});

test('a script with other functions fails its init, with their names', async () => {
  const action = new BashAction();

  expect(await action.init(`${defining('other')}\n${RETURN_ARGUMENT}\n`, { main: 'hello' })).toBe(
    'The script does not define the function hello that the entry point names; it defines other. Name one of them, or none.',
  );
});

test('a program of that name is not called in place of a function', async () => {
  const action = new BashAction();
  await action.init(RETURN_ARGUMENT, { main: 'env' });

  expect(await action.run({ a: 1 })).toEqual({ a: 1 });
  expect(action.logs.stdout).toBe(FRAME);
});

test('main is the script itself, even if it has a function called main', async () => {
  const action = new BashAction();
  await action.init(`main() { echo '"not called"'; }\necho '["script"]'\n`, { main: 'main' });

  expect(await action.run()).toEqual(['script']);
});

test.each([131_071, 131_072, 2_000_000])('a function is given JSON of %d bytes as $1', async (bytes) => {
  const action = new BashAction();
  await action.init(`hello() { echo "[$#,\${#1}]"; }`, { main: 'hello' });

  expect(await action.run({ payload: 'x'.repeat(bytes - '{"payload":""}'.length) })).toEqual([1, bytes]);
});

test.each([
  "it's",
  'a b',
  '$(touch started)',
  '`touch started`',
  'x; touch started',
  'x\ntouch started\n',
  "'; touch started; '",
  '"; touch started; "',
  '-p',
  '--',
  '*',
  '../exec',
  'é❄',
  '\\',
])('the name %j does not execute', async (main) => {
  const action = new BashAction();

  expect(await action.init(RETURN_ARGUMENT, { main })).toBeUndefined();
  expect(await action.run({ a: 1 })).toEqual({ a: 1 });
  expect(readdirSync(action.directory)).toEqual(['exec']);
  expect(action.logs.stdout).toBe(FRAME);
  const name = /^-/.test(main) ? main : JSON.stringify(main);
  expect(action.logs.stderr).toBe(`The script defines no function ${name} to call: all of it runs.\n${FRAME}`);
});

test.each(['say-hello', 'say.hello', 'ns::hello', 'héllo'])('a function called %s is called', async (main) => {
  const action = new BashAction();
  await action.init(`${defining(main)}\necho '"not this"'`, { main });

  expect(await action.run({ a: 1 })).toEqual({ a: 1 });
});
