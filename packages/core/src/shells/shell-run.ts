import { PIDS_LAST_MS } from '../process/left-behind.js';
import {
  type LeftProcess,
  NothingRan,
  type ProcessExit,
  type ReadNow,
  type RunningProcess,
} from '../process/running-process.js';
import { now } from '../timings.js';
import type { ShellOutput } from './shell-output.js';

/** When the output of a process is looked at first; each further look waits twice as long. */
const FIRST_LOOK_MS = 4;

/** After a wait of this time, the output is passed on as it comes. */
const LAST_LOOK_MS = 16;

/** What is known of a process, and what its shell can do with it. */
export interface RunHost {
  readonly pid: number;
  readonly stdout: ShellOutput;
  readonly stderr: ShellOutput;
  /** As `NAME=value`. */
  readonly mark: string;
  /** The newest process when it was started. */
  readonly after: number;
  readonly signal: (name: NodeJS.Signals) => void;
  readonly leftBehind: () => LeftProcess[];
}

/** A process that a waiting shell became. */
export class ShellRun implements RunningProcess {
  readonly stdin = undefined;
  readonly unread = undefined;
  readonly channel = undefined;
  readonly pid: number;
  readonly stdout: ShellOutput;
  readonly stderr: ShellOutput;
  readonly readNow: { readonly stdout: ReadNow; readonly stderr: ReadNow };
  readonly exited: Promise<ProcessExit>;
  readonly mark: string;
  /** The newest process when it was started. */
  readonly after: number;
  readonly startedAt: number = now();
  readonly leftBehind: () => LeftProcess[];
  exit: ProcessExit | undefined;
  /** Whether it is certain that it has left no process behind. */
  isAlone = false;
  /** Whether it was to be terminated. */
  readonly wasSignalled: boolean = false;
  readonly #signal: (name: NodeJS.Signals) => void;
  #timer!: NodeJS.Timeout;
  #resolve!: (exit: ProcessExit) => void;
  #reject!: (error: unknown) => void;

  constructor({ pid, stdout, stderr, mark, after, signal, leftBehind }: RunHost) {
    this.pid = pid;
    this.stdout = stdout;
    this.stderr = stderr;
    this.mark = mark;
    this.after = after;
    this.#signal = signal;
    this.leftBehind = leftBehind;
    this.readNow = { stdout: stdout.readNow, stderr: stderr.readNow };
    this.exited = new Promise((resolve, reject) => {
      this.#resolve = resolve;
      this.#reject = reject;
    });
    this.#lookAfter(FIRST_LOOK_MS);
  }

  /** Whether PIDs cannot have begun again from the start since. */
  get isYoung(): boolean {
    return now() - this.startedAt < PIDS_LAST_MS;
  }

  // A property, as in other processes, so that it can be taken out of the object.
  readonly kill = (name: NodeJS.Signals): void => {
    (this as { wasSignalled: boolean }).wasSignalled = true;
    this.#signal(name);
  };

  /** The process has exited. */
  end(exit: ProcessExit): void {
    clearTimeout(this.#timer);
    this.exit = exit;
    this.stdout.finish();
    this.stderr.finish();
    this.#resolve(exit);
  }

  /** The shell could not become the process. */
  fail(): void {
    clearTimeout(this.#timer);
    this.#reject(new NothingRan());
  }

  #lookAfter(delayMs: number): void {
    this.#timer = setTimeout(() => {
      const outputs = [this.stdout, this.stderr];
      const hasMuch = outputs.map((output) => output.look()).includes(true);
      if (hasMuch || delayMs >= LAST_LOOK_MS) {
        for (const output of outputs) {
          output.live();
        }
      } else {
        this.#lookAfter(2 * delayMs);
      }
    }, delayMs);
  }
}
