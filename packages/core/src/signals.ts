/** The signals that ask a process to stop. */
const STOP_SIGNALS = ['SIGTERM', 'SIGINT', 'SIGHUP', 'SIGQUIT'] as const;

/**
 * Calls `react` each time SIGTERM, SIGINT, SIGHUP or SIGQUIT arrives.
 * @param react gets the exit status of a process that the signal stops: 128 plus its number
 * @returns removes the listeners
 */
export function onStopSignal(react: (status: number) => void): () => void {
  // Loaded by the first signal rather than by each start.
  const listener = (signal: NodeJS.Signals) =>
    react(128 + process.getBuiltinModule('node:os').constants.signals[signal]);
  for (const signal of STOP_SIGNALS) {
    process.on(signal, listener);
  }
  return () => {
    for (const signal of STOP_SIGNALS) {
      process.off(signal, listener);
    }
  };
}

/**
 * Exits on the first stop signal, after a clean-up, with the exit status of the signal. Further signals are ignored: npx forwards those
 * that the terminal has already sent.
 * @param cleanUp may return a promise, which the exit waits for
 * @param limitMs how long it waits at most, in milliseconds
 * @returns removes the listeners
 */
export function exitOnSignal(cleanUp: () => Promise<unknown> | undefined, limitMs = 0): () => void {
  let exiting = false;
  return onStopSignal((status) => {
    if (exiting) {
      return;
    }
    exiting = true;
    const exit = () => process.exit(status);
    const done = cleanUp();
    if (done) {
      setTimeout(exit, limitMs);
      done.then(exit, exit);
    } else {
      exit();
    }
  });
}
