import type { LogSink } from '@actionrunner/core';

/** Logs of an action, and the line about its failure, which the command prints itself. */
export interface UserLogs extends LogSink {
  /** Takes the line that the runtime would have logged; undefined if there is none. */
  readonly takeFailure?: () => string | undefined;
}

/** Creates a sink that writes the logs of an action to stderr as they come, without frames: stdout is only for the result. */
export async function createTerminalLogSink(): Promise<UserLogs> {
  const { DescriptorLogSink } = await import('@actionrunner/core');
  const terminal = new DescriptorLogSink();
  let held: string | undefined;
  return {
    write: (_stream, bytes) => terminal.write('stderr', bytes),
    report: ({ line }) => {
      held = line ?? held;
    },
    takeFailure: () => {
      const line = held;
      held = undefined;
      return line;
    },
    frame: () => undefined,
  };
}

/** Discards logs. */
export const NO_LOGS: UserLogs = { write: () => undefined, frame: () => undefined };
