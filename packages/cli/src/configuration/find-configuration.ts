import { existsSync, statSync } from 'node:fs';
import { dirname, join, relative, resolve, sep } from 'node:path';
import { listFolders } from '../activations/project-folder.js';
import { printWarning } from '../cli-error.js';

/** The name of the file. */
const CONFIGURATION_FILE = 'actionrunner.json';

/**
 * Finds the nearest `actionrunner.json` in the folder of an action, or above it in its git repository; outside of any, only the one in its
 * folder. A directory is its own folder.
 * @returns its absolute path; undefined if there is none, or no action
 */
export function findConfiguration(path: string): string | undefined {
  const action = resolve(path);
  if (!existsSync(action)) {
    return undefined;
  }
  const { uid, isDirectory } = describeFile(action);
  for (const folder of listFolders(isDirectory ? action : dirname(action))) {
    const file = join(folder, CONFIGURATION_FILE);
    // An action may have the name.
    if (file === action || !existsSync(file)) {
      continue;
    }
    // It may name a program, which runs with the privileges of this user.
    if (process.getuid && ![process.getuid(), uid, 0].includes(describeFile(file).uid)) {
      printWarning(`${shorten(file)} is not used: it belongs to another user than the action.`);
      continue;
    }
    return file;
  }
  return undefined;
}

/** A path as messages show it: relative, if it is in the working directory. */
export function shorten(file: string): string {
  const below = relative(process.cwd(), file);
  return below === '..' || below.startsWith(`..${sep}`) ? file : below;
}

function describeFile(path: string): { readonly uid: number; readonly isDirectory: boolean } {
  const stats = statSync(path);
  return { uid: stats.uid, isDirectory: stats.isDirectory() };
}
