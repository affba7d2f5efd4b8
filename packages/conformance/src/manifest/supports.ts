/**
 * What a runtime may support: each group or case that needs it is skipped without.
 *
 * @example
 * ```js
 * import { SUPPORTS } from '@actionrunner/conformance';
 *
 * console.log(Object.hasOwn(SUPPORTS, 'archives')); // true
 * ```
 */
export const SUPPORTS = {
  executables:
    'an action is an executable: parameters on stdin and as the argument, the last line of stdout is the result',
  archives: 'code may be a zip, with "binary": true',
  stub: 'there is something to run without an init with code, as in the skeleton image',
  concurrency: 'with __OW_ALLOW_CONCURRENT=true in its environment, it runs several activations at once',
  context: 'what a run message has besides its value is set as __OW_ variables',
  singleEntry: 'with __OW_RUNTIME_PLATFORM=knative in its environment, everything arrives at /',
  actionloop: 'an action is one process that reads messages on stdin and answers on file descriptor 3',
  reinit: 'it was started so that an action may be initialized again',
} as const;

/** Something that a runtime may support. */
export type Support = keyof typeof SUPPORTS;
