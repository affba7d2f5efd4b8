import { closeSync, readdirSync, readFileSync, readlinkSync, writeSync } from 'node:fs';
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

  /** What its processes inherit; undefined if it is not there, or would change some of what they get otherwise. */
  readEnvironment(): Environment | undefined {
    return trySystemCall(undefined, () => {
      const { reports, answer } = this.#pipes;
      const folder = `/proc/${this.pid}`;
      const isSame = (own: number, other: number) =>
        readlinkSync(`/proc/self/fd/${own}`) === readlinkSync(`${folder}/fd/${other}`);
      // Of the files that its launcher left open, a shell uses those up to 9 for others, and Node.js closes those up to 15 in its processes.
      const isLeft = (file: string) => Number(file) > 9 && Number(file) < 16;
      const text = readFileSync(`${folder}/environ`, 'utf8');
      // In the environment of this process, what is not UTF-8 is replaced; the shell passes it on.
      if (
        !text ||
        text.includes('\ufffd') ||
        !isSame(reports, 3) ||
        !isSame(answer, 0) ||
        readdirSync(`${folder}/fd`).some(isLeft)
      ) {
        return undefined;
      }
      const lines = text.split('\0').slice(0, -1);
      const pairs = lines.map((line) => [line.slice(0, line.indexOf('=')), line.slice(line.indexOf('=') + 1)]);
      return inheritedFrom(Object.fromEntries(pairs));
    });
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
    const status = trySystemCall('', () => readFileSync(`/proc/${this.pid}/status`, 'utf8'));
    // Only a script knows the PID of a child of this process before this process does.
    if (status.includes(`PPid:\t${process.pid}\n`)) {
      this.#kill();
      closeSync(this.#pipes.reports);
    }
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
