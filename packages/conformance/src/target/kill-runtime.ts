import { readdirSync, readFileSync } from 'node:fs';

/** The variable that marks every process of a runtime, whatever group it moves to. */
export const MARK = 'CONFORMANCE_RUNTIME';

/** Kills a process group, and what has left it but has its mark. */
export function killRuntime(group: number, mark: string): void {
  killQuietly(-group);
  // What is killed may have started something since the list was read.
  for (let rounds = 0; rounds < 5; rounds += 1) {
    const left = findMarked(mark);
    for (const pid of left) killQuietly(pid);
    if (left.length === 0) return;
  }
}

/** The PIDs of the living processes with a mark, where there is `/proc`. */
function findMarked(mark: string): number[] {
  const entry = `${MARK}=${mark}\0`;
  try {
    return readdirSync('/proc')
      .filter((name) => /^\d+$/.test(name))
      .filter((name) => readQuietly(`/proc/${name}/environ`).includes(entry))
      .map(Number);
  } catch {
    return []; // not on Linux
  }
}

/** Kills what may be gone already. */
function killQuietly(pid: number): void {
  try {
    process.kill(pid, 'SIGKILL');
  } catch {
    // It is gone.
  }
}

function readQuietly(file: string): string {
  try {
    return readFileSync(file, 'latin1');
  } catch {
    return ''; // it is gone, or another user's
  }
}
