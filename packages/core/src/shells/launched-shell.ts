import { closeSync, readFileSync, readlinkSync, writeSync } from 'node:fs';
import { Socket } from 'node:net';
import { trySystemCall } from '../errors.js';
import { sendSignal } from '../process/terminate.js';
import type { Environment } from '../protocol/environment.js';
import { inheritedFrom } from './frame.js';
import type { StartShell } from './started-shell.js';

/** What a launch script says of the shell that it has started: its PID, a space and its name. */
export const LAUNCHED_SHELL = 'ACTIONRUNNER_SHELL';

/** The descriptors that a launch script leaves to this process. */
export interface LaunchPipes {
  /** Of the pipe on which the shell reports. */
  readonly reports: number;
  /** Of the pipe where the shell waits for the answer to its first report. */
  readonly answer: number;
}

export const LAUNCH_PIPES: LaunchPipes = { reports: 8, answer: 9 };

/**
 * A shell that a launch script has started beside this process (ADR 0044). It is a child of this process that nobody reaps before this process
 * exits, so no other process gets its PID.
 */
export class LaunchedShell {
  readonly pid: number;
  readonly #name: string;
  readonly #pipes: LaunchPipes;
  #isAnswered = false;

  private constructor(pid: number, name: string, pipes: LaunchPipes) {
    this.pid = pid;
    this.#name = name;
    this.#pipes = pipes;
  }

  /** Takes it out of the environment, so that neither an action nor another runner finds it; undefined if there is none. */
  static take(
    environment: Record<string, string | undefined> = process.env,
    pipes: LaunchPipes = LAUNCH_PIPES,
  ): LaunchedShell | undefined {
    const [pid, name] = environment[LAUNCHED_SHELL]?.split(' ') ?? [];
    delete environment[LAUNCHED_SHELL];
    return pid && name ? new LaunchedShell(Number(pid), name, pipes) : undefined;
  }

  /** What its processes inherit; undefined if it is not there, or would change some of that. */
  readEnvironment(): Environment | undefined {
    if (!this.#isThere) {
      return undefined;
    }
    const entries = trySystemCall('', () => readFileSync(`/proc/${this.pid}/environ`, 'utf8')).split('\0');
    const pairs = entries.map((entry) => [entry.slice(0, entry.indexOf('=')), entry.slice(entry.indexOf('=') + 1)]);
    return entries.length > 1 ? inheritedFrom(Object.fromEntries(pairs.slice(0, -1))) : undefined;
  }

  readonly start: StartShell = () => ({
    pid: this.pid,
    name: this.#name,
    reports: new Socket({ fd: this.#pipes.reports, readable: true, writable: false }),
    answer: (line) => {
      writeSync(this.#pipes.answer, line);
      this.#closeAnswer();
    },
    kill: () => this.#kill(),
  });

  /** Ends it, as it is not used. */
  dismiss(): void {
    if (this.#isThere) {
      this.#kill();
      closeSync(this.#pipes.reports);
    }
  }

  /** Whether the pipes of this process are those of the shell. */
  get #isThere(): boolean {
    const { reports, answer } = this.#pipes;
    const pipeOf = (process: number | 'self', descriptor: number) => readlinkSync(`/proc/${process}/fd/${descriptor}`);
    const isShared = (own: number, other: number) => pipeOf('self', own) === pipeOf(this.pid, other);
    return trySystemCall(false, () => isShared(reports, 3) && isShared(answer, 0));
  }

  #kill(): void {
    sendSignal(this.pid, 'SIGKILL');
    this.#closeAnswer();
  }

  #closeAnswer(): void {
    if (!this.#isAnswered) {
      this.#isAnswered = true;
      closeSync(this.#pipes.answer);
    }
  }
}
