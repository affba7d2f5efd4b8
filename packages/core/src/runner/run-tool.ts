import { isRunnerError, RunnerError, systemCode } from '../errors.js';
import type { LogStreamName } from '../logs/log-sink.js';
import { runProcess } from '../process/run-process.js';
import type { ProcessExit, ProcessSpec, StartProcess } from '../process/running-process.js';
import type { HookContext } from './activation.js';

/** How much of a tool's output is kept for the error message; the logs have all of it. */
const KEPT_BYTES = 65_536;
const QUOTED_LINES = 3;
const QUOTED_CHARACTERS = 4_000;

/**
 * Runs a build tool and logs its output. The exit status decides: warnings are not errors.
 * @throws RunnerError `ERR_RUNNER_BUILD` with the first lines of the diagnostics
 */
export async function runTool(
  start: StartProcess,
  spec: ProcessSpec,
  { logs, cancellation, graceMs, user, hold }: HookContext,
): Promise<void> {
  const kept: Record<LogStreamName, string> = { stdout: '', stderr: '' };
  const receive = (stream: LogStreamName) => (bytes: Buffer, isBorrowed: boolean) => {
    if (kept[stream].length < KEPT_BYTES) {
      kept[stream] += bytes.toString('utf8', 0, KEPT_BYTES);
    }
    return logs[stream].receive(bytes, isBorrowed);
  };
  let exit: ProcessExit;
  try {
    const io = { cancellation, graceMs, hold, stdout: receive('stdout'), stderr: receive('stderr') };
    exit = await runProcess(start, { ...spec, user }, io);
  } catch (error) {
    throw isRunnerError(error) && error.code === 'ERR_RUNNER_START'
      ? new RunnerError('ERR_RUNNER_BUILD', describeUnavailable(spec, error), { cause: error })
      : error;
  }
  if (cancellation.aborted) {
    throw cancellation.reason;
  }
  if (exit.code !== 0) {
    const status = exit.signal ? `was killed by ${exit.signal}` : `failed with exit status ${exit.code}`;
    const diagnostics = quoteDiagnostics(kept.stderr) || quoteDiagnostics(kept.stdout);
    const sentence = `${spec.command[0]} ${status}`;
    // The logs have the output already.
    const detail = `${sentence}.`;
    throw new RunnerError('ERR_RUNNER_BUILD', diagnostics ? `${sentence}: ${diagnostics}` : detail, { detail });
  }
}

function describeUnavailable({ command: [tool = ''] }: ProcessSpec, error: RunnerError): string {
  if (systemCode(error.cause) !== 'ENOENT' || tool.includes('/')) {
    return error.message;
  }
  const hint = /\s/.test(tool) ? ' A command line belongs in an array: compile(tool, [argument, …]).' : '';
  return `${tool} is needed to build this action, but it is not installed here.${hint}`;
}

/** Returns the first lines of the output; from the first error if warnings precede it. */
function quoteDiagnostics(output: string): string {
  const lines = output.split('\n').filter((line) => line.trim() !== '');
  const error = lines.findIndex((line) => /\berror:|undefined reference/i.test(line));
  const start = lines.slice(0, Math.max(error, 0)).some((line) => line.includes('warning:')) ? error : 0;
  return lines
    .slice(start, start + QUOTED_LINES)
    .join('\n')
    .slice(0, QUOTED_CHARACTERS);
}
