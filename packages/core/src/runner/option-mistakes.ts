import { RunnerError } from '../errors.js';
import { findNearest } from './find-nearest.js';
import { describeCommand } from './hook-mistakes.js';
import { showValue } from './show-value.js';

/**
 * Refuses options that cannot be meant: one of a wrong type, or with a name that is slightly misspelt. Any other unknown name may be an
 * option of a subclass that has passed all its options on.
 * @param known the names of all options
 * @throws RunnerError `ERR_RUNNER_OPTION`
 */
export function requireOptions(options: unknown, known: readonly string[]): void {
  if (typeof options !== 'object' || options === null) {
    const given = showValue(options);
    throw refuse(`The options of a runner must be an object, not ${given}; write super({ source: …, ...options }).`);
  }
  const misspelt = Object.keys(options).flatMap((name) => {
    const nearest = known.includes(name) ? undefined : findNearest(name, known);
    return nearest === undefined ? [] : [{ name, nearest }];
  });
  if (misspelt.length > 0) {
    const names = misspelt.map(({ name }) => name).join(', ');
    const meant = misspelt.map(({ nearest }) => nearest).join(', ');
    throw refuse(`There is no option ${names}; did you mean ${meant}? The options are ${known.join(', ')}.`);
  }
  const { command, environment, startProcess } = options as Readonly<Record<string, unknown>>;
  const reason = command === undefined ? undefined : describeCommand('option command', command);
  if (reason !== undefined) {
    throw refuse(reason);
  }
  if (typeof (environment ?? {}) !== 'object') {
    throw refuse(`The option environment must be an object of variables, not ${showValue(environment)}.`);
  }
  if (startProcess !== undefined && typeof startProcess !== 'function') {
    throw refuse(`The option startProcess must be a function, not ${showValue(startProcess)}.`);
  }
}

function refuse(message: string): RunnerError {
  return new RunnerError('ERR_RUNNER_OPTION', message, { detail: message });
}
