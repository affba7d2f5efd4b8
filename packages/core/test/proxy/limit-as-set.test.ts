import { limitAsSet } from '../../src/proxy/deadline.js';

describe('limitAsSet', () => {
  test.each([
    [3_000, 2_998],
    [3_000, 3_000],
    [60_000, 59_957],
    [300_000, 299_999],
    [2_500, 2_493],
    [1_200, 1_185],
    [2_950, 2_947],
    [1_230, 1_229],
    [100, 98],
  ])('is %d ms if %d ms are left on arrival', (limit, left) => {
    expect(limitAsSet(left, undefined)).toBe(limit);
  });

  test.each([
    [2_345, 2_345],
    [1_913.4, 1_913],
    [7, 7],
  ])('is what is left, if that is near no round number: %d', (left, limit) => {
    expect(limitAsSet(left, undefined)).toBe(limit);
  });

  test.each([
    ['is what was left', 2_345, 2_345, 2_345],
    ['was also sent as a deadline', 2_341, 2_345, 2_345],
    ['is longer than what is left', 1_998, 10_000, 2_000],
  ])('is the limit of the runtime as it is, which %s', (_, left, timeoutMs, limit) => {
    expect(limitAsSet(left, timeoutMs)).toBe(limit);
  });
});
