import { getEventListeners } from 'node:events';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { RunnerError } from '../../src/errors.js';
import { Deadline } from '../../src/proxy/deadline.js';
import { ActionRunner } from '../../src/runner/action-runner.js';
import { NativeRunner } from '../../src/runner/native-runner.js';
import { Proxied } from '../support/proxied.js';
import { makeSandbox, type Sandbox } from '../support/tree.js';
import { isAlive, waitFor } from '../support/wait-for.js';

const never = () => new AbortController().signal;

describe('Deadline', () => {
  const NOW = 1_763_660_000_000;

  beforeEach(() => {
    jest.useFakeTimers({ now: NOW });
  });

  afterEach(() => {
    jest.useRealTimers();
  });

  test.each([
    ['a twentieth of the time left', 5_000, 4_750],
    ['no less than 100 ms', 1_000, 900],
    ['no more than 500 ms', 60_000, 59_500],
    ['no more than half of the time left', 100, 50],
  ])('aborts before the limit by %s; half of that is the grace', (_, left, wait) => {
    const deadline = new Deadline(String(NOW + left), NOW, 'run', never());
    expect(deadline.graceMs).toBe((left - wait) / 2);
    jest.advanceTimersByTime(wait - 1);
    expect(deadline.signal.aborted).toBe(false);
    jest.advanceTimersByTime(1);
    expect(deadline.signal.reason).toMatchObject({
      code: 'ERR_RUNNER_DEADLINE',
      phase: 'run',
      message: `The action exceeded its time limits of ${left} milliseconds.`,
    });
  });

  test('counts the time between the arrival and its own making', () => {
    const deadline = new Deadline(String(NOW + 500), NOW - 500, 'run', never());
    jest.advanceTimersByTime(399);
    expect(deadline.signal.aborted).toBe(false);
    jest.advanceTimersByTime(1);
    expect(deadline.signal.reason.message).toBe('The action exceeded its time limits of 1000 milliseconds.');
  });

  test('that passed while the request waited for its turn aborts at once', () => {
    const deadline = new Deadline(String(NOW - 1), NOW - 1_000, 'run', never());
    jest.advanceTimersByTime(1);
    expect(deadline.signal.aborted).toBe(true);
  });

  test('says so when it was an init', () => {
    const deadline = new Deadline(String(NOW + 1_000), NOW, 'init', never());
    jest.advanceTimersByTime(1_000);
    expect(deadline.signal.reason).toMatchObject({
      phase: 'init',
      message: 'The action exceeded its time limits of 1000 milliseconds during initialization.',
    });
  });

  test.each([
    ['absent', undefined],
    ['empty', ''],
    ['no number', 'tomorrow'],
    ['far in the past, as in the public test kit', '123'],
    ['just reached', String(NOW)],
    ['further than a timer goes', String(NOW + 2 ** 31 + 600)],
    ['endless', '1e400'],
  ])('is ignored when it is %s', (_, limit) => {
    const deadline = new Deadline(limit, NOW, 'run', never());
    expect(jest.getTimerCount()).toBe(0);
    expect(deadline.graceMs).toBe(0);
    expect(deadline.signal.aborted).toBe(false);
  });

  test('ends with all others, for their reason', () => {
    const all = new AbortController();
    const deadline = new Deadline(undefined, NOW, 'run', all.signal);
    const reason = new RunnerError('ERR_RUNNER_ABORTED');
    all.abort(reason);
    expect(deadline.signal.reason).toBe(reason);
  });

  test('made when all others have ended is over from the start', () => {
    const reason = new RunnerError('ERR_RUNNER_ABORTED');
    const deadline = new Deadline(undefined, NOW, 'run', AbortSignal.abort(reason));
    expect(deadline.signal.reason).toBe(reason);
  });

  test('forgets about everything when it is cleared', () => {
    const all = new AbortController();
    const deadline = new Deadline(String(NOW + 1_000), NOW, 'run', all.signal);
    deadline.clear();
    expect(jest.getTimerCount()).toBe(0);
    all.abort(new RunnerError('ERR_RUNNER_ABORTED'));
    expect(deadline.signal.aborted).toBe(false);
  });
});

describe('the limits of the runtime itself', () => {
  const NOW = 1_763_660_000_000;

  beforeEach(() => {
    jest.useFakeTimers({ now: NOW });
  });

  afterEach(() => {
    jest.useRealTimers();
  });

  test.each([
    ['counts from the arrival where the platform gives no deadline', undefined, 10_000, 10_000],
    ['counts although the deadline of the platform is past', '123', 10_000, 10_000],
    ['counts when it is the smaller one', String(NOW + 20_000), 10_000, 10_000],
    ['gives way to a smaller deadline', String(NOW + 5_000), 10_000, 5_000],
    ['counts when the deadline is further than a timer goes', String(NOW + 2 ** 40), 10_000, 10_000],
  ])('a time limit %s', (_, platform, timeoutMs, limit) => {
    const deadline = new Deadline(platform, NOW, 'run', never(), { timeoutMs });
    const reserve = Math.min(limit * 0.05, 500);
    jest.advanceTimersByTime(limit - reserve - 1);
    expect(deadline.signal.aborted).toBe(false);
    jest.advanceTimersByTime(1);
    expect(deadline.signal.reason.message).toBe(`The action exceeded its time limits of ${limit} milliseconds.`);
  });

  test.each([
    ['as it is', 1_000, 1_000],
    ['none, so that processes get no time to end', 0, 0],
    ['larger than half of the time, as half of it', 9_000, 5_000],
  ])('a reserve is kept %s', (_, reserveMs, reserve) => {
    const deadline = new Deadline(undefined, NOW, 'run', never(), { timeoutMs: 10_000, reserveMs });
    expect(deadline.graceMs).toBe(reserve / 2);
    jest.advanceTimersByTime(10_000 - reserve - 1);
    expect(deadline.signal.aborted).toBe(false);
    jest.advanceTimersByTime(1);
    expect(deadline.signal.aborted).toBe(true);
  });

  test('a reserve alone limits nothing', () => {
    const deadline = new Deadline(undefined, NOW, 'run', never(), { reserveMs: 100 });
    expect([jest.getTimerCount(), deadline.graceMs]).toEqual([0, 0]);
  });
});

describe('enforce', () => {
  const LIMIT_MS = 10_000;
  /** Half of the default reserve of that limit. */
  const GRACE_MS = 250;
  const ABORT_MS = LIMIT_MS - 2 * GRACE_MS;
  let deadline: Deadline;
  let all: AbortController;

  beforeEach(() => {
    jest.useFakeTimers();
    all = new AbortController();
    deadline = new Deadline(undefined, Date.now(), 'run', all.signal, { timeoutMs: LIMIT_MS });
  });

  afterEach(() => {
    jest.useRealTimers();
  });

  const hanging = () => new Promise<never>(() => undefined);
  /** What has become of it so far. */
  const stateOf = (work: Promise<unknown>) =>
    Promise.race([work, Promise.resolve('waiting')]).catch((reason) => reason);

  test('gives what the work gives, and leaves no timer', async () => {
    await expect(deadline.enforce(Promise.resolve(1))).resolves.toBe(1);
    await expect(deadline.enforce(Promise.reject(new Error('failed')))).rejects.toThrow('failed');
    deadline.clear();
    expect([jest.getTimerCount(), getEventListeners(all.signal, 'abort')]).toEqual([0, []]);
  });

  test('waits for work that heeds the signal in time, and leaves no timer', async () => {
    const end = new Error('ended in order');
    const work = new Promise((_, reject) => {
      deadline.signal.addEventListener('abort', () => setTimeout(() => reject(end), GRACE_MS));
    });
    const enforced = deadline.enforce(work);
    const failed = expect(enforced).rejects.toBe(end);
    await jest.advanceTimersByTimeAsync(ABORT_MS + GRACE_MS);
    await failed;
    deadline.clear();
    expect(jest.getTimerCount()).toBe(0);
  });

  test('work that succeeds within the reserve has succeeded', async () => {
    const work = new Promise((resolve) => {
      deadline.signal.addEventListener('abort', () => setTimeout(() => resolve('late'), GRACE_MS));
    });
    const enforced = deadline.enforce(work);
    await jest.advanceTimersByTimeAsync(ABORT_MS + GRACE_MS);
    expect(await enforced).toBe('late');
  });

  test('gives work up that goes on, when three quarters of the reserve are over', async () => {
    const enforced = deadline.enforce(hanging());
    enforced.catch(() => undefined);
    await jest.advanceTimersByTimeAsync(ABORT_MS + 1.5 * GRACE_MS - 1);
    expect(await stateOf(enforced)).toBe('waiting');
    await jest.advanceTimersByTimeAsync(1);
    expect(await stateOf(enforced)).toMatchObject({ code: 'ERR_RUNNER_DEADLINE' });
    deadline.clear();
    expect(jest.getTimerCount()).toBe(0);
  });

  test('waits for processes, but not for ever: the system may refuse to end one', async () => {
    deadline.processes.add({});
    const enforced = deadline.enforce(hanging());
    enforced.catch(() => undefined);
    await jest.advanceTimersByTimeAsync(LIMIT_MS + 1_000);
    expect(await stateOf(enforced)).toBe('waiting');
    await jest.advanceTimersByTimeAsync(60_000);
    expect(await stateOf(enforced)).toMatchObject({ code: 'ERR_RUNNER_DEADLINE' });
    expect(jest.getTimerCount()).toBe(0);
  });

  test('waits for processes that are ending', async () => {
    const process_ = {};
    deadline.processes.add(process_);
    const enforced = deadline.enforce(hanging());
    enforced.catch(() => undefined);
    await jest.advanceTimersByTimeAsync(LIMIT_MS + 1_000);
    expect(await stateOf(enforced)).toBe('waiting');
    deadline.processes.delete(process_);
    await jest.advanceTimersByTimeAsync(1_000);
    expect(await stateOf(enforced)).toMatchObject({ code: 'ERR_RUNNER_DEADLINE' });
    expect(jest.getTimerCount()).toBe(0);
  });

  test('work that ends while its processes are waited for leaves no timer', async () => {
    let finish: (value: string) => void = () => undefined;
    deadline.processes.add({});
    const enforced = deadline.enforce(
      new Promise<string>((resolve) => {
        finish = resolve;
      }),
    );
    await jest.advanceTimersByTimeAsync(LIMIT_MS + 10);
    finish('done');
    expect(await enforced).toBe('done');
    expect(jest.getTimerCount()).toBe(0);
  });

  test('gives work up for the reason for which all must end, after a second where there is no limit', async () => {
    deadline.clear();
    deadline = new Deadline(undefined, Date.now(), 'run', all.signal);
    const reason = new RunnerError('ERR_RUNNER_ABORTED');
    const enforced = [deadline.enforce(hanging())];
    all.abort(reason);
    enforced.push(deadline.enforce(hanging()));
    for (const each of enforced) {
      each.catch(() => undefined);
    }
    await jest.advanceTimersByTimeAsync(999);
    expect(await Promise.all(enforced.map(stateOf))).toEqual(['waiting', 'waiting']);
    await jest.advanceTimersByTimeAsync(1);
    expect(await Promise.all(enforced.map(stateOf))).toEqual([reason, reason]);
  });
});

describe('at its deadline', () => {
  let sandbox: Sandbox;
  let action: Proxied;

  beforeEach(() => {
    sandbox = makeSandbox();
  });

  afterEach(async () => {
    await action.close();
    await sandbox.remove();
  });

  const pidIn = (name: string) => Number(readFileSync(join(sandbox.directory, name), 'utf8'));
  const soon = () => Date.now() + 2_000;

  test.each([
    ['a string', () => String(soon())],
    ['a number', soon],
  ])('given as %s, an activation is ended together with what it started', async (_, deadline) => {
    action = Proxied.of(new NativeRunner({ directory: sandbox.directory }));
    await action.init('#!/bin/sh\nsleep 1000 &\necho $! >sleeper\necho working\necho more\nwait\n');
    await expect(action.run({}, { deadline: deadline() })).rejects.toMatchObject({
      code: 'ERR_RUNNER_DEADLINE',
      phase: 'run',
    });
    await waitFor('the end of the sleeper', () => !isAlive(pidIn('sleeper')));
    const { stdout, stderr } = action.logged();
    expect(stdout).toMatch(/^working\nmore\n/);
    expect(stderr).toMatch(/^The action exceeded its time limits of \d+ milliseconds\.\n/);
  });

  test('a process that ignores SIGTERM is killed', async () => {
    action = Proxied.of(new NativeRunner({ directory: sandbox.directory }));
    await action.init("#!/bin/sh\ntrap '' TERM\necho $$ >pid\nwhile :; do sleep 0.05; done\n");
    await expect(action.run({}, { deadline: soon() })).rejects.toMatchObject({ code: 'ERR_RUNNER_DEADLINE' });
    await waitFor('the end of the process', () => !isAlive(pidIn('pid')));
  });

  test('a past one does not end the activation', async () => {
    action = Proxied.of(new NativeRunner({ directory: sandbox.directory }));
    await action.init("#!/bin/sh\nsleep 0.3\necho '{}'\n");
    expect(await action.run({}, { deadline: '123' })).toEqual({});
  });

  test('a compiler that loops in the init is ended', async () => {
    class LoopingBuild extends ActionRunner {
      protected override async build(): Promise<void> {
        await this.compile('sh', ['-c', 'echo compiling; echo $$ >../compiler; while :; do :; done']);
      }
    }
    action = Proxied.of(new LoopingBuild({ directory: sandbox.directory }));
    await expect(action.init('source', { env: { __OW_DEADLINE: String(soon()) } })).rejects.toMatchObject({
      code: 'ERR_RUNNER_DEADLINE',
      phase: 'init',
    });
    const compiler = pidIn('../compiler');
    await waitFor('the end of the compiler', () => !isAlive(compiler));
    const { stdout, stderr } = action.logged();
    expect(stdout).toMatch(/^compiling\n/);
    expect(stderr).toMatch(/^The action exceeded its time limits of \d+ milliseconds during initialization\.\n/);
  });
});
