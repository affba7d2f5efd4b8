import { constants } from 'node:os';

/**
 * Until it listens, SIGTERM and SIGINT end the process at once: nobody waits for an action that is only being initialized.
 * @param abort ends the processes of the action
 * @returns takes the listeners away again
 */
export function endOnSignals(abort: () => void): () => void {
  const end = (signal: NodeJS.Signals) => {
    abort();
    process.exit(128 + constants.signals[signal]);
  };
  process.on('SIGTERM', end);
  process.on('SIGINT', end);
  return () => {
    process.off('SIGTERM', end);
    process.off('SIGINT', end);
  };
}
