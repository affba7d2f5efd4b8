import { chmodSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Readable } from 'node:stream';
import { OpenFiles } from '../../src/process/open-files.js';
import { PipePool } from '../../src/process/pipe-pool.js';
import type { ProcessSpec } from '../../src/process/running-process.js';
import { startProcess } from '../../src/process/start-process.js';
import { IS_ROOT, testWhere } from '../support/test-where.js';
import { setUpSandbox } from '../support/tree.js';

const PATH = process.env['PATH'] ?? '';
const USER = { uid: 12_345, gid: 23_456 };

async function read(stream: Readable): Promise<string> {
  const parts: Buffer[] = [];
  for await (const part of stream) {
    parts.push(part as Buffer);
  }
  return Buffer.concat(parts).toString();
}

describe.each([true, false])('startProcess for another user, with real pipes: %j', (real) => {
  const sandbox = setUpSandbox();
  let pipes: PipePool | undefined;
  beforeEach(() => {
    chmodSync(sandbox.outside, 0o755);
    pipes = real ? new PipePool([sandbox.directory]) : undefined;
  });
  afterEach(() => pipes?.close());

  const asRoot = testWhere(IS_ROOT, 'root', 'processes of another user');

  /** Runs a shell script as that user. */
  async function sh(script: string, spec: Partial<ProcessSpec> = {}, openFiles?: OpenFiles): Promise<string> {
    const whole = { command: ['/bin/sh', '-c', script], cwd: sandbox.directory, env: { PATH }, user: USER, ...spec };
    const child = await startProcess(whole, pipes, openFiles);
    const output = await Promise.all([read(child.stdout), read(child.stderr)]);
    return output.join('');
  }

  asRoot('has its numbers alone, without the groups of the runtime', async () => {
    expect(await sh('id -u; id -g; id -G')).toBe(`${USER.uid}\n${USER.gid}\n${USER.gid}\n`);
  });

  asRoot('can neither signal nor read the runtime, nor write where it may not', async () => {
    expect(await sh(`kill -0 ${process.pid} 2>/dev/null && echo signalled; :`)).toBe('');
    expect(await sh(`cat /proc/${process.pid}/environ >/dev/null 2>&1 && echo read; :`)).toBe('');
    expect(await sh('(: >file) 2>/dev/null && echo written; :')).toBe('');
  });

  asRoot('has the working directory as its home, in place of that of the runtime', async () => {
    const runtime = process.env['HOME'];
    const env = { PATH, ...(runtime === undefined ? {} : { HOME: runtime }) };
    expect(await sh('echo "$HOME"', { env })).toBe(`${sandbox.directory}\n`);
  });

  asRoot('has the home that the action was given, if it is another', async () => {
    expect(await sh('echo "$HOME"', { env: { PATH, HOME: '/elsewhere' } })).toBe('/elsewhere\n');
  });

  asRoot('a process of the runtime itself keeps its home', async () => {
    const runtime = process.env['HOME'] ?? '/root';
    expect(await sh('echo "$HOME"', { env: { PATH, HOME: runtime }, user: undefined })).toBe(`${runtime}\n`);
  });

  asRoot('has the limit of open files that the runtime was started with', async () => {
    const openFiles = new OpenFiles();
    Object.defineProperty(openFiles, 'soft', { value: 321 });
    expect(await sh('ulimit -S -n; id -u', {}, openFiles)).toBe(`321\n${USER.uid}\n`);
  });

  asRoot('gets its input, however long it is', async () => {
    expect(await sh('wc -c', { input: Buffer.alloc(1_000_000) })).toMatch(/^\s*1000000\n$/);
  });

  // Node's own sockets have no name that could be opened, for any user.
  const named = real ? asRoot : undefined;

  named?.('opens its streams by name, also those that another user had before', async () => {
    const script = 'cat /dev/stdin; echo out >/dev/stdout; echo err >/dev/stderr';
    const input = Buffer.from('in\n');
    for (const user of [USER, undefined, { uid: 54_321, gid: 54_321 }, USER]) {
      expect([user, await sh(script, { input, user })]).toEqual([user, 'in\nout\nerr\n']);
    }
  });

  named?.('opens a stdin that is a pipe by name', async () => {
    const command = ['/bin/sh', '-c', 'read -r line </dev/stdin; echo "$line"; echo answer >/dev/fd/3'];
    const spec = { command, cwd: sandbox.directory, env: { PATH }, user: USER, input: 'pipe', channel: true } as const;
    const child = await startProcess(spec, pipes);
    child.stdin?.write('a line\n');
    expect(await Promise.all([read(child.stdout), read(child.channel as Readable)])).toEqual(['a line\n', 'answer\n']);
  });

  asRoot('does not get what only the runtime may execute', async () => {
    const file = join(sandbox.directory, 'tool');
    writeFileSync(file, '#!/bin/sh\n', { mode: 0o700 });
    await expect(sh('true', { command: [file] })).rejects.toMatchObject({
      code: 'ERR_RUNNER_START',
      message: expect.stringContaining('could not be started: it is not executable') as string,
    });
  });

  test('a runtime that may not start processes of another user says so', async () => {
    if (IS_ROOT) process.seteuid?.(65_534);
    try {
      await expect(sh('true', { cwd: '/' })).rejects.toMatchObject({
        code: 'ERR_RUNNER_START',
        cause: expect.objectContaining({ code: 'EPERM' }),
      });
    } finally {
      if (IS_ROOT) process.seteuid?.(0);
    }
  });
});
