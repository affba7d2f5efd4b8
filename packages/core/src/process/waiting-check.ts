import { type ChildProcess, spawn } from 'node:child_process';
import type { Socket } from 'node:net';
import { trySystemCall } from '../errors.js';
import type { Environment } from '../protocol/environment.js';
import { startAsOomVictim } from './oom.js';
import type { Cancellation } from './running-process.js';
import { signalGroup } from './terminate.js';

/** What the program writes if nothing is wrong. */
const ACCEPTED = Buffer.from('0\n');

/**
 * A program that checks one file, started before the file is known, so that it need not be started while somebody waits. It reads a path and a
 * NUL from file descriptor 3, a socket, writes there the line `0` if nothing is wrong with it, and exits, which nobody waits for. Whatever else it
 * writes, and whatever goes wrong with the program itself, the file is not accepted: its user checks it again by a process that is started for it.
 */
export class WaitingCheck {
  readonly #child: ChildProcess | undefined;
  readonly #socket: Socket | undefined;
  #isOver = false;
  #decide: (isAccepted: boolean) => void = () => undefined;

  /** @param command the program · @param env its environment */
  constructor(command: readonly string[], env: Environment) {
    const [file = '', ...args] = command;
    const stdio = ['ignore' as const, 'ignore' as const, 'ignore' as const, 'pipe' as const];
    const start = () => startAsOomVictim(() => spawn(file, args, { cwd: '/', env, stdio, detached: true }));
    this.#child = trySystemCall(undefined, start);
    // Node.js makes no streams where no more files can be opened.
    this.#socket = (this.#child?.stdio as ChildProcess['stdio'] | undefined)?.[3] as Socket | undefined;
    this.#child?.on('error', () => this.#end(false)).unref();
    this.#socket?.on('data', (bytes: Buffer) => this.#end(bytes.equals(ACCEPTED)));
    this.#socket?.on('error', () => this.#end(false)).once('end', () => this.#end(false));
    this.#socket?.unref();
  }

  /**
   * Lets the program check a file; to be called once. Killed when the work is aborted.
   * @returns whether it was accepted
   */
  async accepts(path: string, cancellation: Cancellation): Promise<boolean> {
    const socket = this.#socket;
    if (this.#isOver || !socket || !this.#child?.pid) {
      return false;
    }
    const stopListening = cancellation.onAbort(() => this.kill());
    socket.ref();
    const decided = new Promise<boolean>((resolve) => {
      this.#decide = resolve;
    });
    socket.write(`${path}\0`);
    const isAccepted = await decided;
    socket.unref();
    stopListening();
    return isAccepted;
  }

  /** Kills the program; harmless when it has exited. */
  kill(): void {
    const { pid, exitCode, signalCode } = this.#child ?? {};
    this.#end(false);
    // What it has started ends, too, even if somebody else has killed it.
    this.#socket?.destroy();
    if (pid && exitCode === null && signalCode === null) {
      signalGroup(pid, 'SIGKILL');
    }
  }

  /** The first verdict counts. */
  #end(isAccepted: boolean): void {
    this.#isOver = true;
    this.#decide(isAccepted);
  }
}
