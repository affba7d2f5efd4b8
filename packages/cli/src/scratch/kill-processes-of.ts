import { readdirSync, readFileSync, readlinkSync } from 'node:fs';
import { attempt } from './attempt.js';

/** In the environment of each process that a runtime has started. */
const MARK = 'ACTIONRUNNER_PROCESS=';

/** Kills the processes that an action in a folder has started; where there is no /proc, none. @returns how many */
export function killProcessesOf(folder: string): number {
  const own = (attempt(() => readdirSync('/proc')) ?? [])
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
