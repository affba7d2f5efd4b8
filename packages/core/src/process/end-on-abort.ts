import type { RunningProcess } from './start-process.js';

/**
 * Ends a process group when a signal is aborted: SIGTERM, and SIGKILL when the grace is over.
 * @param graceMs milliseconds; 0 for SIGKILL at once
 * @returns spares it from then on
 */
export function endOnAbort(child: Pick<RunningProcess, 'kill'>, signal: AbortSignal, graceMs: number): () => void {
  let timer: NodeJS.Timeout | undefined;
  const end = () => {
    if (graceMs > 0) {
      child.kill('SIGTERM');
      timer = setTimeout(() => child.kill('SIGKILL'), graceMs);
    } else {
      child.kill('SIGKILL');
    }
  };
  if (signal.aborted) {
    end();
  } else {
    signal.addEventListener('abort', end, { once: true });
  }
  return () => {
    clearTimeout(timer);
    signal.removeEventListener('abort', end);
  };
}
