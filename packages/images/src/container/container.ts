import { type ChildProcess, spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import type { Readable } from 'node:stream';
import { setTimeout as sleep } from 'node:timers/promises';
import type { LogStreamName } from '@actionrunner/core';
import { messageOf, systemCode } from '@actionrunner/core/internal';
import { call, describeFailure } from './call.js';
import type { Engine } from './engine.js';
import { FrameFilter } from './frame-filter.js';
import { type Address, type ContainerAnswer, type ContainerRequest, LateError, sendRequest } from './request.js';
import { WholeLines } from './whole-lines.js';

/** Receives the logs of a container. */
export type ContainerLogs = (stream: LogStreamName, bytes: Buffer) => void | Promise<void>;

/** How a container ended. */
export interface ContainerEnd {
  readonly code: number;
  readonly outOfMemory: boolean;
  /** Why it never ran, if it did not; undefined otherwise. */
  readonly unstarted: UnstartedError | EngineError | undefined;
}

/** Where a container listens: on a published port of the container, or a socket on this machine. */
export type ListensAt = { readonly port: number } | { readonly socketPath: string };

/** A container did not start, answer or stop as it should. The message is a sentence without its period. */
export class ContainerError extends Error {
  override readonly name = 'ContainerError';
}

/** A container never ran, because of its image. */
export class UnstartedError extends ContainerError {
  constructor(reason: string) {
    super(`the container cannot start: ${reason}`);
  }
}

/** A container never ran, because of the engine, which says nothing about the image. */
export class EngineError extends ContainerError {
  constructor(reason: string) {
    super(`the engine could not start the container: ${reason}`);
  }
}

/** How long a container may take until it listens. */
const START_LIMIT_MS = 30_000;
const RETRY_MS = 25;

/** How long to wait for the end of the container after a broken connection. */
const END_LIMIT_MS = 3_000;

/** How long to wait for frames after an answer. */
const FRAMES_LIMIT_MS = 2_000;

/** How long to wait for an answer after the container has ended. */
const ANSWER_LIMIT_MS = 500;

const KILLED = 137;
/** When a container started that never did. */
const NEVER = /^0001-01-01/;
/** Failures due to the image: its command or its user. */
const FAULT_OF_IMAGE =
  /exec:? .*(not found|no such file|permission denied|format error)|(unable to find|no matching entries|no such) ?(user|group|in passwd)/i;
const TAIL_BYTES = 2_000;

/** A started container. Its output is read from the beginning. */
export class Container {
  readonly name: string;
  readonly ended: Promise<ContainerEnd>;
  readonly #engine: Engine;
  /** Working directory of the commands: podman leaves a file there if memory ran out. */
  readonly #folder: string;
  readonly #logs: ContainerLogs;
  readonly #filters: Readonly<Record<LogStreamName, FrameFilter>> = {
    stdout: new FrameFilter(),
    stderr: new FrameFilter(),
  };
  readonly #address: Promise<Address>;
  /** Aborted when the container has ended: a published port may still accept connections. */
  readonly #gone = new AbortController();
  #hasEnded = false;
  #tail = '';

  constructor(place: {
    readonly name: string;
    readonly engine: Engine;
    readonly folder: string;
    readonly logs: ContainerLogs;
    readonly listens: ListensAt | undefined;
  }) {
    this.name = place.name;
    this.#engine = place.engine;
    this.#folder = place.folder;
    this.#logs = place.logs;
    const attach = ['start', '--attach', place.name];
    const child = spawn(place.engine.command, attach, {
      cwd: place.folder,
      stdio: ['ignore', 'pipe', 'pipe'],
      detached: true,
    });
    this.ended = this.#watch(child);
    this.#address = this.#findAddress(place.listens);
    // Reported to whoever sends a request.
    this.#address.catch(() => undefined);
  }

  /** Its last line of output, for a message. */
  get tail(): string {
    return this.#tail.trimEnd().split('\n').at(-1) ?? '';
  }

  /** The number of frames so far on each stream. */
  get frames(): Readonly<Record<LogStreamName, number>> {
    return { stdout: this.#filters.stdout.frames, stderr: this.#filters.stderr.frames };
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
          throw new ContainerError(`nothing listens there after ${startLimitMs / 1000} s`);
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
    this.#filters.stdout.open();
    this.#filters.stderr.open();
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
      await Promise.race([sleep(RETRY_MS), this.ended]);
    }
    return have();
  }

  /** Sends its stop signal, and kills it after some seconds. */
  async stop(seconds: number): Promise<ContainerEnd> {
    await call(this.#engine.command, ['stop', '-t', String(seconds), this.name], { cwd: this.#folder });
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
    await Promise.all([this.#read('stdout', child.stdout as Readable), this.#read('stderr', child.stderr as Readable)]);
    const status = await code;
    const end = {
      code: status,
      outOfMemory: status === KILLED && (await this.#wasOutOfMemory()),
      unstarted: status !== 0 && NEVER.test(await this.#state('StartedAt')) ? this.#unstarted() : undefined,
    };
    this.#hasEnded = true;
    // An answer may still be arriving.
    setTimeout(() => this.#gone.abort(), ANSWER_LIMIT_MS).unref();
    return end;
  }

  async #read(name: LogStreamName, stream: Readable): Promise<void> {
    const filter = this.#filters[name];
    const lines = new WholeLines();
    const show = async (bytes: Buffer) => {
      if (bytes.length > 0) {
        this.#tail = (this.#tail + bytes.toString()).slice(-TAIL_BYTES);
        await this.#logs(name, bytes);
      }
    };
    for await (const bytes of stream) {
      await show(lines.push(filter.push(bytes as Buffer)));
    }
    await show(lines.push(filter.end()));
    await show(lines.end());
  }

  async #wasOutOfMemory(): Promise<boolean> {
    // Older versions of podman report it only with this file.
    return existsSync(join(this.#folder, 'oom')) || (await this.#state('OOMKilled')) === 'true';
  }

  #unstarted(): UnstartedError | EngineError {
    // Docker adds a line with the name of the container.
    const lines = this.#tail.trimEnd().split('\n');
    const fault = lines.find((line) => FAULT_OF_IMAGE.test(line));
    return fault === undefined
      ? new EngineError(stripPrefix(lines[0] as string))
      : new UnstartedError(stripPrefix(fault));
  }

  async #state(field: string): Promise<string> {
    const called = await call(this.#engine.command, ['inspect', '--format', `{{.State.${field}}}`, this.name]);
    return called.stdout.trim();
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
      const called = await call(this.#engine.command, ['port', this.name, `${listens.port}/tcp`]);
      const [, port] = /:(\d+)$/m.exec(called.stdout.trim()) ?? [];
      if (port !== undefined) {
        return { host: '127.0.0.1', port: Number(port) };
      }
      if (this.#hasEnded || Date.now() > limit) {
        throw new ContainerError(`its port is not published: ${describeFailure(called)}`);
      }
      await Promise.race([sleep(RETRY_MS), this.ended]);
    }
  }

  async #explain(error: unknown): Promise<Error> {
    if (error instanceof LateError) {
      return new ContainerError(`the container gave ${error.message}`);
    }
    const end = await Promise.race([this.ended, sleep(this.#hasEnded ? 0 : END_LIMIT_MS, undefined)]);
    if (end?.unstarted) {
      return end.unstarted;
    }
    if (end) {
      const how = end.outOfMemory ? `exit status ${end.code}, out of memory` : `exit status ${end.code}`;
      return new ContainerError(`the container exited before it answered (${how})`);
    }
    return error instanceof ContainerError
      ? error
      : new ContainerError(`the connection to the container broke: ${messageOf(error)}`);
  }
}

function stripPrefix(line: string): string {
  return line.replace(/^Error(?: response from daemon)?: /, '');
}
