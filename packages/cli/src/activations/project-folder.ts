import { mkdirSync, statSync, writeFileSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';

/** Where the command keeps what belongs to a project. */
const NAME = '.actionrunner';

/** Results and logs may be secret: only their owner reads them. */
const OWNER_ONLY = 0o700;

/**
 * Finds the `.actionrunner` folder of a project: the nearest one of this user in the working directory or above it in its git repository; else
 * it is to be made in the working directory.
 */
export function findProjectFolder(from: string = process.cwd()): string {
  const start = resolve(from);
  for (const folder of listFolders(start)) {
    const path = join(folder, NAME);
    if (isOwn(path)) {
      return path;
    }
  }
  return join(start, NAME);
}

/** The folders from one up to the root of its repository; only itself outside of any. A folder in `/tmp` or a home belongs to no project. */
export function listFolders(start: string): string[] {
  const folders = [start];
  for (let folder = start; statSync(join(folder, '.git'), { throwIfNoEntry: false }) === undefined; ) {
    if (folder === dirname(folder)) {
      return [start];
    }
    folder = dirname(folder);
    folders.push(folder);
  }
  return folders;
}

/** Makes a folder in the project's folder. @returns its path, and whether it is new */
export function makeFolder(project: string, name: string): { readonly path: string; readonly isNew: boolean } {
  const path = join(project, name);
  return { path, isNew: mkdirSync(path, { recursive: true, mode: OWNER_ONLY }) !== undefined };
}

/** Makes a folder in the project's folder that version control ignores. @returns its path */
export function makeIgnoredFolder(project: string, name: string): string {
  const { path, isNew } = makeFolder(project, name);
  if (isNew) {
    writeFileSync(join(path, '.gitignore'), '*\n');
  }
  return path;
}

/** That of another user must not choose what is read here, nor get what is written. */
function isOwn(path: string): boolean {
  const stats = statSync(path, { throwIfNoEntry: false });
  const isMine = process.getuid === undefined || stats?.uid === process.getuid();
  return isMine && stats?.isDirectory() === true;
}
