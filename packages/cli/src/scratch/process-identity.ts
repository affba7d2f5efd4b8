import { readFileSync, readlinkSync } from 'node:fs';
import { systemCode } from '@actionrunner/core/internal';

/** The index of the start in what follows the name of a process (proc(5), `stat`). */
const START = 19;

/**
 * Identifies a process: by its PID, when it was started, and the system that counts PIDs, of which several may share a folder.
 * @returns undefined if there is none, or no /proc
 */
export function identifyProcess(pid: number): string | undefined {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, 'utf8');
    const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
    return `${pid} ${fields[START]} ${identifySystem()}`;
  } catch (error) {
    if (systemCode(error) === undefined) {
      throw error;
    }
    return undefined;
  }
}

/** Whether a process of this system has exited. @param identity as of {@link identifyProcess} @returns false for one of another system, too */
export function hasExited(identity: string): boolean {
  const [pid, , ...system] = identity.split(' ');
  return system.join(' ') === identifySystem() && identifyProcess(Number(pid)) !== identity;
}

function identifySystem(): string {
  return `${readlinkSync('/proc/self/ns/pid')} ${readFileSync('/proc/sys/kernel/random/boot_id', 'utf8').trim()}`;
}
