import type { Timings } from '../timings.js';
import { drain, OutputReader, type OutputReceiver } from './output-reader.js';
import {
  type Cancellation,
  type LeftProcess,
  NothingRan,
  type ProcessExit,
  type ProcessSpec,
  type RunningProcess,
  type StartProcess,
} from './running-process.js';
import { killLeftBehind, terminateOnAbort } from './terminate.js';

/** What surrounds a process. */
export interface ProcessIo {
  readonly stdout: OutputReceiver;
  readonly stderr: OutputReceiver;
  /** Terminates the process group: SIGTERM, then SIGKILL. */
  readonly cancellation: Cancellation;
  /** Milliseconds between the two; 0 for SIGKILL at once. */
  readonly graceMs: number;
  /** Gets the processes that were left behind, which then stay. Default: they are killed. */
  readonly onLeft?: ((left: readonly LeftProcess[]) => Promise<void>) | undefined;
  /** Gets the promise of the end of a process, which comes soon after it was aborted. */
  readonly hold: (promise: Promise<unknown>) => void;
  /** Gets the time of the start, as `spawn`. */
  readonly timings?: Timings;
}

/**
 * Runs a process to its end. Resolves when everything it wrote has been received; what it left behind ends with it.
 * @throws RunnerError `ERR_RUNNER_START`; whatever a receiver throws
 */
export async function runProcess(start: StartProcess, spec: ProcessSpec, io: ProcessIo): Promise<ProcessExit> {
  const child = await (io.timings ? io.timings.measure('spawn', () => start(spec)) : start(spec));
  const exit = finishOrRestart(child, start, spec, io);
  io.hold(exit);
  return await exit;
}

async function finishOrRestart(
  child: RunningProcess,
  start: StartProcess,
  spec: ProcessSpec,
  io: ProcessIo,
): Promise<ProcessExit> {
  try {
    return await finish(child, io);
  } catch (error) {
    if (!(error instanceof NothingRan)) {
      throw error;
    }
    return await finish(await start(spec), io);
  }
}

async function finish(child: RunningProcess, io: ProcessIo): Promise<ProcessExit> {
  const stopWatching = terminateOnAbort(child, io.cancellation, io.graceMs);
  const { readNow } = child;
  const readers = [
    new OutputReader(child.stdout, io.stdout, readNow?.stdout),
    new OutputReader(child.stderr, io.stderr, readNow?.stderr),
  ];
  try {
    const exit = await child.exited;
    await killOrReport(child, io);
    await drain(readers);
    return exit;
  } finally {
    stopWatching();
    child.stdin?.destroy();
    for (const reader of readers) {
      reader.close();
    }
  }
}

async function killOrReport(child: RunningProcess, { cancellation, onLeft }: ProcessIo): Promise<void> {
  // What was aborted has to end as a whole.
  if (!onLeft || cancellation.aborted) {
    killLeftBehind(child);
    return;
  }
  const left = child.leftBehind();
  if (left.length > 0) {
    await onLeft(left);
  }
}
