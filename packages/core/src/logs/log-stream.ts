import type { LogSink, LogStreamName } from './log-sink.js';
import { SentinelGuard } from './sentinel-guard.js';

const LINE_FEED = 0x0a;
const NEWLINE = '\n';

/** One log stream of one activation: passes bytes on, neutralises sentinels and knows whether a line is unfinished. */
export class LogStream {
  readonly #sink: LogSink;
  readonly #name: LogStreamName;
  readonly #guard: SentinelGuard = new SentinelGuard();
  #inLine = false;
  #closed = false;

  constructor(sink: LogSink, name: LogStreamName) {
    this.#sink = sink;
    this.#name = name;
  }

  /** Passes text or bytes on as they are. A promise asks the writer to wait. What comes after the end of the activation is dropped. */
  write(output: string | Uint8Array): void | Promise<void> {
    const bytes =
      typeof output === 'string'
        ? Buffer.from(output)
        : Buffer.from(output.buffer, output.byteOffset, output.byteLength);
    if (this.#closed || bytes.length === 0) {
      return;
    }
    this.#inLine = bytes[bytes.length - 1] !== LINE_FEED;
    return this.#sink.write(this.#name, this.#guard.apply(bytes));
  }

  /** Writes one line, after finishing an unfinished one. */
  async line(text: string | Uint8Array): Promise<void> {
    await this.finishLine();
    await this.write(text);
    await this.write(NEWLINE);
  }

  /** Adds a newline where the last output lacks one: log readers find the frame only at the start of a line. */
  async finishLine(): Promise<void> {
    if (this.#inLine) {
      await this.write(NEWLINE);
    }
  }

  /** Finishes the last line and takes no more. */
  async close(): Promise<void> {
    await this.finishLine();
    this.#closed = true;
  }
}
