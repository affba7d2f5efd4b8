import { type LogSink, type LogStreamName, waitForAll } from './log-sink.js';

/**
 * Keeps the logs of one of several parallel activations together: they are written in one piece with their frame. Memory is bounded by the
 * limit for the logs of an activation.
 */
export class WholeLogSink implements LogSink {
  readonly #sink: LogSink;
  readonly #held: Record<LogStreamName, Buffer[]> = { stdout: [], stderr: [] };

  constructor(sink: LogSink) {
    this.#sink = sink;
  }

  write(stream: LogStreamName, bytes: Buffer): void {
    this.#held[stream].push(bytes);
  }

  flush(): void | Promise<void> {
    return waitForAll([this.#flush('stdout'), this.#flush('stderr')]);
  }

  frame(): void | Promise<void> {
    // Started at once, so that nothing of another activation comes in between.
    return waitForAll([this.flush(), this.#sink.frame()]);
  }

  #flush(stream: LogStreamName): void | Promise<void> {
    const held = this.#held[stream];
    if (held.length > 0) {
      this.#held[stream] = [];
      return this.#sink.write(stream, Buffer.concat(held));
    }
  }
}
