import { constants } from 'node:os';

/** The signals that ask a process to stop. */
const STOP_SIGNALS = ['SIGTERM', 'SIGINT', 'SIGHUP', 'SIGQUIT'] as const;

/**
 * Reacts to SIGTERM, SIGINT, SIGHUP and SIGQUIT, each time one arrives.
 * @param react gets the exit status of a process that the signal stops: 128 plus its number
 * @returns removes the listeners
 */
export function onStopSignal(react: (status: number) => void): () => void {
  const listener = (signal: NodeJS.Signals) => react(128 + constants.signals[signal]);
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
 * Exits on the first stop signal, after a clean-up, with the status of the signal. Further signals change nothing: npx forwards those that
 * the terminal has already sent.
 * @param cleanUp the exit waits for its promise, if it returns one
 * @param limitMs longest wait, in milliseconds
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
