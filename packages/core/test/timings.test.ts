import { setTimeout as sleep } from 'node:timers/promises';
import { Timings } from '../src/timings.js';

describe('Timings', () => {
  test('adds up what belongs to one phase, and keeps the order of the first appearances', () => {
    const timings = new Timings();
    timings.add('spawn', 1);
    timings.add('run', 2);
    timings.add('spawn', 4);
    expect([...timings.phases]).toEqual([
      ['spawn', 5],
      ['run', 2],
    ]);
  });

  test('measures a step and hands on what it returns, be it a promise or not', async () => {
    const timings = new Timings();
    expect(await timings.measure('now', () => 1)).toBe(1);
    expect(await timings.measure('later', () => sleep(60, 2))).toBe(2);
    expect([...timings.phases.keys()]).toEqual(['now', 'later']);
    // Timers may fire a little early.
    expect(timings.phases.get('later')).toBeGreaterThan(50);
  });

  test.each([
    ['throws', () => JSON.parse('{') as unknown],
    ['rejects', () => sleep(60).then(() => JSON.parse('{') as unknown)],
  ])('measures a step that %s too, and hands on why', async (how, step) => {
    const timings = new Timings();
    await expect(timings.measure('step', step)).rejects.toThrow(SyntaxError);
    expect(timings.phases.get('step')).toBeGreaterThan(how === 'rejects' ? 50 : 0);
  });
});
