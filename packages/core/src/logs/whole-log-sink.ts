import type { LogSink, LogStreamName } from './log-sink.js';

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

  async flush(): Promise<void> {
    await Promise.all([this.#flush('stdout'), this.#flush('stderr')]);
  }

  async frame(): Promise<void> {
    // Started at once, so that nothing of another activation comes in between.
    await Promise.all([this.flush(), this.#sink.frame()]);
  }

  #flush(stream: LogStreamName): void | Promise<void> {
    const held = Buffer.concat(this.#held[stream]);
    this.#held[stream] = [];
    return held.length > 0 ? this.#sink.write(stream, held) : undefined;
  }
}
