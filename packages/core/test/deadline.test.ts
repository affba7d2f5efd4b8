import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { ActionRunner } from '../src/action-runner.js';
import { Deadline } from '../src/deadline.js';
import { RunnerError } from '../src/errors.js';
import { NativeRunner } from '../src/native-runner.js';
import { Proxied } from './support/proxied.js';
import { makeSandbox, type Sandbox } from './support/tree.js';
import { isAlive, waitFor } from './support/wait-for.js';

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
