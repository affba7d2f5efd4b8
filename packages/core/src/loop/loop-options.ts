import { RunnerError } from '../errors.js';
import type { ActionRunnerOptions } from '../runner/runner-options.js';
import { readSwitchOr } from '../switches.js';

/** Settings of an `ActionLoopRunner`. */
export interface ActionLoopRunnerOptions extends ActionRunnerOptions {
  /** Number of processes, and of concurrent activations. Default 1. */
  readonly workers?: number;
  /**
   * Whether the process says that it is ready, with `{"ok":true}` on file descriptor 3. `auto`: a process that has not said so after a second
   * is waited for if a file of the action mentions `__OW_WAIT_FOR_ACK`. Default: `ACTIONRUNNER_ACKNOWLEDGE` of the `environment`, else true
   * if that has `OW_WAIT_FOR_ACK`, else `auto`.
   */
  readonly acknowledges?: boolean | 'auto';
  /**
   * What an activation finds of those before it. `loop`: everything, since one process serves them all. `process`: nothing, since each has a
   * process of its own. `fork`: nothing either, since each is a fork of a process that has loaded the action; the program must know how
   * (docs/reference/forks.md). What cannot be forked safely gets a process for each activation, or fails the init with `fork=strict`. Default:
   * `ACTIONRUNNER_ISOLATION` of the `environment`, else `loop`.
   */
  readonly isolation?: Isolation;
}

/** Environment variable that says whether programs acknowledge. */
export const ACKNOWLEDGE_VARIABLE = 'ACTIONRUNNER_ACKNOWLEDGE';

/** The same of openwhisk-runtime-go. */
const GO_VARIABLE = 'OW_WAIT_FOR_ACK';

/** Whether a program says that it is ready: it does, it does not, or the runtime has to find out. */
export type Acknowledges = boolean | 'auto';

/**
 * Reads from the variables of the container whether programs acknowledge; `auto` if none says so.
 * @throws RunnerError `ERR_RUNNER_OPTION` that names the variable
 */
export function readAcknowledges(environment: Readonly<Record<string, string | undefined>>): Acknowledges {
  const own = environment[ACKNOWLEDGE_VARIABLE];
  if (own) {
    return parseAcknowledges(`The variable ${ACKNOWLEDGE_VARIABLE}`, own);
  }
  const other = environment[GO_VARIABLE];
  // The Go proxy knows no way to say that a program never acknowledges.
  return other ? parseAcknowledges(`The variable ${GO_VARIABLE}`, other) || 'auto' : 'auto';
}

/** @throws RunnerError `ERR_RUNNER_OPTION` that shows the value */
export function parseAcknowledges(subject: string, text: string): Acknowledges {
  return readSwitchOr(subject, text, ['auto']);
}

/** What an activation shares with others: see {@link ActionLoopRunnerOptions.isolation}. */
export type Isolation = 'loop' | 'process' | 'fork' | 'fork=strict';

/** Environment variable that says what activations share. */
export const ISOLATION_VARIABLE = 'ACTIONRUNNER_ISOLATION';

/** All isolations, in the order of the help. */
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
