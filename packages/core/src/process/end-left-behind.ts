import { systemCode } from '../errors.js';
import type { RunningProcess } from './start-process.js';

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
