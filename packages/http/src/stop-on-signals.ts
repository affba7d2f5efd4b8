import { constants } from 'node:os';

/**
 * On SIGTERM or SIGINT drains and ends the process with status 0; a second signal ends it at once. However the process comes to its end, the
 * action ends before.
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
  process.on('SIGTERM', stop);
  process.on('SIGINT', stop);
  process.on('exit', abort);
  return () => {
    process.off('SIGTERM', stop);
    process.off('SIGINT', stop);
    process.off('exit', abort);
  };
}
