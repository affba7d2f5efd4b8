import { inspect } from 'node:util';
import { type ActionRunner, isRunnerError } from '@actionrunner/core';
import { type RunningServer, type ServeOptions, serve } from './serve.js';

/**
 * {@link serve} for a program that does nothing else. When it cannot start, the reason is one line on stderr, and the process ends with
 * status 1; a defect, which is anything that is no `RunnerError`, is printed with its trace.
 * @param runner the runner, or what makes it, where that may fail, too
 */
export async function serveOrExit(
  runner: ActionRunner | (() => ActionRunner | Promise<ActionRunner>),
  options?: ServeOptions,
): Promise<RunningServer> {
  try {
    return await serve(typeof runner === 'function' ? await runner() : runner, options);
  } catch (error) {
    const reason = isRunnerError(error) ? `actionrunner: ${error.message} [${error.code}]` : inspect(error);
    process.stderr.write(`${reason}\n`);
    process.exit(1);
  }
}
