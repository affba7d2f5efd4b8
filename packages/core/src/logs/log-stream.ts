import { LINE_FEED, type LogSink, type LogStreamName } from './log-sink.js';
import { SentinelGuard } from './sentinel-guard.js';

const NEWLINE = Buffer.from('\n');

/**
 * One log stream of one activation: passes on bytes, neutralizes sentinels and knows whether a line is unfinished.
 * @beta
 * @example
 * ```js
 * import { DescriptorLogSink, LogStream } from '@actionrunner/core';
 *
 * const stdout = new LogStream(new DescriptorLogSink(), 'stdout');
 * await stdout.line('a line of its own');
 * ```
 */
export class LogStream {
  readonly #sink: LogSink;
  readonly #name: LogStreamName;
  readonly #budget: { take(bytes: number): number } | undefined;
  readonly #guard: SentinelGuard = new SentinelGuard();
  #inLine = false;
  #closed = false;

  /** @param budget returns how many of the next bytes of the action may be written; the rest is dropped */
  constructor(sink: LogSink, name: LogStreamName, budget?: { take(bytes: number): number }) {
    this.#sink = sink;
    this.#name = name;
    this.#budget = budget;
  }

  /** Passes on text or bytes. If it returns a promise, the writer waits. What comes after the end of the activation is dropped. */
  write(output: string | Uint8Array): void | Promise<void> {
    const bytes =
      typeof output === 'string'
        ? Buffer.from(output)
        : Buffer.from(output.buffer, output.byteOffset, output.byteLength);
    return this.#pass(this.#cut(bytes));
  }

  /**
   * Passes on what a process wrote.
   * @param isBorrowed whether the bytes are overwritten once it has returned
   * @internal
   */
  receive(bytes: Buffer, isBorrowed: boolean): void | Promise<void> {
    if (!isBorrowed) {
      return this.write(bytes);
    }
    const allowed = this.#cut(bytes);
    if (!this.#sink.writeBorrowed) {
      return this.#pass(Buffer.from(allowed));
    }
    const safe = this.#check(allowed);
    return safe && this.#sink.writeBorrowed(this.#name, safe);
  }

  /** Writes one line of the action; finishes an unfinished line first. */
  async line(text: string | Uint8Array): Promise<void> {
    await this.finishLine();
    await this.write(text);
    await this.write(NEWLINE);
    await this.finishLine();
  }

  /** Writes a line of the runtime; finishes an unfinished line first. No limit applies to it. */
  async note(text: string): Promise<void> {
    await this.finishLine();
    await this.#pass(Buffer.from(`${text}\n`));
  }

  /** Adds a newline if the last output lacks one: log readers find the frame only at the start of a line. */
  finishLine(): void | Promise<void> {
    return this.#inLine ? this.#pass(NEWLINE) : undefined;
  }

  /** Finishes the last line and accepts no more. */
  close(): void | Promise<void> {
    const finishing = this.finishLine();
    this.#closed = true;
    return finishing;
  }

  #pass(bytes: Buffer): void | Promise<void> {
    const safe = this.#check(bytes);
    return safe && this.#sink.write(this.#name, safe);
  }

  /** What the budget leaves of them. */
  #cut(bytes: Buffer): Buffer {
    const allowed = this.#budget?.take(bytes.length) ?? bytes.length;
    return allowed < bytes.length ? bytes.subarray(0, allowed) : bytes;
  }

  /** Undefined if there is nothing to write. */
  #check(bytes: Buffer): Buffer | undefined {
    if (this.#closed || bytes.length === 0) {
      return undefined;
    }
    this.#inLine = bytes[bytes.length - 1] !== LINE_FEED;
    return this.#guard.apply(bytes);
  }
}

/** How many bytes of logs an activation may still write, both streams together. */
export class LogBudget {
  #left: number;
  #exceeded = false;

  constructor(bytes: number) {
    this.#left = bytes;
  }

  /** Whether more was requested than there was. */
  get exceeded(): boolean {
    return this.#exceeded;
  }

  /** Takes up to `bytes`. @returns how many of them may be written */
  take(bytes: number): number {
    const allowed = Math.min(bytes, this.#left);
    this.#left -= allowed;
    this.#exceeded ||= allowed < bytes;
    return allowed;
  }
}
