import { LogBudget } from '../../src/logs/log-stream.js';

describe('LogBudget', () => {
  test('gives all that is asked for until nothing is left; to use it up is not to exceed it', () => {
    const budget = new LogBudget(5);
    expect([budget.take(2), budget.take(3), budget.exceeded]).toEqual([2, 3, false]);
    expect([budget.take(0), budget.exceeded]).toEqual([0, false]);
    expect([budget.take(1), budget.exceeded]).toEqual([0, true]);
  });

  test('gives what is left of it when more is asked for, and stays exceeded', () => {
    const budget = new LogBudget(5);
    expect([budget.take(7), budget.exceeded]).toEqual([5, true]);
    expect([budget.take(0), budget.exceeded]).toEqual([0, true]);
  });
});
