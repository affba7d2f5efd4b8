import { onStopSignal } from '@actionrunner/core/internal';

/** An event of the process that nobody emits: each server that drains listens for it. */
const DRAINING = 'actionrunner-draining';

/**
 * Drains on the first stop signal and exits with status 0, once all servers of the process have drained; a second one exits at once.
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
    process.on(DRAINING, abort);
    void drain()
      .catch((error?: Error) => {
        process.stderr.write(`${error?.stack ?? error}\n`);
        process.exitCode = 1;
      })
      .then(() => process.off(DRAINING, abort).listenerCount(DRAINING) || process.exit());
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

/**
 * Exits on the first stop signal, for a server that does not listen yet; unless others of the process drain, which then exit.
 * @param abort kills the action; called however the process exits
 * @returns removes the listeners
 */
export function exitOnEarlySignal(abort: () => void): () => void {
  // When all servers have heard of the signal.
  const exit = (status: number) => void (process.listenerCount(DRAINING) || process.exit(status));
  const ignore = onStopSignal((status) => process.nextTick(exit, status));
  process.on('exit', abort);
  return () => {
    ignore();
    process.off('exit', abort);
  };
}
