import { systemCode } from '../errors.js';
import type { Cancellation, RunningProcess } from './running-process.js';

/** Each round kills all that is found; only a process that starts others faster than they can be killed outlives them. */
const MAX_ROUNDS = 10;

/** Kills what a process that has exited leaves behind: its process group, and descendants that left the group. */
export function killLeftBehind(child: Pick<RunningProcess, 'kill' | 'leftBehind'>): void {
  child.kill('SIGKILL');
  const killed = new Set<number>();
  for (let round = 0; round < MAX_ROUNDS; round++) {
    // The killed ones may be seen for a moment longer.
    const left = child.leftBehind().filter(({ pid }) => !killed.has(pid));
    if (left.length === 0) {
      return;
    }
    for (const { pid } of left) {
      killed.add(pid);
      sendSignal(pid, 'SIGKILL');
    }
  }
}

/**
 * Terminates a process group when its work is aborted: SIGTERM, then SIGKILL when the grace is over.
 * @param graceMs milliseconds; 0 for SIGKILL at once
 * @returns stops watching
 */
export function terminateOnAbort(
  child: Pick<RunningProcess, 'kill'>,
  cancellation: Cancellation,
  graceMs: number,
): () => void {
  let timer: NodeJS.Timeout | undefined;
  const stopListening = cancellation.onAbort(() => {
    if (graceMs > 0) {
      child.kill('SIGTERM');
      timer = setTimeout(() => child.kill('SIGKILL'), graceMs);
    } else {
      child.kill('SIGKILL');
    }
  });
  return () => {
    clearTimeout(timer);
    stopListening();
  };
}

/** Signals every process of a group that may be signalled; one that has terminated is not an error. */
export function signalGroup(group: number, signal: NodeJS.Signals): void {
  sendSignal(-group, signal);
}

/** Sends a signal to a process, or to a group by its negative number; one that is gone is not an error. */
export function sendSignal(target: number, signal: NodeJS.Signals): void {
  try {
    process.kill(target, signal);
  } catch (error) {
    // ESRCH: nobody is left. EPERM: only processes of another user are; macOS says so of zombies, too.
    if (systemCode(error) !== 'ESRCH' && systemCode(error) !== 'EPERM') {
      throw error;
    }
  }
}

/** The name of a signal; undefined if there is none with that number. */
export function signalOf(number: number): NodeJS.Signals | undefined {
  // Of two names the first is the usual one: SIGABRT, not SIGIOT.
  const { signals } = process.getBuiltinModule('node:os').constants;
  const found = Object.entries(signals).find(([, value]) => value === number);
  return found?.[0] as NodeJS.Signals | undefined;
}
