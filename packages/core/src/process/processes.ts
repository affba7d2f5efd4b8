import { PipePool } from './pipe-pool.js';
import type { ProcessSpec, RunningProcess, StartProcess } from './running-process.js';
import { startProcess } from './start-process.js';
import { killLeftBehind } from './terminate.js';

/** Starts the processes of a runner, and kills those that are still there. */
export class Processes {
  readonly #pipes: PipePool;
  readonly #startProcess: StartProcess;
  readonly #running = new Set<RunningProcess>();

  /**
   * @param folders where files without a name may be made; the first that can be written is used
   * @param start how a process is started; default {@link startProcess}
   */
  constructor(folders: readonly string[], start?: StartProcess) {
    this.#pipes = new PipePool(folders);
    this.#startProcess = start ?? ((spec) => startProcess(spec, this.#pipes));
  }

  /** @throws RunnerError `ERR_RUNNER_START` */
  readonly start: StartProcess = async (spec: ProcessSpec) => {
    const child = await this.#startProcess(spec);
    this.#running.add(child);
    void child.exited.then(() => this.#running.delete(child));
    return child;
  };

  /** Kills them all at once, with what they started. */
  kill(): void {
    for (const child of this.#running) {
      killLeftBehind(child);
    }
  }

  /** Gives up what is kept for later processes. */
  close(): void {
    this.#pipes.close();
  }
}
