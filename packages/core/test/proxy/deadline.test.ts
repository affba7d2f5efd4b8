// Long because every way to count and enforce a time limit is tested on one clock.
import { RunnerError } from '../../src/errors.js';
import { Deadline, type DeadlineOptions, type DeadlineRequest } from '../../src/proxy/deadline.js';
import { Deadlines } from '../../src/proxy/deadlines.js';
import { setUpFakeTimers } from '../support/fake-timers.js';

/** A deadline that counts. */
function start(request: DeadlineRequest, options: DeadlineOptions = {}): Deadline {
  const deadline = new Deadline(request, options);
  new Deadlines().add(deadline);
  return deadline;
}

/** The deadline of an activation that arrived at this time. */
const deadlineOf = (arrival: number, deadline: string | undefined, options: DeadlineOptions = {}) =>
  start({ phase: 'run', arrival, deadline }, options);

describe('Deadline', () => {
  const NOW = 1_763_660_000_000;

  setUpFakeTimers(NOW);

  test.each([
    ['a twentieth of the time left', 5_000, 4_750],
    ['no less than 100 ms', 1_000, 900],
    ['no more than 500 ms', 60_000, 59_500],
    ['no more than half of the time left', 100, 50],
  ])('aborts before the limit by %s; half of that is the grace', (_, left, wait) => {
    const deadline = deadlineOf(NOW, String(NOW + left));
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

  test('tells the limit as the user set it, not what the way here left of it', () => {
    const deadline = deadlineOf(NOW, String(NOW + 2_998));
    jest.advanceTimersByTime(3_000);
    expect(deadline.signal.reason.message).toBe('The action exceeded its time limits of 3000 milliseconds.');
  });

  test('counts the time between the arrival and its own making', () => {
    const deadline = deadlineOf(NOW - 500, String(NOW + 500));
    jest.advanceTimersByTime(399);
    expect(deadline.signal.aborted).toBe(false);
    jest.advanceTimersByTime(1);
    expect(deadline.signal.reason.message).toBe('The action exceeded its time limits of 1000 milliseconds.');
  });

  test('that passed while the request waited for its turn aborts at once', () => {
    const deadline = deadlineOf(NOW - 1_000, String(NOW - 1));
    jest.advanceTimersByTime(1);
    expect(deadline.signal.aborted).toBe(true);
  });

  test('says so when it was an init', () => {
    const deadline = start({ phase: 'init', arrival: NOW, deadline: String(NOW + 1_000) });
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
    const deadline = deadlineOf(NOW, limit);
    expect(jest.getTimerCount()).toBe(0);
    expect(deadline.graceMs).toBe(0);
    expect(deadline.signal.aborted).toBe(false);
  });

  test('aborts when it is told to; the first reason counts, and listeners hear of it once', () => {
    const deadline = deadlineOf(NOW, String(NOW + 1_000));
    const { signal } = deadline;
    const heard = jest.fn();
    deadline.onAbort(heard);
    deadline.onAbort(jest.fn())();
    const reason = new RunnerError('ERR_RUNNER_ABORTED');
    deadline.abort(reason);
    jest.advanceTimersByTime(1_000);
    expect([deadline.aborted, deadline.reason, signal.reason, deadline.signal]).toEqual([true, reason, reason, signal]);
    expect(heard).toHaveBeenCalledTimes(1);
  });

  test('a listener that stopped listening hears nothing; one that comes too late hears of it at once', () => {
    const deadline = deadlineOf(NOW, undefined);
    const stopped = jest.fn();
    deadline.onAbort(stopped)();
    deadline.abort(new RunnerError('ERR_RUNNER_ABORTED'));
    const late = jest.fn();
    deadline.onAbort(late);
    expect([stopped.mock.calls.length, late.mock.calls.length]).toEqual([0, 1]);
  });

  test('a signal that is first asked for after the abort is aborted', () => {
    const deadline = deadlineOf(NOW, undefined);
    const reason = new RunnerError('ERR_RUNNER_ABORTED');
    deadline.abort(reason);
    expect([deadline.signal.aborted, deadline.signal.reason]).toEqual([true, reason]);
  });
});

describe('the limits of the runtime itself', () => {
  const NOW = 1_763_660_000_000;

  setUpFakeTimers(NOW);

  test.each([
    ['counts from the arrival where the platform gives no deadline', undefined, 10_000, 10_000],
    ['counts although the deadline of the platform is past', '123', 10_000, 10_000],
    ['counts when it is the smaller one', String(NOW + 20_000), 10_000, 10_000],
    ['gives way to a smaller deadline', String(NOW + 5_000), 10_000, 5_000],
    ['counts when the deadline is further than a timer goes', String(NOW + 2 ** 40), 10_000, 10_000],
  ])('a time limit %s', (_, platform, timeoutMs, limit) => {
    const deadline = deadlineOf(NOW, platform, { timeoutMs });
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
    const deadline = deadlineOf(NOW, undefined, { timeoutMs: 10_000, reserveMs });
    expect(deadline.graceMs).toBe(reserve / 2);
    jest.advanceTimersByTime(10_000 - reserve - 1);
    expect(deadline.signal.aborted).toBe(false);
    jest.advanceTimersByTime(1);
    expect(deadline.signal.aborted).toBe(true);
  });

  test('a reserve alone limits nothing', () => {
    const deadline = deadlineOf(NOW, undefined, { reserveMs: 100 });
    expect([jest.getTimerCount(), deadline.graceMs]).toEqual([0, 0]);
  });
});

describe('enforce', () => {
  const LIMIT_MS = 10_000;
  /** Half of the default reserve of that limit. */
  const GRACE_MS = 250;
  const ABORT_MS = LIMIT_MS - 2 * GRACE_MS;
  let deadline: Deadline;

  setUpFakeTimers();
  beforeEach(() => {
    deadline = deadlineOf(Date.now(), undefined, { timeoutMs: LIMIT_MS });
  });

  const hanging = () => new Promise<never>(() => undefined);
  /** What has become of it so far. */
  const stateOf = (work: Promise<unknown>) =>
    Promise.race([work, Promise.resolve('waiting')]).catch((reason) => reason);

  test('gives what the work gives, and leaves no timer', async () => {
    const before = jest.getTimerCount();
    await expect(deadline.enforce(Promise.resolve(1))).resolves.toBe(1);
    await expect(deadline.enforce(Promise.reject(new Error('failed')))).rejects.toThrow('failed');
    expect(jest.getTimerCount()).toBe(before);
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
    expect(jest.getTimerCount()).toBe(0);
  });

  test('waits for what is held, but not forever: the system may refuse to end a process', async () => {
    deadline.hold(hanging());
    const enforced = deadline.enforce(hanging());
    enforced.catch(() => undefined);
    await jest.advanceTimersByTimeAsync(LIMIT_MS + 1_000);
    expect(await stateOf(enforced)).toBe('waiting');
    await jest.advanceTimersByTimeAsync(60_000);
    expect(await stateOf(enforced)).toMatchObject({ code: 'ERR_RUNNER_DEADLINE' });
    expect(jest.getTimerCount()).toBe(0);
  });

  test('waits for what is held, and a moment longer, until it settles', async () => {
    let release: () => void = () => undefined;
    deadline.hold(
      new Promise<void>((resolve) => {
        release = resolve;
      }),
    );
    const enforced = deadline.enforce(hanging());
    enforced.catch(() => undefined);
    await jest.advanceTimersByTimeAsync(LIMIT_MS + 1_000);
    expect(await stateOf(enforced)).toBe('waiting');
    release();
    await jest.advanceTimersByTimeAsync(10);
    expect(await stateOf(enforced)).toBe('waiting');
    await jest.advanceTimersByTimeAsync(10);
    expect(await stateOf(enforced)).toMatchObject({ code: 'ERR_RUNNER_DEADLINE' });
    expect(jest.getTimerCount()).toBe(0);
  });

  test('work that ends while something is held leaves no timer', async () => {
    let finish: (value: string) => void = () => undefined;
    deadline.hold(hanging());
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

  test('gives work up for the reason of an abort, after a second where there is no limit', async () => {
    deadline = deadlineOf(Date.now(), undefined);
    const reason = new RunnerError('ERR_RUNNER_ABORTED');
    const enforced = [deadline.enforce(hanging())];
    deadline.abort(reason);
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
