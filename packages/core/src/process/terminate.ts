import { systemCode } from '../errors.js';
import type { RunningProcess } from './running-process.js';

/** Each round ends all that is found; only a process that starts others faster than it can be ended outlives them. */
const MAX_ROUNDS = 10;

/** Ends the process group of a process that has ended, and its descendants that left the group. */
export function endLeftBehind(child: Pick<RunningProcess, 'kill' | 'leftBehind'>): void {
  child.kill('SIGKILL');
  const ended = new Set<number>();
  for (let round = 0; round < MAX_ROUNDS; round++) {
    // Those that were ended may be seen for a moment longer.
    const left = child.leftBehind().filter(({ pid }) => !ended.has(pid));
    if (left.length === 0) {
      return;
    }
    for (const { pid } of left) {
      ended.add(pid);
      endProcess(pid);
    }
  }
}

function endProcess(pid: number): void {
  try {
    process.kill(pid, 'SIGKILL');
  } catch (error) {
    // ESRCH: it has ended meanwhile. EPERM: it has become another user.
    if (systemCode(error) !== 'ESRCH' && systemCode(error) !== 'EPERM') {
      throw error;
    }
  }
}

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

/** Signals every process of a group that may be signalled; a group that has ended is no error. */
export function signalGroup(group: number, signal: NodeJS.Signals): void {
  try {
    process.kill(-group, signal);
  } catch (error) {
    // EPERM: only processes of another user are left, macOS also says so of zombies.
    if (systemCode(error) !== 'ESRCH' && systemCode(error) !== 'EPERM') {
      throw error;
    }
  }
}
