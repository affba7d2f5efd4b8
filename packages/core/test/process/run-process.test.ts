// Long because all its tests run for each way to start a process.
import { getEventListeners } from 'node:events';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { repetitions } from '../../../../test/support/repetitions.js';
import { type ProcessIo, runProcess } from '../../src/process/run-process.js';
import type { LeftProcess, ProcessExit, ProcessSpec } from '../../src/process/running-process.js';
import { Timings } from '../../src/timings.js';
import { endAllIn, escaping } from '../support/left-processes.js';
import { cancelBy } from '../support/memory-log-sink.js';
import { setUpStarter, WAYS } from '../support/starter.js';
import { testWhere } from '../support/test-where.js';
import { setUpSandbox } from '../support/tree.js';
import { isAlive, waitFor } from '../support/wait-for.js';

const PATH = process.env['PATH'] ?? '';
/** Of what depends on the moment. */
const ROUNDS = repetitions(30, 300);
/** Far from the ten minutes for which the processes here would hold their pipes. */
const SOON_MS = 240_000;

interface Outcome {
  exit: ProcessExit;
  stdout: string;
  stderr: string;
}

describe.each(WAYS)('runProcess, through %s', (way) => {
  const sandbox = setUpSandbox();
  const starter = setUpStarter(way, sandbox);

  /** Runs a shell script and collects its output. */
  async function sh(
    script: string,
    { input, ...io }: Partial<ProcessIo> & Pick<ProcessSpec, 'input'> = {},
    env: Record<string, string> = {},
  ): Promise<Outcome> {
    const out: Buffer[] = [];
    const err: Buffer[] = [];
    const command = ['sh', '-c', script];
    const spec = { command, cwd: sandbox.directory, env: { PATH, ...env }, ...(input && { input }) };
    const exit = await runProcess((it) => starter.start(it), spec, {
      stdout: (bytes) => {
        out.push(Buffer.from(bytes));
      },
      stderr: (bytes) => {
        err.push(Buffer.from(bytes));
      },
      cancellation: cancelBy(new AbortController().signal),
      graceMs: 0,
      hold: () => undefined,
      ...io,
    });
    return { exit, stdout: Buffer.concat(out).toString('latin1'), stderr: Buffer.concat(err).toString('latin1') };
  }

  const pidIn = (name: string) => Number(readFileSync(join(sandbox.directory, name), 'utf8'));

  async function soon<T>(work: Promise<T>): Promise<T> {
    const started = Date.now();
    const result = await work;
    expect(Date.now() - started).toBeLessThan(SOON_MS);
    return result;
  }

  test('writes the input, closes stdin and collects both streams', async () => {
    expect(await sh('wc -c; printf "\\377" >&2; exit 3', { input: Buffer.alloc(1_000_000) })).toEqual({
      exit: { code: 3, signal: null },
      stdout: expect.stringMatching(/^\s*1000000\n$/) as string,
      stderr: '\xff',
    });
  });

  test('without input stdin is empty', async () => {
    expect((await sh('cat; echo end')).stdout).toBe('end\n');
  });

  test.each([
    ['closes stdin at once', 'exec <&-; sleep 0.2; echo ok'],
    ['reads a few bytes only', 'head -c 10 >/dev/null; echo ok'],
    ['ends without a look at stdin', 'echo ok'],
  ])('a process that %s may do so: 1 MB of input is no error', async (_, script) => {
    expect(await sh(script, { input: Buffer.alloc(1_000_000) })).toMatchObject({ exit: { code: 0 }, stdout: 'ok\n' });
  });

  test('loses nothing that is written right before the end, and leaves no descriptor open', async () => {
    const text = 'o'.repeat(100_000);
    const descriptors = () => readdirSync('/dev/fd').length;
    let before = 0;
    for (let round = 0; round < ROUNDS; round++) {
      const { stdout, stderr } = await sh('printf %s "$OUT" >&2; printf %s "$OUT"', {}, { OUT: text });
      expect([round, stdout.length, stderr.length]).toEqual([round, text.length, text.length]);
      if (round === 0) {
        // The spare shell keeps descriptors, too.
        await waitFor('the shells', () => !starter.pool || starter.pool.waiting === 2);
        before = descriptors();
      }
    }
    await waitFor('the descriptors of the processes to be closed', () => descriptors() <= before);
  });

  test('reads no faster than the receiver takes it, one piece after the other, and loses nothing', async () => {
    let busy = false;
    let received = 0;
    const io: Partial<ProcessIo> = {
      stdout: async (bytes) => {
        expect(busy).toBe(false);
        busy = true;
        await sleep(2);
        received += bytes.length;
        busy = false;
      },
    };
    const { exit, stderr } = await sh('head -c 5000000 /dev/zero; printf %s "$END" >&2', io, { END: 'e'.repeat(9000) });
    expect([exit.code, received, stderr.length]).toEqual([0, 5_000_000, 9000]);
  });

  test('reads all that comes while the process runs into the same buffer', async () => {
    const buffers = new Set<ArrayBufferLike>();
    let borrowed = 0;
    let owned = 0;
    const { exit } = await sh('head -c 5000000 /dev/zero', {
      stdout: (bytes, isBorrowed) => {
        if (isBorrowed) {
          borrowed += bytes.length;
          buffers.add(bytes.buffer);
        } else {
          owned += bytes.length;
        }
      },
    });
    expect([exit.code, borrowed + owned]).toEqual([0, 5_000_000]);
    if (way !== 'sockets') {
      // What is in the pipe at the first look and at the end is read at once, a buffer each.
      expect([buffers.size, owned < 500_000]).toEqual([1, true]);
    }
  });

  test('keeps a copy of what comes while the receiver is busy', async () => {
    const received: Buffer[] = [];
    const io: Partial<ProcessIo> = {
      stdout: async (bytes, isBorrowed) => {
        const kept = isBorrowed ? Buffer.from(bytes) : bytes;
        await sleep(1);
        received.push(kept);
      },
    };
    const { exit } = await sh('seq 200000', io);
    const expected = Array.from({ length: 200_000 }, (_, index) => `${index + 1}\n`).join('');
    expect([exit.code, Buffer.concat(received).equals(Buffer.from(expected))]).toEqual([0, true]);
  });

  test('makes the process wait for a slow receiver instead of keeping its output in memory', async () => {
    let release: () => void = () => undefined;
    const blocked = new Promise<void>((resolve) => {
      release = resolve;
    });
    const running = sh('head -c 20000000 /dev/zero; : >done', { stdout: () => blocked });
    await sleep(500);
    expect(readdirSync(sandbox.directory)).toEqual([]);
    release();
    expect((await running).exit.code).toBe(0);
    // Another shell may be about to be started.
    await waitFor('that file only', () => String(readdirSync(sandbox.directory)) === 'done');
  });

  test.each([
    [
      'throws',
      () => {
        throw new Error('full');
      },
    ],
    ['rejects', () => Promise.reject(new Error('full'))],
  ])('a receiver that %s fails the run; the process still runs to its end', async (_, stdout) => {
    await expect(sh('head -c 3000000 /dev/zero; : >done', { stdout })).rejects.toThrow('full');
    // Another shell may be about to be started.
    await waitFor('that file only', () => String(readdirSync(sandbox.directory)) === 'done');
  });

  test('hands on why a process could not be started', async () => {
    await expect(sh('true', {}, { LONG: 'x'.repeat(4_000_000) })).rejects.toMatchObject({ code: 'ERR_RUNNER_START' });
  });

  describe('what a process leaves behind', () => {
    test('a background child that holds the pipes does not delay the end, and ends with its group', async () => {
      const { stdout } = await soon(sh('sleep 600 & echo $! >pid; echo ok'));
      expect(stdout).toBe('ok\n');
      await waitFor('the background child to end', () => !isAlive(pidIn('pid')));
    });

    test('also when it ignores every polite signal', async () => {
      await soon(sh(`(trap '' TERM HUP INT; : >ready; sleep 600) & echo $! >pid; while [ ! -e ready ]; do :; done`));
      await waitFor('the background child to end', () => !isAlive(pidIn('pid')));
    });

    const onLinux = testWhere(process.platform === 'linux', '/proc and setsid', 'daemons that left their group');

    onLinux('a daemon that has left the group and holds the pipes does not delay the end, and ends too', async () => {
      const { stdout } = await soon(sh(`${escaping('daemon')}echo ok`));
      expect(stdout).toBe('ok\n');
      await waitFor('the daemon to end', () => !isAlive(pidIn('daemon.pid')));
    });

    onLinux('a daemon that has left the group and closed its streams ends too', async () => {
      await soon(sh(escaping('daemon', 'setsid sh -c "$RUN" <&- >&- 2>&- &')));
      await waitFor('the daemon to end', () => !isAlive(pidIn('daemon.pid')));
    });

    onLinux('a daemon that has left the group and keeps writing does not delay the end', async () => {
      const script = `setsid sh -c 'echo $$ >pid; exec yes' & while [ ! -s pid ]; do :; done; printf '\\nok\\n' >&2`;
      // As much as a fast machine writes in a second is not kept.
      const { exit, stderr } = await soon(sh(script, { stdout: () => undefined }));
      expect([exit.code, stderr]).toEqual([0, '\nok\n']);
      await waitFor('the daemon to end, its pipes being closed', () => !isAlive(pidIn('pid')));
    });
  });

  describe('what a process leaves behind, when it may stay', () => {
    afterEach(() => endAllIn(sandbox.directory));

    const onLinux = testWhere(process.platform === 'linux', '/proc', 'processes that may stay');
    const stays = (left: (readonly LeftProcess[])[]): Partial<ProcessIo> => ({
      onLeft: async (found) => {
        await sleep(10);
        left.push(found);
      },
    });

    onLinux('lives on, and is told of before the end', async () => {
      const left: (readonly LeftProcess[])[] = [];
      const script = `${escaping('group', 'sh -c "$RUN" &')}${escaping('daemon')}echo ok`;
      const { stdout } = await soon(sh(script, stays(left)));
      expect(stdout).toBe('ok\n');
      const pids = [pidIn('group.pid'), pidIn('daemon.pid')];
      expect(left.map((found) => found.map(({ pid }) => pid).sort())).toEqual([[...pids].sort()]);
      expect(pids.map(isAlive)).toEqual([true, true]);
    });

    onLinux('is not told of when there is nothing', async () => {
      const left: (readonly LeftProcess[])[] = [];
      await sh('echo ok', stays(left));
      expect(left).toEqual([]);
    });

    onLinux('ends nevertheless when the work was told to end', async () => {
      const left: (readonly LeftProcess[])[] = [];
      const controller = new AbortController();
      const io = { ...stays(left), cancellation: cancelBy(controller.signal), stdout: () => controller.abort() };
      await soon(sh(`${escaping('daemon')}echo; sleep 600`, io));
      await waitFor('the daemon to end', () => !isAlive(pidIn('daemon.pid')));
      expect(left).toEqual([]);
    });
  });

  test('holds on to a process until it has ended and its output was received, even if that fails', async () => {
    const held: Promise<unknown>[] = [];
    const hold = (promise: Promise<unknown>) => void held.push(promise);
    let written = '';
    const outcome = sh('echo; sleep 0.05; echo', {
      hold,
      stdout: (bytes) => {
        written += bytes.toString();
      },
    });
    await waitFor('the start', () => held.length > 0);
    await held[0];
    expect(written).toBe('\n\n');
    await outcome;
    await expect(sh('echo', { hold, stdout: () => Promise.reject(new Error('full')) })).rejects.toThrow('full');
    await expect(held[1]).rejects.toThrow('full');
  });

  test('counts the start apart from the run where the time is asked for', async () => {
    const timings = new Timings();
    await sh('sleep 0.3', { timings });
    expect([...timings.phases.keys()]).toEqual(['spawn']);
    expect(timings.phases.get('spawn')).toBeGreaterThan(0);
  });

  describe('the abort signal', () => {
    test('ends the whole group', async () => {
      const controller = new AbortController();
      const io = { cancellation: cancelBy(controller.signal), stdout: () => controller.abort() };
      const { exit } = await soon(sh(`trap '' TERM; sleep 600 & echo $! >pid; echo; sleep 600`, io));
      expect(exit).toEqual({ code: null, signal: 'SIGKILL' });
      await waitFor('the background child to end', () => !isAlive(pidIn('pid')));
    });

    test('counts also when it comes before the start', async () => {
      const { exit } = await soon(sh('sleep 600', { cancellation: cancelBy(AbortSignal.abort()) }));
      expect(exit.signal).toBe('SIGKILL');
    });

    test('has no listener left afterwards', async () => {
      const { signal } = new AbortController();
      const cancellation = cancelBy(signal);
      await sh('true', { cancellation });
      await expect(sh('echo', { cancellation, stdout: () => Promise.reject(new Error('full')) })).rejects.toThrow(
        'full',
      );
      expect(getEventListeners(signal, 'abort')).toEqual([]);
    });
  });
});
