import { RunnerError } from '../../src/errors.js';
import { callHook } from '../../src/runner/call-hook.js';

describe('callHook', () => {
  test.each([undefined, true, 0, ''])('a hook that returns %j succeeds', async (value) => {
    await expect(callHook('build', () => value)).resolves.toBeUndefined();
  });

  test.each([() => false, async () => false])('a hook that returns false fails, as in dockerskeleton', async (hook) => {
    await expect(callHook('epilogue', hook)).rejects.toMatchObject({
      code: 'ERR_RUNNER_BUILD',
      phase: 'epilogue',
      message: 'The hook epilogue returned false.',
    });
  });

  test('what is thrown becomes an error of the phase', async () => {
    const cause = new TypeError('no main');
    const hook = () => Promise.reject(cause);
    await expect(callHook('build', hook)).rejects.toMatchObject({ phase: 'build', message: 'no main', cause });
  });

  test('a RunnerError stays as it is', async () => {
    const error = new RunnerError('ERR_RUNNER_DEADLINE');
    await expect(callHook('build', () => Promise.reject(error))).rejects.toBe(error);
  });
});
