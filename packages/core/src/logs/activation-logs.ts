import type { LogSink } from './log-sink.js';
import { LogStream } from './log-stream.js';

/** The logs of one activation, or of one init. */
export class ActivationLogs {
  readonly stdout: LogStream;
  readonly stderr: LogStream;
  readonly #sink: LogSink;

  constructor(sink: LogSink) {
    this.#sink = sink;
    this.stdout = new LogStream(sink, 'stdout');
    this.stderr = new LogStream(sink, 'stderr');
  }

  /** Ends both streams; resolves when everything is written, the frame (if any) last. */
  async close(framed: boolean): Promise<void> {
    await Promise.all([this.stdout.close(), this.stderr.close()]);
    await (framed ? this.#sink.frame() : this.#sink.flush?.());
  }
}
