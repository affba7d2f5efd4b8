import { RunnerError } from '@actionrunner/core';

const SHOWN_LENGTH = 100;

/** The failure of a result that cannot be made an HTTP response. */
export function invalid(message: string): RunnerError {
  return new RunnerError('ERR_RUNNER_RESULT_INVALID', message);
}

/** A value of a result as an error message shows it. */
export function shown(value: unknown): string {
  const text = JSON.stringify(value);
  return text.length > SHOWN_LENGTH ? `${text.slice(0, SHOWN_LENGTH)}…` : text;
}
