import { isRunnerError, messageOf, RunnerError, type RunnerPhase } from '../errors.js';

/**
 * Calls a hook of the init. One that returns false has failed, too: hooks ported from dockerskeleton do so.
 * @throws RunnerError of the phase: what the hook throws, or `ERR_RUNNER_BUILD` with its message
 */
export async function callHook(phase: RunnerPhase, hook: () => unknown): Promise<void> {
  try {
    if ((await hook()) === false) {
      throw new Error(`The hook ${phase} returned false.`);
    }
  } catch (error) {
    throw isRunnerError(error) ? error : new RunnerError('ERR_RUNNER_BUILD', messageOf(error), { phase, cause: error });
  }
}
