import { writeSync } from 'node:fs';
import { systemCode } from '../errors.js';
import { type LogSink, type LogStreamName, waitForAll } from './log-sink.js';
import { SENTINEL } from './sentinel-guard.js';

const FRAME = Buffer.from(`${SENTINEL}\n`);
const RETRY_MS = 2;
/** Any pipe has room for so much: before it is filled, nobody waits. */
const PAGE_BYTES = 4_096;

/**
 * Writes logs directly to file descriptors, by default stdout and stderr of this process: unchanged, and without a buffer that could grow.
 * @public
 * @example
 * ```js
 * import { ActionProxy, DescriptorLogSink, NativeRunner } from '@actionrunner/core';
 *
 * // Both streams to stderr, where stdout is for something else.
 * new ActionProxy(new NativeRunner(), { logs: new DescriptorLogSink({ stdout: 2, stderr: 2 }) });
 * ```
 */
export class DescriptorLogSink implements LogSink {
  readonly #descriptors: Readonly<Record<LogStreamName, number>>;
  readonly #waiting: Partial<Record<LogStreamName, Promise<void>>> = {};
  /** What can be written before the descriptor has to be one that never blocks this process. */
  readonly #room: Record<LogStreamName, number> = { stdout: PAGE_BYTES, stderr: PAGE_BYTES };

  constructor(descriptors: Readonly<Record<LogStreamName, number>> = { stdout: 1, stderr: 2 }) {
    this.#descriptors = descriptors;
  }

  write(stream: LogStreamName, bytes: Buffer): void | Promise<void> {
    const rest = this.#waiting[stream] ? bytes : this.#writeNow(stream, bytes);
    if (rest.length > 0) {
      return this.#writeLater(stream, rest);
    }
  }

  writeBorrowed(stream: LogStreamName, bytes: Buffer): void | Promise<void> {
    if (this.write !== DescriptorLogSink.prototype.write) {
      // That of a subclass may keep them.
      return this.write(stream, Buffer.from(bytes));
    }
    const rest = this.#waiting[stream] ? bytes : this.#writeNow(stream, bytes);
    if (rest.length > 0) {
      return this.#writeLater(stream, Buffer.from(rest));
    }
  }

  frame(): void | Promise<void> {
    const stdout = this.write('stdout', FRAME);
    const stderr = this.write('stderr', FRAME);
    return stdout || stderr ? waitForAll([stdout, stderr]) : undefined;
  }

  /** Writes what the descriptor accepts without waiting. @returns the rest */
  #writeNow(stream: LogStreamName, bytes: Buffer): Buffer {
    let rest = bytes;
    if (bytes.length > this.#room[stream]) {
      return bytes;
    }
    this.#room[stream] -= bytes.length;
    while (rest.length > 0) {
      try {
        rest = rest.subarray(writeSync(this.#descriptors[stream], rest));
      } catch (error) {
        if (systemCode(error) === 'EAGAIN') {
          return rest;
        }
        // The reader of the logs is gone (EPIPE, EBADF, …): nobody could read a report, and activations must continue.
        return rest.subarray(rest.length);
      }
    }
    return rest;
  }

  #writeLater(stream: LogStreamName, bytes: Buffer): Promise<void> {
    const written: Promise<void> = this.#writeAfter(this.#waiting[stream], stream, bytes).then(() => {
      if (this.#waiting[stream] === written) {
        delete this.#waiting[stream];
      }
    });
    this.#waiting[stream] = written;
    return written;
  }

  async #writeAfter(before: Promise<void> | undefined, stream: LogStreamName, bytes: Buffer): Promise<void> {
    await before;
    // On demand: most runtimes never need it. Where clients hold all files that may be opened, the writes of this process block for good.
    const patient = await import('./patient-writer.js').catch(() => undefined);
    const descriptor = this.#descriptors[stream];
    if (this.#room[stream] !== Infinity) {
      this.#room[stream] = Infinity;
      patient?.stopBlocking(descriptor);
    }
    let rest = this.#writeNow(stream, bytes);
    if (rest.length > 0 && (await patient?.writePatiently(descriptor, rest))) {
      return;
    }
    while (rest.length > 0) {
      await new Promise((resolve) => setTimeout(resolve, RETRY_MS));
      rest = this.#writeNow(stream, rest);
    }
  }
}
