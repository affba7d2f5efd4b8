import type { Timings } from '../timings.js';
import { drain } from './drain.js';
import { OutputReader, type OutputReceiver } from './output-reader.js';
import type { LeftProcess, ProcessExit, ProcessSpec, RunningProcess, StartProcess } from './running-process.js';
import { endLeftBehind, endOnAbort } from './terminate.js';

/** What goes into a process and where its output goes. */
export interface ProcessIo {
  readonly stdout: OutputReceiver;
  readonly stderr: OutputReceiver;
  /** Ends the process group when aborted: SIGTERM, then SIGKILL. */
  readonly signal: AbortSignal;
  /** Milliseconds between the two; 0 for SIGKILL at once. */
  readonly graceMs: number;
  /** Told of the processes that were left behind, which then stay. Default: they are ended. */
  readonly onLeft?: ((left: readonly LeftProcess[]) => Promise<void>) | undefined;
  /** Has the process in it as long as it is waited for. */
  readonly processes: Set<object>;
  /** Where the time of the start goes, if it is asked for. */
  readonly timings?: Timings;
}

/**
 * Runs a process to its end. Resolves when everything it wrote has been received; what it left behind ends with it.
 * @throws RunnerError `ERR_RUNNER_START`; whatever a receiver throws
 */
export async function runProcess(start: StartProcess, spec: ProcessSpec, io: ProcessIo): Promise<ProcessExit> {
  const child = await (io.timings ? io.timings.measure('spawn', () => start(spec)) : start(spec));
  io.processes.add(child);
  const spare = endOnAbort(child, io.signal, io.graceMs);
  const readers = [new OutputReader(child.stdout, io.stdout), new OutputReader(child.stderr, io.stderr)];
  try {
    const exit = await child.exited;
    await endOrTell(child, io);
    await drain(readers);
    return exit;
  } finally {
    io.processes.delete(child);
    spare();
    child.stdin?.destroy();
    for (const reader of readers) {
      reader.close();
    }
  }
}

async function endOrTell(child: RunningProcess, { signal, onLeft }: ProcessIo): Promise<void> {
  // What was told to end has to end as a whole.
  if (!onLeft || signal.aborted) {
    endLeftBehind(child);
    return;
  }
  const left = child.leftBehind();
  if (left.length > 0) {
    await onLeft(left);
  }
}
