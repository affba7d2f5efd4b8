import type { Limits } from '../limits.js';
import type { ActivationLogs } from '../logs/activation-logs.js';
import type { Cancellation, ProcessUser } from '../process/running-process.js';
import type { RunMessage } from '../protocol/messages.js';
import type { Timings } from '../timings.js';

/** What becomes of processes that an activation leaves behind. */
export type Leftovers = 'kill' | 'leave';

/** What surrounds an init or an activation. */
export interface HookContext {
  /** The platform's id of the activation; undefined when the message has none. */
  readonly id: string | undefined;
  /** Where its logs go, live. */
  readonly logs: ActivationLogs;
  /** Aborted when it must end; whatever waits must stop waiting then. The reason is a RunnerError. */
  readonly signal: AbortSignal;
  /** The same as callbacks, without the cost of a signal. */
  readonly cancellation: Cancellation;
  /** Milliseconds between SIGTERM and SIGKILL for processes that must end. */
  readonly graceMs: number;
  readonly limits: Limits;
  /** The user that its processes run as. Undefined: the user of the runtime. */
  readonly user: ProcessUser | undefined;
  readonly leftovers: Leftovers;
  /** Keeps it from being given up, once aborted, until the promise settles: of what ends soon then, and logs until its end. */
  readonly hold: (promise: Promise<unknown>) => void;
  /** Where the time goes. */
  readonly timings: Timings;
}

/** One activation, as the `run` hook sees it. */
export interface Activation extends HookContext {
  readonly message: RunMessage;
}
