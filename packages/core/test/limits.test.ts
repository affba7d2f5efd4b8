import { resolveLimits } from '../src/limits.js';

test('the defaults are those of the platform, or above them', () => {
  expect(resolveLimits({})).toEqual({
    maxArchiveEntries: 50_000,
    maxArchiveBytes: 512 * 1024 * 1024,
    maxResultBytes: 64 * 1024 * 1024,
    maxLogBytes: 10 * 1024 * 1024,
  });
});

test('the smallest limit is 1', () => {
  const limits = { maxArchiveEntries: 1, maxArchiveBytes: 1, maxResultBytes: 1, maxLogBytes: 1 };
  expect(resolveLimits(limits)).toEqual(limits);
});

test.each([0, -1, 1.5, Number.NaN, Number.POSITIVE_INFINITY])('the limit %p is refused', (limit) => {
  for (const option of ['maxArchiveEntries', 'maxArchiveBytes', 'maxResultBytes', 'maxLogBytes']) {
    expect(() => resolveLimits({ [option]: limit })).toThrow(
      expect.objectContaining({
        code: 'ERR_RUNNER_OPTION',
        message: `The option ${option} must be a positive integer, not ${limit}.`,
      }),
    );
  }
});
