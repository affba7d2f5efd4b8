import { mkdirSync, statSync, writeFileSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';

/** Where the command keeps what belongs to a project. */
const NAME = '.actionrunner';

/** Results and logs may be secret: only their owner reads them. */
const OWNER_ONLY = 0o700;

/**
 * Finds the `.actionrunner` folder of a project: in the working directory or the nearest folder above it that has one of this user; else it is
 * to be made in the working directory.
 */
export function findProjectFolder(from: string = process.cwd()): string {
  for (let folder = resolve(from); ; folder = dirname(folder)) {
    const path = join(folder, NAME);
    if (isOwn(path)) {
      return path;
    }
    if (folder === dirname(folder)) {
      return join(resolve(from), NAME);
    }
  }
}

/** Makes a folder in that of the project, which version control leaves out. @returns its path */
export function makeIgnoredFolder(project: string, name: string): string {
  const folder = join(project, name);
  if (mkdirSync(folder, { recursive: true, mode: OWNER_ONLY }) !== undefined) {
    writeFileSync(join(folder, '.gitignore'), '*\n');
  }
  return folder;
}

/** That of another user must not choose what is read here, nor get what is written. */
function isOwn(path: string): boolean {
  const stats = statSync(path, { throwIfNoEntry: false });
  const isMine = process.getuid === undefined || stats?.uid === process.getuid();
  return isMine && stats?.isDirectory() === true;
}
