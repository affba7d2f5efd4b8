import { type ChildProcess, spawn } from 'node:child_process';
import type { Socket } from 'node:net';
import { trySystemCall } from '../errors.js';
import type { Environment } from '../protocol/environment.js';
import { startAsOomVictim } from './oom.js';
import type { Cancellation } from './running-process.js';
import { signalGroup } from './terminate.js';

/**
 * A program that checks one file, started before the file is known, so that it need not be started while somebody waits. It reads a path and a
 * NUL from file descriptor 3, a socket, writes there what is wrong, and exits. Whatever goes wrong with the program itself, the file is not
 * accepted: its user checks it again by a process that is started for it.
 */
export class WaitingCheck {
  readonly #child: ChildProcess | undefined;
  readonly #socket: Socket | undefined;
  #isAccepted = true;
  #isOver = false;
  #end: () => void = () => undefined;

  /** @param command the program · @param env its environment */
  constructor(command: readonly string[], env: Environment) {
    const [file = '', ...args] = command;
    const stdio = ['ignore' as const, 'ignore' as const, 'ignore' as const, 'pipe' as const];
    const start = () => startAsOomVictim(() => spawn(file, args, { cwd: '/', env, stdio, detached: true }));
    this.#child = trySystemCall(undefined, start);
    // Node.js makes no streams where no more files can be opened.
    this.#socket = (this.#child?.stdio as ChildProcess['stdio'] | undefined)?.[3] as Socket | undefined;
    this.#child?.on('error', () => this.#refuse()).unref();
    this.#child?.once('close', (code) => this.#finish(code));
    this.#socket?.on('data', () => this.#refuse()).on('error', () => this.#refuse());
    this.#socket?.unref();
  }

  /**
   * Lets the program check a file; to be called once. Killed when the work is aborted.
   * @returns whether it was accepted, without a word
   */
  async accepts(path: string, cancellation: Cancellation): Promise<boolean> {
    const socket = this.#socket;
    if (this.#isOver || !socket || !this.#child?.pid) {
      return false;
    }
    const stopListening = cancellation.onAbort(() => this.kill());
    this.#child.ref();
    socket.ref();
    const over = new Promise<void>((resolve) => {
      this.#end = resolve;
    });
    socket.write(`${path}\0`);
    await over;
    stopListening();
    return this.#isAccepted;
  }

  /** Kills the program; harmless when it has exited. */
  kill(): void {
    const { pid, exitCode, signalCode } = this.#child ?? {};
    if (pid && exitCode === null && signalCode === null) {
      this.#refuse();
      signalGroup(pid, 'SIGKILL');
    }
  }

  #refuse(): void {
    this.#isAccepted = false;
  }

  #finish(code: number | null): void {
    this.#isAccepted &&= code === 0;
    this.#isOver = true;
    this.#end();
  }
}
