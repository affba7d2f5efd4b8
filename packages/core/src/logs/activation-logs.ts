import type { Failure, LogSink } from './log-sink.js';
import { LogBudget, LogStream } from './log-stream.js';
import { neutralize } from './sentinel-guard.js';

/**
 * The logs of one activation, or of one init.
 * @beta
 * @example
 * ```js
 * import { ActivationLogs, DescriptorLogSink } from '@actionrunner/core';
 *
 * const logs = new ActivationLogs(new DescriptorLogSink());
 * logs.stdout.write('a line\n');
 * await logs.close(true); // with the frame
 * ```
 */
export class ActivationLogs {
  /** The log on the stdout of the runtime. */
  readonly stdout: LogStream;
  /** The log on the stderr of the runtime. */
  readonly stderr: LogStream;
  readonly #sink: LogSink;
  readonly #maxBytes: number;
  readonly #budget: LogBudget;

  /** @param maxBytes limit for the output of the action, both streams together; the rest is dropped, with a note at the end of stderr */
  constructor(sink: LogSink, maxBytes: number = Number.POSITIVE_INFINITY) {
    this.#sink = sink;
    this.#maxBytes = maxBytes;
    this.#budget = new LogBudget(maxBytes);
    this.stdout = new LogStream(sink, 'stdout', this.#budget);
    this.stderr = new LogStream(sink, 'stderr', this.#budget);
  }

  /** Reports a failure: as a record if the sink accepts records, else as a line on stderr, if there is one. */
  async report(failure: Failure, line: string | undefined): Promise<void> {
    if (this.#sink.report) {
      await Promise.all([this.stdout.finishLine(), this.stderr.finishLine()]);
      const { code, phase, message, reason } = failure;
      const text = neutralize(line ?? message);
      const record = { code, phase, message: text, ...(line !== undefined && { line: text }) };
      await this.#sink.report(reason === undefined ? record : { ...record, reason: neutralize(reason) });
    } else if (line !== undefined) {
      await this.stderr.note(line);
    }
  }

  /** Ends both streams. Everything is written when it settles, the frame (if any) last. @returns undefined if there is nothing to wait for */
  close(framed: boolean): void | Promise<void> {
    if (this.#budget.exceeded) {
      // Worded as on the platform (openwhisk, `Messages.truncateLogs`).
      const note = `Logs were truncated because the total bytes size exceeds the limit of ${this.#maxBytes} bytes.`;
      return this.stderr.note(note).then(() => this.#end(framed));
    }
    return this.#end(framed);
  }

  #end(framed: boolean): void | Promise<void> {
    const stdout = this.stdout.close();
    const stderr = this.stderr.close();
    if (stdout || stderr) {
      return Promise.all([stdout, stderr]).then(() => this.#passEnd(framed));
    }
    return this.#passEnd(framed);
  }

  #passEnd(framed: boolean): void | Promise<void> {
    return framed ? this.#sink.frame() : this.#sink.flush?.();
  }
}
