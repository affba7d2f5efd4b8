import type { ActivationLogs } from '../logs/activation-logs.js';
import { type LogStreamName, waitForAll } from '../logs/log-sink.js';
import { OutputReader } from '../process/output-reader.js';
import type { RunningProcess } from '../process/running-process.js';
import { LastOutput } from './line-reader.js';

/** How much output is kept between two activations; the rest stays in the pipes. */
const MAX_KEPT_BYTES = 65_536;

/** The same if the pipes are read anyway, as Node does with those of a process that has exited. */
const MAX_KEPT_PIECES = 32;

/** Reads stdout and stderr of a loop process: the output goes to the logs of the running activation, else to those of the next one. */
export class LoopLogs {
  readonly readers: readonly OutputReader[];
  #logs: ActivationLogs | undefined;
  #kept: { readonly stream: LogStreamName; readonly bytes: Buffer }[] = [];
  #keptBytes = 0;
  readonly #lastOutput = new LastOutput();

  constructor({ stdout, stderr, readNow }: RunningProcess) {
    this.readers = [
      new OutputReader(stdout, (bytes, isBorrowed) => this.#log('stdout', bytes, isBorrowed), readNow?.stdout),
      new OutputReader(stderr, (bytes, isBorrowed) => this.#log('stderr', bytes, isBorrowed), readNow?.stderr),
    ];
  }

  /** Sends output to these logs from now on, starting with what was kept. If it returns a promise, wait for it. */
  attach(logs: ActivationLogs): void | Promise<void> {
    this.#logs = logs;
    if (this.#kept.length === 0) {
      return;
    }
    const kept = this.#kept.splice(0);
    if (this.#keptBytes > MAX_KEPT_BYTES) {
      for (const reader of this.readers) {
        reader.resume();
      }
    }
    this.#keptBytes = 0;
    return waitForAll(kept.map(({ stream, bytes }) => this.#log(stream, bytes, false)));
  }

  /** Keeps the output from now on. */
  detach(): void {
    this.#logs = undefined;
  }

  /** Forgets what {@link explain} could quote. */
  forget(): void {
    this.#lastOutput.clear();
  }

  /** Returns the last line of output after a colon, to explain why a process exited; a period if there is none. */
  explain(): string {
    return this.#lastOutput.explain();
  }

  #log(stream: LogStreamName, bytes: Buffer, isBorrowed: boolean): void | Promise<void> {
    if (this.#logs) {
      this.#lastOutput.add(bytes);
      return this.#logs[stream].receive(bytes, isBorrowed);
    }
    // More than a pipe holds can only come from a process left behind.
    if (this.#kept.length < MAX_KEPT_PIECES) {
      this.#kept.push({ stream, bytes: isBorrowed ? Buffer.from(bytes) : bytes });
      this.#keptBytes += bytes.length;
      if (this.#keptBytes > MAX_KEPT_BYTES) {
        for (const reader of this.readers) {
          reader.pause();
        }
      }
    }
  }
}
