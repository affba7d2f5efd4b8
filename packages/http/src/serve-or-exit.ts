import { inspect } from 'node:util';
import { type ActionRunner, isActionRunner, isRunnerError } from '@actionrunner/core';
import { type RunningServer, type ServeOptions, serve } from './serve.js';

/**
 * {@link serve} for a program that does nothing else. When it cannot start, it prints the reason as one line on stderr (the rest of a
 * compiler's output is in the logs) and exits with status 1; a defect, which is anything but a `RunnerError`, is printed with its stack.
 * @param runner the runner, or a function that creates it, which may fail as well
 * @public
 * @example
 * ```js
 * import { NativeRunner } from '@actionrunner/core';
 * import { serveOrExit } from '@actionrunner/http';
 *
 * const { close } = await serveOrExit(() => new NativeRunner({ directory: './action' }), { port: 0, host: '127.0.0.1' });
 * await close();
 * ```
 */
export async function serveOrExit(
  runner: ActionRunner | (() => ActionRunner | Promise<ActionRunner>),
  options?: ServeOptions,
): Promise<RunningServer> {
  try {
    // A class is a function as well; `serve` refuses it, since it is not a runner.
    const creates = typeof runner === 'function' && !isActionRunner(runner.prototype);
    return await serve(creates ? await runner() : (runner as ActionRunner), options);
  } catch (error) {
    const reason = isRunnerError(error)
      ? `actionrunner: ${takeFirstLine(error.message)} [${error.code}]`
      : inspect(error);
    process.stderr.write(`${reason}\n`);
    process.exit(1);
  }
}

function takeFirstLine(text: string): string {
  return text.split('\n', 1)[0] as string;
}
