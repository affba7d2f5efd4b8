import { isRunnerError, messageOf, RunnerError } from '../errors.js';
import type { MemoryKills } from '../process/oom-kills.js';

/** Failures that may be due to memory that was exhausted. */
const MEMORY_SYMPTOMS: ReadonlySet<string> = new Set([
  'ERR_RUNNER_CRASHED',
  'ERR_RUNNER_RESULT_INVALID',
  'ERR_RUNNER_BUILD',
  'ERR_RUNNER_START',
]);

/**
 * Does work of hooks, which may throw anything. Exhausted memory is named as the cause where the kernel tells so; of several activations at a
 * time, all that fail meanwhile.
 * @throws RunnerError
 */
export async function explained<T>(memory: MemoryKills, work: () => Promise<T>): Promise<T> {
  const killsBefore = memory.count();
  try {
    return await work();
  } catch (thrown) {
    const error = asRunnerError(thrown);
    if (MEMORY_SYMPTOMS.has(error.code) && memory.count() > killsBefore) {
      const { message } = new RunnerError('ERR_RUNNER_MEMORY');
      throw new RunnerError('ERR_RUNNER_MEMORY', message, { phase: error.phase, cause: error, detail: message });
    }
    throw error;
  }
}

function asRunnerError(thrown: unknown): RunnerError {
  if (isRunnerError(thrown)) {
    return thrown;
  }
  const detail = thrown instanceof Error ? thrown.stack : undefined;
  return new RunnerError('ERR_RUNNER_FAULT', `The runtime failed: ${messageOf(thrown)}`, {
    cause: thrown,
    detail: detail ?? messageOf(thrown),
  });
}
