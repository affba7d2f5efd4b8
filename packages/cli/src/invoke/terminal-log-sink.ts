import { DescriptorLogSink, type LogSink, type LogStreamName } from '@actionrunner/core';

/** Shows the logs of an action on stderr as they come, without frames: stdout is for the result alone. */
export class TerminalLogSink implements LogSink {
  readonly #terminal: LogSink = new DescriptorLogSink();

  write(_stream: LogStreamName, bytes: Buffer): void | Promise<void> {
    return this.#terminal.write('stderr', bytes);
  }

  frame(): void {}
}

/** Takes logs and forgets them. */
export const NO_LOGS: LogSink = { write: () => undefined, frame: () => undefined };
