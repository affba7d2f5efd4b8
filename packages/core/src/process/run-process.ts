import { drain } from './drain.js';
import { endOnAbort } from './end-on-abort.js';
import { OutputReader, type OutputReceiver } from './output-reader.js';
import type { ProcessExit, ProcessSpec, StartProcess } from './start-process.js';

/** What goes into a process and where its output goes. */
export interface ProcessIo {
  readonly stdout: OutputReceiver;
  readonly stderr: OutputReceiver;
  /** Ends the process group when aborted: SIGTERM, then SIGKILL. */
  readonly signal: AbortSignal;
  /** Milliseconds between the two; 0 for SIGKILL at once. */
  readonly graceMs: number;
}

/**
 * Runs a process to its end. Resolves when everything it wrote has been received; its process group ends with it.
 * @throws RunnerError `ERR_RUNNER_START`; whatever a receiver throws
 */
export async function runProcess(start: StartProcess, spec: ProcessSpec, io: ProcessIo): Promise<ProcessExit> {
  const child = await start(spec);
  const spare = endOnAbort(child, io.signal, io.graceMs);
  const readers = [new OutputReader(child.stdout, io.stdout), new OutputReader(child.stderr, io.stderr)];
  try {
    const exit = await child.exited;
    child.kill('SIGKILL');
    await drain(readers);
    return exit;
  } finally {
    spare();
    child.stdin?.destroy();
    for (const reader of readers) {
      reader.close();
    }
  }
}
