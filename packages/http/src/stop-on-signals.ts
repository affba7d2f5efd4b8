import { constants } from 'node:os';
import { STOP_SIGNALS } from './stop-signals.js';

/**
 * On SIGTERM, SIGINT, SIGHUP or SIGQUIT drains and ends the process with status 0; a second signal ends it at once. However the process comes
 * to its end, the action ends before.
 * @returns takes the listeners away again
 */
export function stopOnSignals(close: () => Promise<void>, abort: () => void): () => void {
  let draining = false;
  const stop = (signal: NodeJS.Signals) => {
    if (draining) {
      process.exit(128 + constants.signals[signal]);
    }
    draining = true;
    close().then(
      () => process.exit(0),
      (error: unknown) => {
        process.stderr.write(`${error instanceof Error ? error.stack : error}\n`);
        process.exit(1);
      },
    );
  };
  for (const signal of STOP_SIGNALS) {
    process.on(signal, stop);
  }
  process.on('exit', abort);
  return () => {
    // Another signal must not end a process early that is about to end with status 0.
    if (!draining) {
      for (const signal of STOP_SIGNALS) {
        process.off(signal, stop);
      }
    }
    process.off('exit', abort);
  };
}
