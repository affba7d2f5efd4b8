import type { RunnerErrorCode, RunnerPhase } from '../errors.js';

/** The two log streams of an activation. */
export type LogStreamName = 'stdout' | 'stderr';

export const LINE_FEED = 0x0a;

/** Where logs go. The platform reads them from the stdout and stderr of this process; `invoke` and tests have their own sinks. */
export interface LogSink {
  /**
   * Accepts bytes, in the order of the calls, which then belong to the sink. They begin and end anywhere, even within a line or a
   * character: `PYTHONUNBUFFERED=1` alone makes several pieces of one `print`. If it returns a promise, the writer waits until it settles.
   */
  write(stream: LogStreamName, bytes: Buffer): void | Promise<void>;
  /** The same for bytes that are overwritten once it has returned. A sink without this gets a copy. */
  writeBorrowed?(stream: LogStreamName, bytes: Buffer): void | Promise<void>;
  /** Accepts the failure of an init or activation as a record. A sink without this gets a line on stderr where the protocol has one. */
  report?(failure: Failure): void | Promise<void>;
  /** Passes on what the sink holds back; called when an init or activation ends without a frame. */
  flush?(): void | Promise<void>;
  /** Ends the logs of one activation on both streams. */
  frame(): void | Promise<void>;
}

/** A failure, as it appears in the logs. */
export interface Failure {
  readonly code: RunnerErrorCode;
  /** Where it occurred. */
  readonly phase: RunnerPhase;
  /** What happened: for the logs, which may have more than the answer. */
  readonly message: string;
  /** Why, beyond what the message says. */
  readonly reason?: string | undefined;
  /** What logs as text have, on stderr; undefined if nothing. */
  readonly line?: string | undefined;
}

/** Waits for the writes that returned a promise. @returns undefined if there is nothing to wait for */
export function waitForAll(writes: readonly (void | Promise<void>)[]): void | Promise<void> {
  const pending = writes.filter((write) => write !== undefined);
  if (pending.length > 0) {
    return Promise.all(pending).then(() => undefined);
  }
}
