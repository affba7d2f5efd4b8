/** The exit codes of every command. */
export const EXIT: {
  /** Success. */
  readonly success: 0;
  /** The action answered `{"error": …}`, or `serve` cannot start. */
  readonly failure: 1;
  /** The action is broken (bad init, bad result, crash), or the runtime cannot be reached or started. */
  readonly developer: 2;
  /** An unknown option, command or runner. */
  readonly usage: 3;
} = { success: 0, failure: 1, developer: 2, usage: 3 };

/** One of {@link EXIT}. */
export type ExitCode = (typeof EXIT)[keyof typeof EXIT];
