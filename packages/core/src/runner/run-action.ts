import { RunnerError } from '../errors.js';
import { LastLine } from '../logs/last-line.js';
import { runProcess } from '../process/run-process.js';
import type { LeftProcess, ProcessExit, ProcessSpec, StartProcess } from '../process/running-process.js';
import { type ActionArguments, setOrigin } from '../protocol/messages.js';
import type { HookContext } from './activation.js';

/** Longest string that Linux accepts in `argv`, in UTF-8 bytes without the final NUL (MAX_ARG_STRLEN - 1). */
const MAX_ARGUMENT_BYTES = 131_071;

const NEWLINE = Buffer.from('\n');

/** The last bytes of a JSON object or array. */
const CLOSING = Buffer.from('}]');

/**
 * Runs one activation as a process, with the parameters as one line on stdin and, if they fit there, as the last argument. All output is
 * logged live except the last line of stdout, which is returned unchecked. If it can be neither an object nor an array, it is logged as well.
 * @throws RunnerError `ERR_RUNNER_START`, `ERR_RUNNER_CRASHED` (killed by a signal), `ERR_RUNNER_RESULT_INVALID` (no output),
 *   `ERR_RUNNER_RESULT_TOO_LARGE`; the reason of the abort signal
 */
export async function runAction(
  start: StartProcess,
  spec: ProcessSpec,
  args: ActionArguments,
  context: HookContext,
): Promise<Buffer> {
  const { logs, cancellation } = context;
  const { maxResultBytes } = context.limits;
  const last = new LastLine((bytes, isBorrowed) => logs.stdout.receive(bytes, isBorrowed), maxResultBytes);
  let abortedBefore = false;
  const fits = args.json.length <= MAX_ARGUMENT_BYTES;
  const exit = await runProcess(
    start,
    {
      ...spec,
      command: fits ? [...spec.command, args.toString()] : spec.command,
      user: context.user,
      input: Buffer.concat([args.json, NEWLINE]),
    },
    {
      stdout: (bytes, isBorrowed) => last.write(bytes, isBorrowed),
      stderr: (bytes, isBorrowed) => logs.stderr.receive(bytes, isBorrowed),
      cancellation,
      onExit: () => {
        abortedBefore = cancellation.aborted;
      },
      graceMs: context.graceMs,
      onLeft: context.leftovers === 'leave' ? (left) => logLeft(left, context) : undefined,
      hold: context.hold,
      timings: context.timings,
    },
  );
  const tooLong = last.tooLong;
  const result = last.take();
  const isEnding = CLOSING.includes(result?.at(-1) ?? 0);
  // Filters that still had the result to hand on were killed.
  const isCutOff = cancellation.aborted && !isEnding && !tooLong;
  const crash = abortedBefore ? undefined : explainCrash(exit);
  const failure = crash ?? (abortedBefore || isCutOff ? (cancellation.reason as RunnerError) : undefined);
  if (failure) {
    // The signal may have cut it off, and it may be a log line.
    if (result && !last.isLogged) {
      await logs.stdout.line(result);
    }
    throw failure;
  }
  if (tooLong) {
    throw new RunnerError(
      'ERR_RUNNER_RESULT_TOO_LARGE',
      `The result of the action is longer than ${maxResultBytes} bytes.`,
    );
  }
  if (!result) {
    await logs.stdout.note(`error: the action wrote no result to stdout (exit status ${exit.code}).`);
    const reason = `The action wrote nothing to stdout (exit status ${exit.code}); print the result, a JSON object or array, as its last line.`;
    throw new RunnerError('ERR_RUNNER_RESULT_INVALID', undefined, { reason });
  }
  const { isLogged, before } = last;
  const isLikely = !isLogged && exit.code === 0 && isEnding && result.length > 1;
  return isLikely ? result : setOrigin(result, { isLogged, exitStatus: exit.code, before });
}

/** Logs which processes were left behind. */
export async function logLeft(left: readonly LeftProcess[], { logs }: HookContext): Promise<void> {
  const names = left.map(({ pid, name }) => `${pid} (${name})`).join(', ');
  await logs.stderr.note(`The action left ${left.length === 1 ? 'a process' : 'processes'} behind: ${names}`);
}

function explainCrash(exit: ProcessExit): RunnerError | undefined {
  if (exit.signal !== null) {
    const message = `The action was killed by ${exit.signal}.`;
    return new RunnerError('ERR_RUNNER_CRASHED', message, { detail: message });
  }
  return undefined;
}
