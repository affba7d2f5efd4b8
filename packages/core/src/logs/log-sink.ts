import type { RunnerErrorCode, RunnerPhase } from '../errors.js';

/** The two log streams of an activation. */
export type LogStreamName = 'stdout' | 'stderr';

/** Where logs go. The platform reads them from the process's own stdout and stderr; `invoke` and tests have sinks of their own. */
export interface LogSink {
  /**
   * Takes the bytes, in the order of the calls. A promise asks the writer to wait until it settles.
   * The bytes belong to the sink from then on.
   */
  write(stream: LogStreamName, bytes: Buffer): void | Promise<void>;
  /** Takes why an init or activation failed, as a record. A sink without this gets a line on stderr where the protocol has one. */
  report?(failure: Failure): void | Promise<void>;
  /** Passes on what the sink holds back, when an init or activation ends without a frame. */
  flush?(): void | Promise<void>;
  /** Ends the logs of one activation on both streams. */
  frame(): void | Promise<void>;
}

/** A failure, as logs tell of it. */
export interface Failure {
  readonly code: RunnerErrorCode;
  readonly phase: RunnerPhase;
  readonly message: string;
}

/** Waits for those writes that ask for it; nothing to wait for is no promise. */
export function waitForAll(writes: readonly (void | Promise<void>)[]): void | Promise<void> {
  const pending = writes.filter((write) => write !== undefined);
  if (pending.length > 0) {
    return Promise.all(pending).then(() => undefined);
  }
}
