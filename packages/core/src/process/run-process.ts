import type { Timings } from '../timings.js';
import { HandOver } from './hand-over.js';
import { isRunning } from './left-behind.js';
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

/** How often, and after which time, processes left behind are looked at again that may be about to exit. */
const MAX_LOOKS = 10;
/** One that waits, for a disk say, may be about to exit, too. */
const LOOKS_AT_ALL = 4;
const LOOK_MS = 5;

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
  /** Called when the process has exited, before its output has been received. */
  readonly onExit?: () => void;
  /** Gets the promise of the end of a process, which comes soon after it was aborted. */
  readonly hold: (promise: Promise<unknown>) => void;
  /** Gets the time of the start, as `spawn`. */
  readonly timings?: Timings;
}

/**
 * Runs a process to its end. Resolves when all its output has been received, even what filters such as `tee` still had to pass on. What it left
 * behind is killed, unless `onLeft` is given.
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
    io.onExit?.();
    await handOver(readers, child, io.cancellation);
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

async function handOver(
  readers: readonly OutputReader[],
  child: RunningProcess,
  cancellation: Cancellation,
): Promise<void> {
  if (cancellation.aborted) {
    return;
  }
  const handing = new HandOver(readers, child);
  const waiting = handing.wait();
  if (waiting) {
    const stopListening = cancellation.onAbort(() => handing.stop());
    await waiting.finally(stopListening);
  }
}

async function killOrReport(child: RunningProcess, { cancellation, onLeft }: ProcessIo): Promise<void> {
  // What was aborted has to end as a whole.
  if (!onLeft || cancellation.aborted) {
    killLeftBehind(child);
    return;
  }
  const left = await findSettled(child);
  if (left.length > 0) {
    await onLeft(left);
  }
}

/** Finds what is left behind, except for what is just about to exit, as a filter does that has handed on everything. */
async function findSettled(child: RunningProcess): Promise<LeftProcess[]> {
  let left = child.leftBehind();
  for (let look = 0; look < MAX_LOOKS && left.some(({ pid }) => look < LOOKS_AT_ALL || isRunning(pid)); look++) {
    await new Promise((resolve) => setTimeout(resolve, LOOK_MS));
    left = child.leftBehind();
  }
  return left;
}
