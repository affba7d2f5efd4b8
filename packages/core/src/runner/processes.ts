import { RunnerError } from '../errors.js';
import { LinkedList } from '../linked-list.js';
import { OpenFiles } from '../process/open-files.js';
import { PipePool } from '../process/pipe-pool.js';
import type { ProcessSpec, RunningProcess, StartProcess } from '../process/running-process.js';
import { startProcess } from '../process/start-process.js';
import { killLeftBehind } from '../process/terminate.js';
import type { Environment } from '../protocol/environment.js';
import { LaunchedShell } from '../shells/launched-shell.js';
import { NewPids } from '../shells/new-pids.js';
import { ShellPool } from '../shells/shell-pool.js';

/** Starts the processes of a runner, and kills those that are still there. */
export class Processes {
  /** Where files without a name may be made; the first that can be written is used. */
  readonly folders: readonly string[];
  readonly #pipes: PipePool;
  readonly #shells: ShellPool | undefined;
  readonly #startProcess: StartProcess;
  readonly #running = new LinkedList<RunningProcess>();

  /**
   * @param folders where files without a name may be made; the first that can be written is used
   * @param start how a process is started; default: through shells that wait for them, else as {@link startProcess} does it
   */
  constructor(folders: readonly string[], start?: StartProcess) {
    this.folders = folders;
    this.#pipes = new PipePool(folders);
    const openFiles = new OpenFiles();
    const pids = new NewPids();
    const plain: StartProcess = async (spec) => {
      // Now: later there may be no more files.
      pids.keepFile();
      const running = await startProcess(spec, this.#pipes, openFiles);
      return { ...running, leftBehind: () => pids.lendFile(running.leftBehind) };
    };
    const launched = LaunchedShell.take();
    const shells = start ? undefined : new ShellPool({ folders, plain, openFiles, pids, launched });
    if (!shells) launched?.dismiss();
    this.#shells = shells;
    this.#startProcess = start ?? (shells ? (spec) => shells.start(spec) : plain);
  }

  /** @throws RunnerError `ERR_RUNNER_START` */
  readonly start: StartProcess = async (spec: ProcessSpec) => this.#keep(await this.#startProcess(spec));

  #keep(child: RunningProcess): RunningProcess {
    const link = this.#running.add(child);
    const ended = () => this.#running.remove(link);
    void child.exited.then(ended, ended);
    return child;
  }

  /** Kills them all at once, with what they started. */
  kill(): void {
    for (const child of this.#running.values()) {
      killLeftBehind(child);
    }
  }

  /** Makes ready, in the background, what starts processes that have these variables in common; with another shell if one is named. */
  prepare(env: Environment, shell?: readonly string[]): void {
    this.#shells?.prepare(env, shell);
  }

  /**
   * Creates what starts processes of rehearsals, which give way to others; undefined where shells start no processes. It throws
   * `ERR_RUNNER_START` if no shell is ready soon.
   * @param isWanted whether another one is to be started
   */
  createRehearsal(isWanted: () => boolean): StartProcess | undefined {
    const shells = process.platform === 'linux' ? this.#shells : undefined;
    const start: StartProcess = async (spec) => {
      // An init may make the action directory, and remove it.
      const child = await shells?.rehearse({ ...spec, cwd: '/' }, isWanted);
      if (!child) {
        throw new RunnerError('ERR_RUNNER_START', 'No shell is ready.');
      }
      return this.#keep(child);
    };
    return shells && start;
  }

  /** Makes ready, in the background, the pipes of a process that is not started by a shell. */
  preparePipes(): Promise<void> {
    return this.#shells ? this.#pipes.prepare() : Promise.resolve();
  }

  /** Why processes start more slowly than they could, once; undefined if they do not. */
  takeNotice(): string | undefined {
    return this.#shells?.takeNotice();
  }

  /** Closes what is kept ready for later processes. */
  close(): void {
    this.#shells?.close();
    this.#pipes.close();
  }
}

/** The folder for temporary files, as `os.tmpdir()` finds it. On Linux without `node:os`, which a start then need not load. */
export function findTemporaryFolder(environment: Readonly<Record<string, string | undefined>> = process.env): string {
  if (process.platform !== 'linux') {
    return process.getBuiltinModule('node:os').tmpdir();
  }
  const { TMPDIR, TMP, TEMP } = environment;
  const path = TMPDIR || TMP || TEMP || '/tmp';
  return path.length > 1 && path.endsWith('/') ? path.slice(0, -1) : path;
}
