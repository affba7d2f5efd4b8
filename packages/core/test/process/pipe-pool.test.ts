import { execFileSync, spawn } from 'node:child_process';
import { once } from 'node:events';
import { closeSync, constants, mkdirSync, openSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import type { Readable, Writable } from 'node:stream';
import { text } from 'node:stream/consumers';
import { temporaryDirectory } from '../../../../test/support/clean-up.js';
import { type Pipe, PipePool, readAvailable } from '../../src/process/pipe-pool.js';
import { setUpSandbox } from '../support/tree.js';
import { waitFor } from '../support/wait-for.js';

describe('PipePool', () => {
  const sandbox = setUpSandbox();
  let pipes: PipePool;
  beforeEach(() => {
    pipes = new PipePool([join(sandbox.directory, 'missing'), sandbox.directory]);
  });
  afterEach(() => pipes.close());

  const descriptors = () => readdirSync('/proc/self/fd').length;

  /** Runs a script that writes to a pipe, and reads what comes until the script itself has ended. */
  async function output(script: string): Promise<{ pipe: Pipe<Readable>; written: Promise<string> }> {
    const pipe = pipes.output() as Pipe<Readable>;
    const written = text(pipe.end).catch(() => 'cut off');
    const child = spawn('sh', ['-c', script], { stdio: ['ignore', pipe.descriptor, 'inherit'] });
    closeSync(pipe.descriptor);
    await once(child, 'exit');
    return { pipe, written };
  }

  test('hands out pipes in the first folder that there is, and leaves no file there', async () => {
    expect(await (await output('echo a')).written).toBe('a\n');
    expect(readdirSync(sandbox.directory)).toEqual([]);
  });

  test('uses a pipe again when every writer has gone: the descriptors stay as many', async () => {
    await (await output('echo a')).written;
    const before = descriptors();
    for (let count = 0; count < 20; count++) {
      expect(await (await output(`echo ${count}`)).written).toBe(`${count}\n`);
    }
    expect(descriptors()).toBe(before);
  });

  test('never hands out a pipe again that a process left behind still holds', async () => {
    const { pipe, written } = await output('echo first; (sleep 0.5; echo late) & ');
    pipe.end.destroy();
    await written;
    const others = await Promise.all(Array.from({ length: 8 }, () => output('sleep 1; echo own')));
    expect(await Promise.all(others.map((other) => other.written))).toEqual(Array(8).fill('own\n'));
  });

  test('has the kernel note no time of a read, which costs a shell that reads byte by byte a third more', () => {
    const { end, descriptor } = pipes.input() as Pipe<Writable>;
    const [, flags = ''] = /^flags:\s*(\d+)/m.exec(readFileSync(`/proc/self/fdinfo/${descriptor}`, 'utf8')) ?? [];
    expect(Number.parseInt(flags, 8) & constants.O_NOATIME).toBe(constants.O_NOATIME);
    closeSync(descriptor);
    end.destroy();
  });

  test('has none where no folder can be written', () => {
    const none = new PipePool([join(sandbox.directory, 'missing')]);
    expect(none.output()).toBeUndefined();
    expect(none.input()).toBeUndefined();
  });

  test('has what was prepared, even if no folder can be written then', async () => {
    const folder = join(sandbox.directory, 'early');
    const pool = new PipePool([folder]);
    // Nothing is lost if that fails.
    await pool.prepare();
    mkdirSync(folder);
    await pool.prepare();
    rmSync(folder, { recursive: true });
    const pipe = pool.output();
    expect(pipe).toBeDefined();
    pipe?.end.destroy();
    closeSync(pipe?.descriptor as number);
    pool.close();
  });

  test('tells how much of the input a process has left unread', async () => {
    const pipe = pipes.input() as NonNullable<ReturnType<PipePool['input']>>;
    const child = spawn('head', ['-c', '5'], { stdio: [pipe.descriptor, 'ignore', 'inherit'] });
    closeSync(pipe.descriptor);
    pipe.end.write('12345');
    await once(child, 'exit');
    expect(pipe.unread?.()).toBe(0);
    pipe.end.write('678');
    await waitFor('the bytes in the pipe', () => pipe.unread?.() === 3);
    pipe.end.destroy();
  });
});

test('an empty pipe is read where errors are frozen, as with --frozen-intrinsics', () => {
  const path = join(temporaryDirectory(), 'pipe');
  execFileSync('mkfifo', [path]);
  const descriptor = openSync(path, constants.O_RDWR | constants.O_NONBLOCK);
  const { stackTraceLimit } = Error;
  Object.defineProperty(Error, 'stackTraceLimit', { writable: false });
  try {
    expect(readAvailable(descriptor)).toBeUndefined();
    expect(Error.stackTraceLimit).toBe(stackTraceLimit);
  } finally {
    Object.defineProperty(Error, 'stackTraceLimit', { writable: true });
    closeSync(descriptor);
  }
});
