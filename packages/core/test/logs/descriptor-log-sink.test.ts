import { execFileSync, spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { temporaryDirectory } from '../../../../test/support/clean-up.js';
import { Random } from '../../../../test/support/random.js';
import { DescriptorLogSink } from '../../src/logs/descriptor-log-sink.js';
import { SENTINEL } from '../../src/logs/sentinel-guard.js';
import { Pipe } from '../support/pipe.js';

/** Writes to a pipe as a container has it, whose writers wait, and which nobody reads. */
const UNREAD = `
  import { constants, openSync } from 'node:fs';
  import { DescriptorLogSink } from '@actionrunner/core';
  const path = process.argv[1];
  openSync(path, constants.O_RDONLY | constants.O_NONBLOCK);
  const pipe = openSync(path, 'w');
  const sink = new DescriptorLogSink({ stdout: pipe, stderr: pipe });
  // All that is in the pipe by then is what was written before it was looked at.
  const written = [sink.write('stdout', Buffer.alloc(100)), sink.write('stdout', Buffer.alloc(1_000_000))];
  process.stdout.write(written.map((writing) => writing instanceof Promise).join());
  setTimeout(() => process.exit(), 10);
`;

/** Writes while no more files can be opened, and prints how many bytes have arrived. */
const WITHOUT_FILES = `
  import { closeSync, constants, openSync, readSync } from 'node:fs';
  import { DescriptorLogSink } from '@actionrunner/core';
  const path = process.argv[1];
  const reader = openSync(path, constants.O_RDONLY | constants.O_NONBLOCK);
  const pipe = openSync(path, 'w');
  const sink = new DescriptorLogSink({ stdout: pipe, stderr: pipe });
  const held = [];
  try {
    for (;;) held.push(openSync('/dev/null'));
  } catch {}
  await sink.write('stdout', Buffer.alloc(10_000));
  for (const file of held) closeSync(file);
  process.stdout.write(String(readSync(reader, Buffer.alloc(20_000))), () => process.exit());
`;

/** More than a pipe takes. */
const MANY_BYTES = 3_000_000;

describe('DescriptorLogSink', () => {
  let stdout: Pipe;
  let stderr: Pipe;
  let sink: DescriptorLogSink;
  beforeEach(() => {
    stdout = new Pipe();
    stderr = new Pipe();
    sink = new DescriptorLogSink({ stdout: stdout.input, stderr: stderr.input });
  });
  afterEach(() => {
    for (const pipe of [stdout, stderr]) {
      pipe.close();
    }
  });

  test('writes to the descriptor of the stream before it returns', () => {
    expect(sink.write('stdout', Buffer.from('out'))).toBeUndefined();
    expect(sink.write('stderr', Buffer.from([0xff]))).toBeUndefined();
    expect([stdout.read().toString(), stderr.read().toString('hex')]).toEqual(['out', 'ff']);
  });

  test('frames both streams', async () => {
    await sink.frame();
    expect([stdout.read().toString(), stderr.read().toString()]).toEqual([`${SENTINEL}\n`, `${SENTINEL}\n`]);
  });

  test('a full pipe makes the writer wait; a slow reader gets every byte in order, the frame last', async () => {
    const random = new Random(1);
    const pieces: Buffer[] = [];
    for (let left = MANY_BYTES; left > 0; left -= pieces.at(-1)?.length ?? 0) {
      pieces.push(random.bytes(random.between(1, Math.min(left, 300_000))));
    }
    const received: Buffer[] = [];
    const writes: (void | Promise<void>)[] = [];
    let waited = 0;
    for (const piece of pieces) {
      // Without waiting for the one before: there is room again each time, which must not be taken out of turn.
      const writing = sink.write('stdout', piece);
      waited += writing ? 1 : 0;
      writes.push(writing);
      received.push(stdout.read(50_000));
    }
    expect(waited).toBeGreaterThan(0);
    let done = false;
    const all = Promise.all([...writes, sink.frame()]).then(() => {
      done = true;
    });
    await sleep(20);
    expect(done).toBe(false);
    // The other stream does not wait for this one.
    expect(stderr.read().toString()).toBe(`${SENTINEL}\n`);
    while (!done) {
      await sleep(1);
      received.push(stdout.read(100_000));
    }
    await all;
    received.push(stdout.read());
    expect(Buffer.concat(received).equals(Buffer.concat([...pieces, Buffer.from(`${SENTINEL}\n`)]))).toBe(true);
  });

  test('a reader that goes away lets the waiting writer, and all later ones, go on', async () => {
    const waiting = sink.write('stdout', Buffer.alloc(MANY_BYTES));
    expect(waiting).toBeInstanceOf(Promise);
    stdout.closeOutput();
    await waiting;
    expect(sink.write('stdout', Buffer.from('late'))).toBeUndefined();
    await sink.frame();
    expect(stderr.read().toString()).toBe(`${SENTINEL}\n`);
  });

  test('a descriptor that is not open is no error', async () => {
    const closed = new DescriptorLogSink({ stdout: 99_999, stderr: stderr.input });
    expect(closed.write('stdout', Buffer.from('lost'))).toBeUndefined();
    await closed.frame();
    expect(stderr.read().toString()).toBe(`${SENTINEL}\n`);
  });

  const runProgram = (program: string) => {
    const path = join(temporaryDirectory(), 'pipe');
    execFileSync('mkfifo', [path]);
    const args = [
      '-c',
      'ulimit -n 100; exec "$0" "$@"',
      process.execPath,
      '--input-type=module',
      '--eval',
      program,
      path,
    ];
    return spawnSync('sh', args, { cwd: __dirname, encoding: 'utf8', timeout: 20_000 });
  };

  test('a full pipe that makes its writers wait does not hold up the process', () => {
    expect(runProgram(UNREAD)).toMatchObject({ status: 0, stdout: 'false,true', stderr: '' });
  });

  test('where no more files can be opened, all is written', () => {
    expect(runProgram(WITHOUT_FILES)).toMatchObject({ status: 0, stdout: '10000', stderr: '' });
  });
});
