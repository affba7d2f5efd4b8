import { inspect } from 'node:util';
import { type ActionRunner, isActionRunner, isRunnerError } from '@actionrunner/core';
import { type RunningServer, type ServeOptions, serve } from './serve.js';

/**
 * {@link serve} for a program that does nothing else. When it cannot start, the reason is one line on stderr (the rest of what a compiler
 * said is in the logs), and the process ends with status 1; a defect, which is anything that is no `RunnerError`, is printed with its trace.
 * @param runner the runner, or what makes it, where that may fail, too
 */
export async function serveOrExit(
  runner: ActionRunner | (() => ActionRunner | Promise<ActionRunner>),
  options?: ServeOptions,
): Promise<RunningServer> {
  try {
    // A class is a function, too, and refused as no runner.
    const makes = typeof runner === 'function' && !isActionRunner(runner.prototype);
    return await serve(makes ? await runner() : (runner as ActionRunner), options);
  } catch (error) {
    const reason = isRunnerError(error) ? `actionrunner: ${firstLine(error.message)} [${error.code}]` : inspect(error);
    process.stderr.write(`${reason}\n`);
    process.exit(1);
  }
}

function firstLine(text: string): string {
  return text.split('\n', 1)[0] as string;
}
