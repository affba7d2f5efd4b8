import { onStopSignal } from '@actionrunner/core/internal';

/**
 * Drains on the first stop signal and exits with status 0; a second one exits at once.
 * @param drain what fails here is printed, and the status is 1
 * @param abort kills the action; called however the process exits
 * @returns removes the listeners
 */
export function drainOnSignal(drain: () => Promise<void>, abort: () => void): () => void {
  let draining = false;
  const ignore = onStopSignal((status) => {
    if (draining) {
      process.exit(status);
    }
    draining = true;
    drain().then(
      () => process.exit(0),
      (error: unknown) => {
        process.stderr.write(`${error instanceof Error ? error.stack : error}\n`);
        process.exit(1);
      },
    );
  });
  process.on('exit', abort);
  return () => {
    // A process that has drained is about to exit with status 0: another signal must not kill it before.
    if (!draining) {
      ignore();
    }
    process.off('exit', abort);
  };
}
