import { setTimeout as sleep } from 'node:timers/promises';
import { FRAME_LIMIT_MS, MAX_LOG_BYTES } from '../bounds.js';
import { LogStream } from './log-stream.js';
import { SENTINEL } from './sentinel.js';

const POLL_MS = 10;

/** What a runtime has written since the last look, frames included. */
export interface Logs {
  readonly stdout: string;
  readonly stderr: string;
  /** The same as bytes. */
  readonly bytes: { readonly stdout: Buffer; readonly stderr: Buffer };
  /** How often each stream has the sentinel, anywhere in a line. */
  readonly frames: { readonly stdout: number; readonly stderr: number };
  /** The lines of each stream without the lines that are exactly the sentinel. */
  readonly lines: { readonly stdout: readonly string[]; readonly stderr: readonly string[] };
}

/** Options of {@link RuntimeLogs.take}. */
export interface TakeOptions {
  /** How many frames each stream must have, 1 by default. With 0 it waits for a short silence only. */
  readonly frames?: number;
  /** How long it waits for them, in milliseconds; 2000 by default. */
  readonly limitMs?: number;
}

/** The logs of a runtime, live. */
export class RuntimeLogs {
  readonly stdout: LogStream = new LogStream();
  readonly stderr: LogStream = new LogStream();
  readonly #settleMs: number;

  /** @param settleMs how long what was written before an answer may take to arrive after it */
  constructor(settleMs: number) {
    this.#settleMs = settleMs;
  }

  /** Whether so much was written that the runtime should be killed. */
  get isFlood(): boolean {
    return this.stdout.total + this.stderr.total > MAX_LOG_BYTES;
  }

  /** Waits for frames and then for silence, and returns what has been written since the last look. */
  async take({ frames = 1, limitMs = FRAME_LIMIT_MS }: TakeOptions = {}): Promise<Logs> {
    const end = performance.now() + limitMs;
    while (Math.min(this.stdout.frames, this.stderr.frames) < frames && performance.now() < end && !this.isFlood) {
      await sleep(POLL_MS);
    }
    await this.#settle(end);
    const counted = { stdout: this.stdout.frames, stderr: this.stderr.frames };
    const bytes = { stdout: this.stdout.take(), stderr: this.stderr.take() };
    const stdout = bytes.stdout.toString();
    const stderr = bytes.stderr.toString();
    return { stdout, stderr, bytes, frames: counted, lines: { stdout: linesOf(stdout), stderr: linesOf(stderr) } };
  }

  /** Waits until nothing has arrived for a moment. */
  async #settle(end: number): Promise<void> {
    let seen = -1;
    do {
      seen = this.stdout.total + this.stderr.total;
      await sleep(this.#settleMs);
    } while (seen !== this.stdout.total + this.stderr.total && performance.now() < end && !this.isFlood);
  }
}

function linesOf(text: string): string[] {
  const lines = text.split('\n');
  if (lines.at(-1) === '') lines.pop();
  return lines.filter((line) => line !== SENTINEL);
}
