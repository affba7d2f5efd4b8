import type { ActionRunner } from './action-runner.js';

const VERBS: readonly (keyof ActionRunner)[] = ['initialize', 'ready', 'activate', 'close'];

/**
 * Whether `value` is an {@link ActionRunner}, even one of another copy of this package: by its verbs.
 * @public
 * @example
 * ```js
 * import { isActionRunner, NativeRunner } from '@actionrunner/core';
 *
 * isActionRunner(new NativeRunner()); // true
 * isActionRunner(NativeRunner); // false: a class
 * ```
 */
export function isActionRunner(value: unknown): value is ActionRunner {
  return (
    typeof value === 'object' &&
    value !== null &&
    VERBS.every((verb) => typeof (value as ActionRunner)[verb] === 'function')
  );
}
