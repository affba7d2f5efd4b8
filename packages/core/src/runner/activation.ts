import type { Limits } from '../limits.js';
import type { ActivationLogs } from '../logs/activation-logs.js';
import type { Cancellation, ProcessUser } from '../process/running-process.js';
import type { RunMessage } from '../protocol/messages.js';
import type { Timings } from '../timings.js';

/** What to do with processes that an activation leaves behind. */
export type Leftovers = 'kill' | 'leave';

/** The context of an init or an activation. */
export interface HookContext {
  /** The platform's id of the activation; undefined if the message has none. */
  readonly id: string | undefined;
  /** Its logs, written live. */
  readonly logs: ActivationLogs;
  /** Aborted when it must end: stop waiting then. The reason is a RunnerError. */
  readonly signal: AbortSignal;
  /** The same with callbacks, without the cost of a signal. */
  readonly cancellation: Cancellation;
  /** Milliseconds between SIGTERM and SIGKILL for processes that must end. */
  readonly graceMs: number;
  /** The operator's bounds; the proxy checks a result. */
  readonly limits: Limits;
  /** The user of its processes. Undefined: the user of the runtime. */
  readonly user: ProcessUser | undefined;
  /** What happens to processes that it leaves behind. */
  readonly leftovers: Leftovers;
  /** Keeps it from being abandoned after an abort until the promise settles: for work that then ends soon, and logs until it does. */
  readonly hold: (promise: Promise<unknown>) => void;
  /** Milliseconds per phase. */
  readonly timings: Timings;
}

/** One activation, as the `run` hook sees it. */
export interface Activation extends HookContext {
  /** The message of `/run`. */
  readonly message: RunMessage;
}
