import { readdirSync, readFileSync } from 'node:fs';

/** Whether a process that comes from this one runs, or is being loaded, rather than waits for something. Never where there is no /proc. */
export function isBusyBelow(): boolean {
  const processes = listProcesses();
  const ours = new Set([process.pid]);
  let before = 0;
  // A child may have a smaller number than its parent.
  while (ours.size > before) {
    before = ours.size;
    for (const { pid, parent } of processes) {
      if (ours.has(parent)) ours.add(pid);
    }
  }
  return processes.some(({ pid, state }) => pid !== process.pid && ours.has(pid) && /[RD]/.test(state));
}

interface Listed {
  readonly pid: number;
  readonly parent: number;
  /** A letter (proc(5), `stat`). */
  readonly state: string;
}

function listProcesses(): Listed[] {
  if (process.platform !== 'linux') return [];
  return readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name))
    .flatMap((name) => {
      try {
        const stat = readFileSync(`/proc/${name}/stat`, 'latin1');
        // The name of the program, in brackets, may hold anything.
        const [state = '', parent] = stat.slice(stat.lastIndexOf(')') + 2).split(' ', 2);
        return [{ pid: Number(name), parent: Number(parent), state }];
      } catch {
        // It has ended.
        return [];
      }
    });
}
