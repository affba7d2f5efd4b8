import { lstatSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { messageOf } from '@actionrunner/core/internal';
import { attempt } from './attempt.js';
import { killProcessesOf } from './kill-processes-of.js';
import { hasExited } from './process-identity.js';
import { OWNER_FILE, SCRATCH_PREFIX } from './scratch-folder.js';

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
