import { DescriptorLogSink, type LogSink, type LogStreamName } from '@actionrunner/core';

/** Writes the logs of an action to stderr as they come, without frames: stdout is only for the result. */
export class TerminalLogSink implements LogSink {
  readonly #terminal: LogSink = new DescriptorLogSink();

  write(_stream: LogStreamName, bytes: Buffer): void | Promise<void> {
    return this.#terminal.write('stderr', bytes);
  }

  frame(): void {}
}

/** Discards logs. */
export const NO_LOGS: LogSink = { write: () => undefined, frame: () => undefined };
