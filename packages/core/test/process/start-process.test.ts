import { mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Readable } from 'node:stream';
import type { ProcessSpec } from '../../src/process/running-process.js';
import { setUpStarter, WAYS } from '../support/starter.js';
import { IS_LINUX, testWhere } from '../support/test-where.js';
import { setUpSandbox } from '../support/tree.js';
import { waitFor } from '../support/wait-for.js';

const PATH = process.env['PATH'] ?? '';

async function read(stream: Readable): Promise<string> {
  const parts: Buffer[] = [];
  for await (const part of stream) {
    parts.push(part as Buffer);
  }
  return Buffer.concat(parts).toString();
}

describe.each(WAYS)('starting a process, through %s', (way) => {
  const sandbox = setUpSandbox();
  const starter = setUpStarter(way, sandbox);

  const start = (command: readonly string[], spec: Partial<ProcessSpec> = {}) =>
    starter.start({ command, cwd: sandbox.directory, env: { PATH }, ...spec });

  test('gives the process its environment, PWD for its working directory and a mark of its own', async () => {
    const env = { PATH, A: 'b=c=d', EMPTY: '', PWD: '/elsewhere', LINES: '1\n2' };
    const { stdout, exited } = await start(['env', '-0'], { env });
    const lines = (await read(stdout)).split('\0').filter(Boolean).sort();
    const mark = expect.stringMatching(/^ACTIONRUNNER_PROCESS=[-0-9a-f]{36}(-\d+)?$/);
    expect(lines).toEqual(['A=b=c=d', mark, 'EMPTY=', 'LINES=1\n2', `PATH=${PATH}`, `PWD=${sandbox.directory}`]);
    expect(await exited).toEqual({ code: 0, signal: null });
    const pwd = await start(['sh', '-c', 'pwd -P; pwd']);
    expect(await read(pwd.stdout)).toBe(`${sandbox.directory}\n`.repeat(2));
  });

  test('passes arguments on as they are, without a shell', async () => {
    const args = ['a b', '$HOME', '"', "'", '\\', '*', '', 'ü\n'];
    const { stdout } = await start(['printf', '%s|', ...args]);
    expect(await read(stdout)).toBe(args.map((arg) => `${arg}|`).join(''));
  });

  test('connects the three pipes', async () => {
    const { stdin, stdout, stderr } = await start(['sh', '-c', 'cat; echo err >&2'], { input: 'pipe' });
    stdin?.end('in');
    expect(await Promise.all([read(stdout), read(stderr)])).toEqual(['in', 'err\n']);
  });

  test('connects a fourth one if asked to', async () => {
    const { channel } = await start(['sh', '-c', 'echo answer >&3'], { channel: true });
    expect(await read(channel as Readable)).toBe('answer\n');
    expect((await start(['true'])).channel).toBeUndefined();
  });

  test.each([['some input\n'], ['']])('hands over the input %j', async (input) => {
    const { stdin, stdout } = await start(['cat'], { input: Buffer.from(input) });
    expect(await read(stdout)).toBe(input);
    expect(stdin === undefined).toBe(way !== 'sockets');
  });

  test('leaves no file behind', async () => {
    const { stdout } = await start(['cat'], { input: Buffer.from('x') });
    await read(stdout);
    // Another shell may be about to be started.
    await waitFor('no file', () => readdirSync(sandbox.directory).length === 0);
  });

  test('tells how a process ended', async () => {
    expect(await (await start(['sh', '-c', 'exit 7'])).exited).toEqual({ code: 7, signal: null });
    expect(await (await start(['sh', '-c', 'kill -SEGV $$'])).exited).toEqual({ code: null, signal: 'SIGSEGV' });
  });

  test('signals the whole group, and a group that has ended without harm', async () => {
    const { stdout, exited, kill } = await start(['sh', '-c', 'sleep 60 & sleep 60 & echo; wait']);
    stdout.once('data', () => kill('SIGTERM'));
    // The pipe ends when the last process of the group has.
    await read(stdout);
    expect(await exited).toEqual({ code: null, signal: 'SIGTERM' });
    expect(() => kill('SIGKILL')).not.toThrow();
  });

  /** Through a shell it may turn out only later that nothing could be started, which the second attempt reports. */
  const run = async (command: readonly string[], options: Partial<ProcessSpec> = {}) => {
    const spec = { command, cwd: sandbox.directory, env: { PATH }, ...options };
    const { exited } = await starter.start(spec);
    return await exited.catch(() => starter.start(spec));
  };

  const startError = (reason: string) => ({
    code: 'ERR_RUNNER_START',
    phase: 'run',
    message: expect.stringContaining(reason),
    detail: expect.stringContaining(reason),
    cause: expect.anything(),
  });

  test('says that a file does not exist, and names it', async () => {
    const file = join(sandbox.directory, 'missing');
    await expect(run([file])).rejects.toMatchObject(startError('(ENOENT)'));
    await expect(run([file])).rejects.toThrow(`"${file}" could not be started: `);
  });

  test('says that the interpreter or the working directory does not exist', async () => {
    const file = join(sandbox.directory, 'script');
    writeFileSync(file, '#!/no/such/interpreter\n', { mode: 0o755 });
    await expect(run([file])).rejects.toMatchObject(startError('its interpreter or its working directory'));
    await expect(run(['true'], { cwd: '/no/such/directory' })).rejects.toMatchObject(startError('(ENOENT)'));
  });

  test('says that a file is not executable', async () => {
    const file = join(sandbox.directory, 'file');
    writeFileSync(file, '#!/bin/sh\n', { mode: 0o644 });
    mkdirSync(join(sandbox.directory, 'folder'));
    await expect(run([file])).rejects.toMatchObject(startError('(EACCES)'));
    await expect(run([join(sandbox.directory, 'folder')])).rejects.toMatchObject(startError('(EACCES)'));
  });

  test('says that the arguments are too long', async () => {
    const argument = 'x'.repeat(4_000_000);
    await expect(run(['echo', argument])).rejects.toMatchObject(startError('(E2BIG)'));
  });

  test.each([[[]], [['']], [['a\0b']]])('refuses the command %j', async (command) => {
    await expect(run(command)).rejects.toMatchObject(startError('could not be started'));
  });

  testWhere(
    IS_LINUX,
    '/proc',
    'whom the kernel ends first',
  )('makes the process, not the runtime, what the kernel ends when memory is exhausted', async () => {
    const { stdin, stdout } = await start(['sh', '-c', 'read -r line; cat /proc/self/oom_score_adj'], {
      input: 'pipe',
    });
    stdin?.end('go on\n');
    expect(await read(stdout)).toBe('1000\n');
    expect(readFileSync('/proc/self/oom_score_adj', 'utf8')).not.toBe('1000\n');
  });
});
