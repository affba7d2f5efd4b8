import { closeSync, constants, fstatSync, openSync, readdirSync, readFileSync, readlinkSync, writeSync } from 'node:fs';
import { Socket } from 'node:net';
import { trySystemCall } from '../errors.js';
import { readAvailable } from '../process/pipe-pool.js';
import { sendSignal } from '../process/terminate.js';
import type { Environment } from '../protocol/environment.js';
import { inheritedFrom } from './frame.js';
import type { StartShell } from './started-shell.js';

/** By what a launch script says that it has started a shell: its own PID, which is then that of this process, a space and the name of the shell. */
export const LAUNCHED_SHELL = 'ACTIONRUNNER_SHELL';

const { O_NONBLOCK, O_RDONLY } = constants;

/** The descriptors that a launch script leaves to this process. */
export interface LaunchPipes {
  /** Of the pipe on which the shell reports. */
  readonly reports: number;
  /** Of the pipe where the shell waits for the answer to its first report. It exits when that is closed. */
  readonly answer: number;
}

export const LAUNCH_PIPES: LaunchPipes = { reports: 8, answer: 9 };

/** A shell that can be used. */
export interface AdoptedShell {
  readonly pid: number;
  /** What its processes inherit. */
  readonly env: Environment;
  readonly start: StartShell;
}

/** A shell that a launch script has started (ADR 0044). It is not a child of this process, so that somebody else reaps it. */
export class LaunchedShell {
  readonly #name: string;
  readonly #pipes: LaunchPipes;

  private constructor(name: string, pipes: LaunchPipes) {
    this.#name = name;
    this.#pipes = pipes;
  }

  /** Takes it out of the environment, so that neither an action nor another runner finds it; undefined if there is none. */
  static take(
    environment: Record<string, string | undefined> = process.env,
    pipes: LaunchPipes = LAUNCH_PIPES,
    pid: number = process.pid,
  ): LaunchedShell | undefined {
    const [launcher, name] = environment[LAUNCHED_SHELL]?.split(' ') ?? [];
    delete environment[LAUNCHED_SHELL];
    const isOurs = launcher === `${pid}` && trySystemCall(false, () => isPipe(pipes.reports) && isPipe(pipes.answer));
    return isOurs && name ? new LaunchedShell(name, pipes) : undefined;
  }

  /** Undefined if it is not ready, or would pass on something else than a shell of this process; it ends then. */
  adopt(): AdoptedShell | undefined {
    const report = trySystemCall(undefined, () => this.#readReport());
    // `ready KIND VERSION PID`
    const pid = Number(report?.toString('latin1').split(/[ \n]/)[3]);
    const env = pid > 0 ? trySystemCall(undefined, () => readEnvironment(pid)) : undefined;
    if (!env) {
      this.dismiss();
      return undefined;
    }
    return { pid, env, start: () => this.#start(pid, report as Buffer) };
  }

  /** Ends it, as it is not used. */
  dismiss(): void {
    closeSync(this.#pipes.reports);
    closeSync(this.#pipes.answer);
  }

  #start(pid: number, report: Buffer): ReturnType<StartShell> {
    const { reports: fd, answer } = this.#pipes;
    const pipe = readlinkSync(`/proc/self/fd/${fd}`);
    const reports = new Socket({ fd, readable: true, writable: false });
    reports.unshift(report);
    let isAnswered = false;
    const close = () => {
      if (!isAnswered) {
        isAnswered = true;
        closeSync(answer);
      }
    };
    return {
      pid,
      name: this.#name,
      reports,
      answer: (line) => {
        writeSync(answer, line);
        close();
      },
      kill: () => {
        close();
        // Once it has exited, another process may have its PID.
        if (trySystemCall('', () => readlinkSync(`/proc/${pid}/fd/2`)) === pipe) {
          sendSignal(pid, 'SIGKILL');
        }
      },
    };
  }

  /** Reads what it has reported by now, without waiting. */
  #readReport(): Buffer | undefined {
    const descriptor = openSync(`/proc/self/fd/${this.#pipes.reports}`, O_RDONLY | O_NONBLOCK);
    try {
      return readAvailable(descriptor) ?? undefined;
    } finally {
      closeSync(descriptor);
    }
  }
}

function isPipe(descriptor: number): boolean {
  return fstatSync(descriptor).isFIFO();
}

/** What the processes of a shell inherit; undefined if it would change some of what they get otherwise. @throws a system error */
function readEnvironment(pid: number): Environment | undefined {
  // Of the files that its launcher left open, a shell uses those up to 9 for others, and Node.js closes those up to 15 in its processes.
  const isLeft = (file: string) => Number(file) > 9 && Number(file) < 16;
  const text = readFileSync(`/proc/${pid}/environ`, 'utf8');
  // In the environment of this process, what is not UTF-8 is replaced; the shell passes it on.
  if (!text || text.includes('\ufffd') || readdirSync(`/proc/${pid}/fd`).some(isLeft)) {
    return undefined;
  }
  const lines = text.split('\0').slice(0, -1);
  const pairs = lines.map((line) => [line.slice(0, line.indexOf('=')), line.slice(line.indexOf('=') + 1)]);
  return inheritedFrom(Object.fromEntries(pairs));
}
