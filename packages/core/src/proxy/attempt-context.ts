import type { Limits } from '../limits.js';
import type { ActivationLogs } from '../logs/activation-logs.js';
import type { ProcessUser } from '../process/running-process.js';
import type { HookContext, Leftovers } from '../runner/activation.js';
import type { Timings } from '../timings.js';
import type { Deadline } from './deadline.js';

/**
 * One getter for all contexts. With a getter of its own each context would be a slow object, and outlive every collection but a full one
 * together with all that its getter holds. An own property, so that a copy of the context has the signal, too.
 */
const SIGNAL: PropertyDescriptor & ThisType<AttemptContext> = {
  enumerable: true,
  configurable: true,
  get() {
    return this.cancellation.signal;
  },
};

/** Settings of an attempt that its hooks can see. */
interface ContextSettings {
  readonly limits: Limits;
  readonly user: ProcessUser | undefined;
  readonly leftovers: Leftovers;
}

/** The context of one attempt. Its signal is made when it is first asked for. */
export class AttemptContext implements HookContext {
  readonly id: string | undefined;
  readonly logs: ActivationLogs;
  declare readonly signal: AbortSignal;
  readonly cancellation: Deadline;
  readonly graceMs: number;
  readonly limits: Limits;
  readonly user: ProcessUser | undefined;
  readonly leftovers: Leftovers;
  readonly hold: (promise: Promise<unknown>) => void;
  readonly timings: Timings;

  constructor(
    id: string | undefined,
    logs: ActivationLogs,
    deadline: Deadline,
    { limits, user, leftovers }: ContextSettings,
    timings: Timings,
  ) {
    this.id = id;
    this.logs = logs;
    this.cancellation = deadline;
    this.graceMs = deadline.graceMs;
    this.limits = limits;
    this.user = user;
    this.leftovers = leftovers;
    this.hold = (promise) => deadline.hold(promise);
    this.timings = timings;
    Object.defineProperty(this, 'signal', SIGNAL);
  }
}
