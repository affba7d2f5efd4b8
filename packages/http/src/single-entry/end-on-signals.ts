import { constants } from 'node:os';
import { STOP_SIGNALS } from '../stop-signals.js';

/**
 * Until it listens, the signals that ask a server to end do so at once: nobody waits for an action that is only being initialized.
 * @param abort ends the processes of the action
 * @returns takes the listeners away again
 */
export function endOnSignals(abort: () => void): () => void {
  const end = (signal: NodeJS.Signals) => {
    abort();
    process.exit(128 + constants.signals[signal]);
  };
  for (const signal of STOP_SIGNALS) {
    process.on(signal, end);
  }
  return () => {
    for (const signal of STOP_SIGNALS) {
      process.off(signal, end);
    }
  };
}
