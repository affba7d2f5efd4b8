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

/**
 * Whether a process may still run: not if it has exited, or the machine has been restarted.
 * @param identity as of {@link identifyProcess}; the PID only where there is no /proc
 */
export function mayRun(identity: string): boolean {
  const [pid = '', start, namespace, boot] = identity.split(' ');
  if (!/^[1-9]\d*$/.test(pid)) {
    return false;
  }
  const isSeen = identifyProcess(process.pid) !== undefined;
  if (start === undefined || !isSeen) {
    // That of another system cannot be asked.
    return start === undefined ? isThere(Number(pid)) : true;
  }
  const [ownNamespace, ownBoot] = identifySystem().split(' ');
  return boot === ownBoot && (namespace !== ownNamespace || identifyProcess(Number(pid)) === identity);
}

function isThere(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return systemCode(error) === 'EPERM';
  }
}

function identifySystem(): string {
  return `${readlinkSync('/proc/self/ns/pid')} ${readFileSync('/proc/sys/kernel/random/boot_id', 'utf8').trim()}`;
}
