import type { ChildProcess } from 'node:child_process';
import { createDeferred } from '../deferred.js';
import { RuntimeLogs } from '../logs/runtime-logs.js';
import { type Exit, type RunningRuntime, StartFailure } from './target.js';
import { type WaitOptions, waitForPort } from './wait-for-port.js';

/** How a runtime differs that a child process serves. */
export interface ChildTraits {
  /** The port of 127.0.0.1 on which the kit reaches it. */
  readonly port: number;
  /** How long what was written before an answer may take to arrive after it, in milliseconds. */
  readonly settleMs: number;
  /** What it is, for a sentence: `the command`. */
  readonly noun: string;
  /** Where it should listen, for a sentence. */
  readonly place: string;
}

/** A runtime whose output and exit are those of a child process: the command itself, or the client of a container engine. */
export abstract class ChildRuntime implements RunningRuntime {
  readonly address: { readonly host: string; readonly port: number };
  readonly logs: RuntimeLogs;
  readonly shared: undefined = undefined;
  readonly exited: Promise<Exit>;
  protected readonly child: ChildProcess;
  readonly #traits: ChildTraits;
  #exit: Exit | undefined;
  #spawnError: NodeJS.ErrnoException | undefined;
  #stopping: Promise<void> | undefined;

  protected constructor(child: ChildProcess, traits: ChildTraits) {
    this.child = child;
    this.#traits = traits;
    this.address = { host: '127.0.0.1', port: traits.port };
    this.logs = new RuntimeLogs(traits.settleMs);
    const { promise, resolve } = createDeferred<Exit>();
    this.exited = promise;
    const settle = (exit: Exit): void => {
      this.#exit ??= exit;
      resolve(exit);
    };
    child.on('exit', (code, signal) => settle({ code, signal }));
    child.on('error', (error) => {
      this.#spawnError ??= error;
      this.logs.stderr.push(Buffer.from(`${error.message}\n`));
      settle({ code: null, signal: null });
    });
    for (const stream of ['stdout', 'stderr'] as const) {
      child[stream]?.on('data', (chunk: Buffer) => {
        this.logs[stream].push(chunk);
        if (this.logs.isFlood) void this.stop();
      });
    }
  }

  /** Why there is no process of the program; undefined if there is one. */
  get spawnError(): NodeJS.ErrnoException | undefined {
    return this.child.pid === undefined ? this.#spawnError : undefined;
  }

  /** @throws StartFailure if it exits or does not listen in time */
  async waitUntilListening(options: Omit<WaitOptions, 'isOver'>): Promise<void> {
    const isOver = (): boolean => this.#exit !== undefined || this.logs.isFlood;
    if (await waitForPort(this.address, { ...options, isOver })) return;
    const stdout = this.logs.stdout.peek().toString();
    const stderr = this.logs.stderr.peek().toString();
    throw new StartFailure(this.#describeStart(options.limitMs), { stdout, stderr });
  }

  #describeStart(limitMs: number): string {
    const { noun, place } = this.#traits;
    if (this.logs.isFlood) return `${noun} flooded its logs before it listened`;
    if (this.#exit === undefined) return `${noun} did not listen on ${place} within ${limitMs} ms`;
    if (this.child.pid === undefined) return `${noun} could not be started: ${this.logs.stderr.peek()}`.trim();
    return `${noun} ${describeExit(this.#exit)} before it listened on ${place}`;
  }

  abstract kill(signal: 'SIGTERM' | 'SIGINT' | 'SIGHUP'): Promise<void>;

  stop(): Promise<void> {
    this.#stopping ??= this.#stop();
    return this.#stopping;
  }

  async #stop(): Promise<void> {
    await this.end();
    // Without a PID it was never started.
    if (this.child.pid !== undefined) await this.exited;
    this.child.stdout?.destroy();
    this.child.stderr?.destroy();
    await this.cleanUp();
  }

  /** Kills the child and what it has started. */
  protected abstract end(): Promise<void>;

  /** Removes what is left when the child has exited. */
  protected abstract cleanUp(): Promise<void>;
}

/** How a process exited, for a sentence. */
function describeExit({ code, signal }: Exit): string {
  return signal === null ? `exited with status ${code}` : `was killed by ${signal}`;
}
