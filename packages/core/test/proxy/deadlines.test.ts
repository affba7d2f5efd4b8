import { Deadline } from '../../src/proxy/deadline.js';
import { Deadlines } from '../../src/proxy/deadlines.js';
import { runProgram } from '../support/child-program.js';
import { setUpFakeTimers } from '../support/fake-timers.js';
import { makeSandbox } from '../support/tree.js';

const NOW = 1_763_660_000_000;

/** A deadline after so many milliseconds. */
const after = (timeoutMs: number | undefined) =>
  new Deadline({ phase: 'run', arrival: Date.now(), deadline: undefined }, { timeoutMs, reserveMs: 0 });

describe('the deadlines of a proxy', () => {
  let deadlines: Deadlines;

  setUpFakeTimers(NOW);
  beforeEach(() => {
    deadlines = new Deadlines();
  });

  test.each([
    ['in the order of their ends', [100, 200, 300]],
    ['in another order', [300, 100, 200]],
  ])('are each kept to the millisecond when they are added %s, by one timer', (_, limits) => {
    const added = limits.map((limit) => after(limit));
    for (const deadline of added) {
      deadlines.add(deadline);
    }
    expect(jest.getTimerCount()).toBe(1);
    for (const limit of [100, 200, 300]) {
      const deadline = added[limits.indexOf(limit)];
      jest.advanceTimersByTime(99);
      expect(deadline?.aborted).toBe(false);
      jest.advanceTimersByTime(1);
      expect(deadline?.aborted).toBe(true);
    }
    expect(jest.getTimerCount()).toBe(0);
  });

  test('count from the arrival, however long ago the timer was set', () => {
    deadlines.remove(deadlines.add(after(1_000)));
    jest.advanceTimersByTime(900);
    const later = after(1_000);
    deadlines.add(later);
    jest.advanceTimersByTime(999);
    expect(later.aborted).toBe(false);
    jest.advanceTimersByTime(1);
    expect(later.aborted).toBe(true);
  });

  test('that end together are all over, and none that was removed', () => {
    const [first, second, removed] = [after(100), after(100), after(100)];
    deadlines.add(first);
    deadlines.remove(deadlines.add(removed));
    deadlines.add(second);
    jest.advanceTimersByTime(100);
    expect([first.aborted, second.aborted, removed.aborted]).toEqual([true, true, false]);
  });

  test('count when they are added by the end of another', () => {
    const [first, second] = [after(100), after(150)];
    first.onAbort(() => deadlines.add(second));
    deadlines.add(first);
    deadlines.add(after(10_000));
    jest.advanceTimersByTime(149);
    expect([first.aborted, second.aborted]).toEqual([true, false]);
    jest.advanceTimersByTime(1);
    expect(second.aborted).toBe(true);
  });

  test('need no timer without a limit', () => {
    deadlines.add(after(undefined));
    expect(jest.getTimerCount()).toBe(0);
  });

  test('are all aborted for one reason', () => {
    const open = [after(100), after(undefined)];
    for (const deadline of open) {
      deadlines.add(deadline);
    }
    const reason = new Error('aborted');
    deadlines.abort(reason);
    expect(open.map((deadline) => deadline.reason)).toEqual([reason, reason]);
  });
});

/** Prints what it was doing when nothing kept it any more. Its time limit is longer than it may take. */
const PROGRAM = `
  import { ActionProxy, ActionRunner } from '@actionrunner/core';
  const [directory, hangs] = process.argv.slice(1);
  class QuietRunner extends ActionRunner {
    verify() { return true; }
    async run(args) {
      if (hangs && String(args) !== '{}') await new Promise(() => undefined);
      return args.json;
    }
  }
  const logs = { write() {}, frame() {} };
  const proxy = new ActionProxy(new QuietRunner({ directory }), { logs, timeoutMs: Number(hangs || 3_600_000) });
  let doing = 'nothing';
  process.once('exit', () => console.log(JSON.stringify(doing)));
  await proxy.run(Buffer.from('{"value":{}}'));
  if (hangs) {
    doing = 'waiting';
    await proxy.run(Buffer.from('{"value":{"a":1}}')).catch((error) => { doing = error.code; });
  }
`;

describe('the timer of the deadlines', () => {
  test.each([
    ['does not keep a process that has answered', [], 'nothing'],
    ['keeps a process that has to answer', ['2000'], 'ERR_RUNNER_DEADLINE'],
  ])('%s', async (_, args, doing) => {
    expect(await runProgram(PROGRAM, { args: [makeSandbox().directory, ...args] })).toBe(doing);
  });
});
