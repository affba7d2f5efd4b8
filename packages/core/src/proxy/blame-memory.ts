import { isRunnerError, messageOf, RunnerError } from '../errors.js';

/** Failures that exhausted memory may cause. */
const MEMORY_SYMPTOMS: ReadonlySet<string> = new Set([
  'ERR_RUNNER_CRASHED',
  'ERR_RUNNER_RESULT_INVALID',
  'ERR_RUNNER_BUILD',
  'ERR_RUNNER_START',
]);

/**
 * Turns anything thrown into a RunnerError. Exhausted memory is the cause if the kernel has killed a process in the meantime; of
 * concurrent activations it is the cause of each that fails.
 * @param killed whether the kernel has killed a process; called only if it matters
 */
export function blameMemory(thrown: unknown, killed: () => boolean): RunnerError {
  const error = toRunnerError(thrown);
  if (!MEMORY_SYMPTOMS.has(error.code) || !killed()) {
    return error;
  }
  const { message } = new RunnerError('ERR_RUNNER_MEMORY');
  return new RunnerError('ERR_RUNNER_MEMORY', message, { phase: error.phase, cause: error, detail: message });
}

function toRunnerError(thrown: unknown): RunnerError {
  if (isRunnerError(thrown)) {
    return thrown;
  }
  const detail = thrown instanceof Error ? thrown.stack : undefined;
  return new RunnerError('ERR_RUNNER_FAULT', `The runtime failed: ${messageOf(thrown)}`, {
    cause: thrown,
    detail: detail ?? messageOf(thrown),
  });
}
