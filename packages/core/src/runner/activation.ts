import type { Limits } from '../limits.js';
import type { ActivationLogs } from '../logs/activation-logs.js';
import type { ProcessUser } from '../process/running-process.js';
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
  /** Milliseconds between SIGTERM and SIGKILL for processes that must end. */
  readonly graceMs: number;
  readonly limits: Limits;
  /** Whom its processes run as. Undefined: as the runtime itself. */
  readonly user: ProcessUser | undefined;
  readonly leftovers: Leftovers;
  /** The processes that it waits for. They end soon after the signal, and what they wrote is logged then. */
  readonly processes: Set<object>;
  /** Where the time goes. */
  readonly timings: Timings;
}

/** One activation, as the `run` hook sees it. */
export interface Activation extends HookContext {
  readonly message: RunMessage;
}
