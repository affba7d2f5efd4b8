import type { LogSink, LogStreamName } from './log-sink.js';

/** How much of a stream is held back; beyond it lines are passed on before the activation ends. */
const MAX_HELD_BYTES = 1024 * 1024;

/** A line longer than this is passed on in pieces. */
const MAX_LINE_BYTES = 16 * 1024 * 1024;
const LINE_FEED = 0x0a;

/**
 * Keeps the logs of one of several parallel activations together: they are written in one piece with their frame.
 * Of very long logs whole lines are passed on earlier.
 */
export class WholeLogSink implements LogSink {
  readonly #sink: LogSink;
  readonly #held: Record<LogStreamName, Buffer[]> = { stdout: [], stderr: [] };
  readonly #heldBytes: Record<LogStreamName, number> = { stdout: 0, stderr: 0 };

  constructor(sink: LogSink) {
    this.#sink = sink;
  }

  write(stream: LogStreamName, bytes: Buffer): void | Promise<void> {
    const total = this.#heldBytes[stream] + bytes.length;
    const lines = total > MAX_HELD_BYTES ? bytes.lastIndexOf(LINE_FEED) + 1 : 0;
    const end = lines === 0 && total > MAX_LINE_BYTES ? bytes.length : lines;
    this.#hold(stream, bytes.subarray(0, end));
    const written = end > 0 ? this.#flush(stream) : undefined;
    this.#hold(stream, bytes.subarray(end));
    return written;
  }

  async flush(): Promise<void> {
    await Promise.all([this.#flush('stdout'), this.#flush('stderr')]);
  }

  async frame(): Promise<void> {
    // Started in one go, so that nothing of another activation comes in between.
    await Promise.all([this.flush(), this.#sink.frame()]);
  }

  #hold(stream: LogStreamName, bytes: Buffer): void {
    if (bytes.length > 0) {
      this.#held[stream].push(bytes);
      this.#heldBytes[stream] += bytes.length;
    }
  }

  #flush(stream: LogStreamName): void | Promise<void> {
    const held = Buffer.concat(this.#held[stream]);
    this.#held[stream] = [];
    this.#heldBytes[stream] = 0;
    return held.length > 0 ? this.#sink.write(stream, held) : undefined;
  }
}
