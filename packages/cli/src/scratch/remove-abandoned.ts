import { lstatSync, readdirSync, readFileSync, readlinkSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { messageOf, systemCode } from '@actionrunner/core/internal';
import { hasExited } from './process-identity.js';
import { OWNER_FILE, SCRATCH_PREFIX } from './scratch-folder.js';

/** In the environment of each process that a runtime has started. */
const MARK = 'ACTIONRUNNER_PROCESS=';

/**
 * Removes what commands of this user have left that were killed by SIGKILL, which nothing can handle: their folders, and the processes of
 * their actions. Where there is no /proc nothing is found.
 * @returns a sentence about it for each folder
 */
export function removeAbandoned(): string[] {
  return readdirSync(tmpdir())
    .filter((name) => name.startsWith(SCRATCH_PREFIX))
    .map((name) => join(tmpdir(), name))
    .filter(isAbandoned)
    .map((folder) => {
      const killed = killProcessesOf(folder);
      const processes = killed === 0 ? '' : `, and ${killed} process${killed === 1 ? '' : 'es'} of its action`;
      try {
        rmSync(folder, { recursive: true, force: true });
        return `removed ${folder}${processes}: the command that made it was killed`;
      } catch (error) {
        return `${folder} cannot be removed, which a killed command has left: ${messageOf(error)}`;
      }
    });
}

function isAbandoned(folder: string): boolean {
  const owner = attempt(() => {
    const stats = lstatSync(folder);
    return stats.isDirectory() && stats.uid === process.getuid?.()
      ? readFileSync(join(folder, OWNER_FILE), 'utf8')
      : '';
  });
  return owner !== undefined && owner !== '' && hasExited(owner);
}

function killProcessesOf(folder: string): number {
  const own = readdirSync('/proc')
    .map(Number)
    .filter((pid) => pid > 0 && pid !== process.pid && isOf(pid, folder));
  for (const pid of own) {
    attempt(() => process.kill(pid, 'SIGKILL'));
  }
  return own.length;
}

/** Whether an action in this folder has started a process: it works there, or was started with its path. */
function isOf(pid: number, folder: string): boolean {
  const environment = attempt(() => readFileSync(`/proc/${pid}/environ`, 'latin1')) ?? '';
  const isMarked = `\0${environment}`.includes(`\0${MARK}`);
  const place = () => attempt(() => readlinkSync(`/proc/${pid}/cwd`)) ?? '';
  return isMarked && (environment.includes(`${folder}/`) || place().startsWith(`${folder}/`));
}

/** @returns undefined for what is gone meanwhile, or belongs to another user @throws anything but the system's errors */
function attempt<T>(call: () => T): T | undefined {
  try {
    return call();
  } catch (error) {
    if (systemCode(error) === undefined) {
      throw error;
    }
    return undefined;
  }
}
