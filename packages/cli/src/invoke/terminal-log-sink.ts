import type { LogSink } from '@actionrunner/core';

/** Creates a sink that writes the logs of an action to stderr as they come, without frames: stdout is only for the result. */
export async function createTerminalLogSink(): Promise<LogSink> {
  const { DescriptorLogSink } = await import('@actionrunner/core');
  const terminal = new DescriptorLogSink();
  return { write: (_stream, bytes) => terminal.write('stderr', bytes), frame: () => undefined };
}

/** Discards logs. */
export const NO_LOGS: LogSink = { write: () => undefined, frame: () => undefined };
