import { constants } from 'node:os';

/**
 * On SIGTERM or SIGINT drains and ends the process with status 0; a second signal ends it at once.
 * @returns takes the listeners away again
 */
export function stopOnSignals(close: () => Promise<void>, abort: () => void): () => void {
  let draining = false;
  const stop = (signal: NodeJS.Signals) => {
    if (draining) {
      abort();
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
  return () => {
    process.off('SIGTERM', stop);
    process.off('SIGINT', stop);
  };
}
