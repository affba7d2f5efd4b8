import type { Readable } from 'node:stream';
import type { LogStreamName } from '@actionrunner/core';
import { FrameFilter } from './frame-filter.js';
import { WholeLines } from './whole-lines.js';

/** Receives the logs of a container. */
export type ContainerLogs = (stream: LogStreamName, bytes: Buffer) => void | Promise<void>;

const TAIL_BYTES = 2_000;

/** The output of a container: whole lines without the frames go to the logs, and the last ones are kept. */
export class ContainerOutput {
  readonly #logs: ContainerLogs;
  readonly #filters: Readonly<Record<LogStreamName, FrameFilter>> = {
    stdout: new FrameFilter(),
    stderr: new FrameFilter(),
  };
  #tail = '';

  constructor(logs: ContainerLogs) {
    this.#logs = logs;
  }

  /** The last lines of both streams. */
  get tail(): string {
    return this.#tail;
  }

  /** The number of frames so far on each stream. */
  get frames(): Readonly<Record<LogStreamName, number>> {
    return { stdout: this.#filters.stdout.frames, stderr: this.#filters.stderr.frames };
  }

  /** Passes on both streams again: the next activation starts. */
  open(): void {
    this.#filters.stdout.open();
    this.#filters.stderr.open();
  }

  /** Reads a stream to its end. */
  async read(name: LogStreamName, stream: Readable): Promise<void> {
    const filter = this.#filters[name];
    const lines = new WholeLines();
    for await (const bytes of stream) {
      await this.#show(name, lines.push(filter.push(bytes as Buffer)));
    }
    await this.#show(name, lines.push(filter.end()));
    await this.#show(name, lines.end());
  }

  async #show(name: LogStreamName, bytes: Buffer): Promise<void> {
    if (bytes.length > 0) {
      this.#tail = (this.#tail + bytes.toString()).slice(-TAIL_BYTES);
      await this.#logs(name, bytes);
    }
  }
}
