import { type ChildProcessByStdio, spawn } from 'node:child_process';
import { once } from 'node:events';
import type { Readable } from 'node:stream';
import { fileURLToPath } from 'node:url';
import { waitFor } from './support/wait-for.js';

let child: ChildProcessByStdio<null, Readable, null>;

afterEach(() => {
  child.kill('SIGKILL');
});

/** Starts a program with the built package that runs until it is stopped; resolves once it has printed `ready`. */
async function start(...lines: readonly string[]) {
  const program = [
    "import { exitOnSignal, onStopSignal } from '@actionrunner/core/internal';",
    "const print = (line) => { process.stdout.write(line + '\\n'); };",
    ...lines,
    'setInterval(() => undefined, 60_000);',
    "print('ready');",
  ];
  child = spawn(process.execPath, ['--input-type=module', '-e', program.join('\n')], {
    cwd: fileURLToPath(new URL('..', import.meta.url)),
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const closed = once(child, 'close');
  let output = '';
  child.stdout.on('data', (chunk: Buffer) => {
    output += chunk.toString();
  });
  const printed = (line: string) => waitFor(`it prints "${line}"`, () => output.includes(`${line}\n`));
  await printed('ready');
  return { printed, closed };
}

test.each([
  ['SIGTERM', 143],
  ['SIGINT', 130],
  ['SIGHUP', 129],
  ['SIGQUIT', 131],
] as const)('%s exits with status %d after the clean-up', async (signal, status) => {
  const { printed, closed } = await start("exitOnSignal(() => print('cleaned'));");

  child.kill(signal);

  await printed('cleaned');
  expect(await closed).toEqual([status, null]);
});

test('the exit waits for the promise of the clean-up, and further signals change nothing', async () => {
  const { printed, closed } = await start(
    'let finish;',
    "exitOnSignal(() => (print('cleaning'), new Promise((resolve) => { finish = resolve; })), 60_000);",
    // A listener of the program itself sees the second one.
    "let signals = 0; process.on('SIGINT', () => { if (++signals === 2) finish(); });",
  );

  child.kill('SIGINT');
  await printed('cleaning');
  child.kill('SIGINT');

  expect(await closed).toEqual([130, null]);
});

test.each([
  ['does not settle', 'new Promise(() => undefined)', 100],
  ['fails', "Promise.reject(new Error('no'))", 60_000],
])('a clean-up that %s does not keep the process alive', async (_, promise, limit) => {
  const { closed } = await start(`exitOnSignal(() => ${promise}, ${limit});`);

  child.kill('SIGTERM');

  expect(await closed).toEqual([143, null]);
});

test('a reaction gets the status of each signal, until its listeners are removed', async () => {
  const { printed, closed } = await start(
    "const ignore = onStopSignal((status) => { print('status ' + status); if (status === 130) ignore(); });",
  );

  child.kill('SIGHUP');
  await printed('status 129');
  child.kill('SIGINT');
  await printed('status 130');
  child.kill('SIGTERM');

  expect(await closed).toEqual([null, 'SIGTERM']);
});
