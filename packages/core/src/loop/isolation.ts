import { RunnerError } from '../errors.js';

/** What an activation shares with others: see `ActionLoopRunnerOptions.isolation`. */
export type Isolation = 'loop' | 'process' | 'fork' | 'fork=strict';

/** Environment variable that says the same. */
export const ISOLATION_VARIABLE = 'ACTIONRUNNER_ISOLATION';

/** All of them, in the order of the help. */
export const ISOLATIONS: readonly Isolation[] = ['loop', 'process', 'fork', 'fork=strict'];

/** @returns undefined if the variable is not set. @throws RunnerError `ERR_RUNNER_OPTION` that names it */
export function readIsolation(environment: Readonly<Record<string, string | undefined>>): Isolation | undefined {
  const value = environment[ISOLATION_VARIABLE];
  return value ? parseIsolation(`The variable ${ISOLATION_VARIABLE}`, value) : undefined;
}

/** @throws RunnerError `ERR_RUNNER_OPTION` */
export function checkIsolation(value: Isolation | undefined): Isolation | undefined {
  return value === undefined ? undefined : parseIsolation('The option isolation', String(value));
}

/** @throws RunnerError `ERR_RUNNER_OPTION` that shows the value */
export function parseIsolation(subject: string, text: string): Isolation {
  const found = ISOLATIONS.find((known) => known === text);
  if (found === undefined) {
    const known = ISOLATIONS.join(' or ');
    throw new RunnerError('ERR_RUNNER_OPTION', `${subject} must be ${known}, not ${JSON.stringify(text)}.`);
  }
  return found;
}
