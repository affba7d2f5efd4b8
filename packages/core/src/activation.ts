import type { ActivationLogs } from './logs/activation-logs.js';

/** One init or one activation, as the hooks see it. */
export interface Activation {
  /** The platform's id of the activation; undefined when the message has none. */
  readonly id: string | undefined;
  /** Where its logs go, live. */
  readonly logs: ActivationLogs;
  /** Aborted when the activation must end; a hook that waits for something must stop waiting then. */
  readonly signal: AbortSignal;
}
