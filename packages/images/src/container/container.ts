import { type ChildProcess, spawn } from 'node:child_process';
import type { Readable } from 'node:stream';
import { setTimeout as sleep } from 'node:timers/promises';
import type { LogStreamName } from '@actionrunner/core';
import { messageOf, systemCode } from '@actionrunner/core/internal';
import { call, describeFailure } from './call.js';
import { ContainerError, OutOfMemoryError } from './container-error.js';
import { type ContainerLogs, ContainerOutput } from './container-output.js';
import { type ContainerEnd, type CreatedContainer, readEnd, readPublishedPort } from './container-state.js';
import { type Address, type ContainerAnswer, type ContainerRequest, LateError, sendRequest } from './request.js';

/** Where a container listens: on a published port of the container, or a socket on this machine. */
export type ListensAt = { readonly port: number } | { readonly socketPath: string };

/** How long a container may take until it listens. */
const START_LIMIT_MS = 30_000;
const RETRY_MS = 25;

/** How long to wait for the end of the container after a broken connection: an engine says so late on a busy machine. */
const END_LIMIT_MS = 15_000;

/** How long to wait for frames after an answer. */
const FRAMES_LIMIT_MS = 2_000;
/** They come a moment after it, and the user sees the result after them. */
const FRAMES_RETRY_MS = 2;

/** How long to wait for an answer after the container has exited. */
const ANSWER_LIMIT_MS = 500;

/** A started container. Its output is read from the beginning. */
export class Container {
  readonly ended: Promise<ContainerEnd>;
  readonly #created: CreatedContainer;
  readonly #output: ContainerOutput;
  readonly #address: Promise<Address>;
  /** Aborted when the container has exited: a published port may still accept connections. */
  readonly #gone = new AbortController();
  #hasEnded = false;

  constructor(created: CreatedContainer, listens: ListensAt | undefined, logs: ContainerLogs) {
    this.#created = created;
    this.#output = new ContainerOutput(logs);
    const child = spawn(created.engine.command, ['start', '--attach', created.name], {
      cwd: created.folder,
      stdio: ['ignore', 'pipe', 'pipe'],
      detached: true,
    });
    this.ended = this.#watch(child);
    this.#address = this.#findAddress(listens);
    // Reported to whoever sends a request.
    this.#address.catch(() => undefined);
  }

  /** Its last line of output, for a message. */
  get tail(): string {
    return this.#output.tail.trimEnd().split('\n').at(-1) ?? '';
  }

  /** The number of frames so far on each stream. */
  get frames(): Readonly<Record<LogStreamName, number>> {
    return this.#output.frames;
  }

  /**
   * Sends the first request, repeatedly until the container listens, as the platform does.
   * @throws ContainerError
   */
  async reach(
    what: ContainerRequest | (() => ContainerRequest),
    timeoutMs: number,
    startLimitMs: number = START_LIMIT_MS,
  ): Promise<ContainerAnswer> {
    const limit = Date.now() + startLimitMs;
    for (;;) {
      try {
        const next = typeof what === 'function' ? what() : what;
        return await sendRequest(await this.#address, next, timeoutMs, this.#gone.signal);
      } catch (error) {
        // A missing permission for the socket does not change.
        const isFinal = error instanceof ContainerError || error instanceof LateError || systemCode(error) === 'EACCES';
        if (this.#hasEnded || isFinal) {
          throw await this.#explain(error);
        }
        if (Date.now() > limit) {
          throw new ContainerError(`nothing listens there after ${startLimitMs / 1000} s`, 'time');
        }
        await Promise.race([sleep(RETRY_MS), this.ended]);
      }
    }
  }

  /**
   * Sends a request once.
   * @throws ContainerError
   */
  async send(what: ContainerRequest, timeoutMs: number): Promise<ContainerAnswer> {
    this.#output.open();
    try {
      return await sendRequest(await this.#address, what, timeoutMs, this.#gone.signal);
    } catch (error) {
      throw await this.#explain(error);
    }
  }

  /** Waits a moment until both streams have more frames than before. */
  async waitForFrames(before: Readonly<Record<LogStreamName, number>>): Promise<boolean> {
    const limit = Date.now() + FRAMES_LIMIT_MS;
    const have = () => this.frames.stdout > before.stdout && this.frames.stderr > before.stderr;
    while (!have() && !this.#hasEnded && Date.now() < limit) {
      await Promise.race([sleep(FRAMES_RETRY_MS), this.ended]);
    }
    return have();
  }

  /** Sends its stop signal, and kills it after some seconds. */
  async stop(seconds: number): Promise<ContainerEnd> {
    const { engine, name, folder } = this.#created;
    await call(engine.command, ['stop', '-t', String(seconds), name], { cwd: folder });
    return await this.ended;
  }

  /** Waits until it ends, and kills it after some milliseconds. */
  async waitForEnd(ms: number): Promise<ContainerEnd> {
    const timer = setTimeout(() => void this.stop(0), ms);
    try {
      return await this.ended;
    } finally {
      clearTimeout(timer);
    }
  }

  async #watch(child: ChildProcess): Promise<ContainerEnd> {
    const code = new Promise<number>((resolve) => {
      child.once('error', () => resolve(-1));
      child.once('close', (status) => resolve(status ?? -1));
    });
    const { stdout, stderr } = child as { readonly stdout: Readable; readonly stderr: Readable };
    await Promise.all([this.#output.read('stdout', stdout), this.#output.read('stderr', stderr)]);
    const end = await readEnd(this.#created, await code, this.#output.tail);
    this.#hasEnded = true;
    // An answer may still be arriving.
    setTimeout(() => this.#gone.abort(), ANSWER_LIMIT_MS).unref();
    return end;
  }

  async #findAddress(listens: ListensAt | undefined): Promise<Address> {
    if (!listens) {
      throw new ContainerError('it was started without a port or socket');
    }
    if ('socketPath' in listens) {
      return listens;
    }
    const limit = Date.now() + START_LIMIT_MS;
    for (;;) {
      const { published, called } = await readPublishedPort(this.#created, listens.port);
      if (published !== undefined) {
        return { host: '127.0.0.1', port: published };
      }
      if (this.#hasEnded || Date.now() > limit) {
        throw new ContainerError(`its port is not published: ${describeFailure(called)}`);
      }
      await Promise.race([sleep(RETRY_MS), this.ended]);
    }
  }

  async #explain(error: unknown): Promise<Error> {
    if (error instanceof LateError) {
      return new ContainerError(`the container gave ${error.message}`, 'time');
    }
    // Whoever waits for the engine does not wait for this time.
    const limit = sleep(this.#hasEnded ? 0 : END_LIMIT_MS, undefined, { ref: false });
    const end = await Promise.race([this.ended, limit]);
    if (end?.unstarted) {
      return end.unstarted;
    }
    if (end) {
      return end.outOfMemory
        ? new OutOfMemoryError(end.code)
        : new ContainerError(`the container exited before it answered (exit status ${end.code})`, 'exited');
    }
    return error instanceof ContainerError
      ? error
      : new ContainerError(`the connection to the container broke: ${messageOf(error)}`, 'exited');
  }
}
