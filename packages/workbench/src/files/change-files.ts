import {
  closeSync,
  fstatSync,
  ftruncateSync,
  lstatSync,
  mkdirSync,
  openSync,
  realpathSync,
  renameSync,
  rmdirSync,
  unlinkSync,
  writeFileSync,
  writeSync,
} from 'node:fs';
import { dirname, join } from 'node:path';
import { checkName, FileError } from './file-error.js';

/** What systems allow for a part of a path. */
const MAX_PART_BYTES = 255;

/** The errors of a folder that still has something, or is gone. */
const KEPT: readonly unknown[] = ['ENOTEMPTY', 'EEXIST', 'ENOENT'];

/**
 * The path of an entry of a folder, which need not be there: no part of it is a link, so that what is done with it stays in the folder.
 * @param root a real path
 * @throws FileError
 */
export function locateEntry(root: string, name: string): string {
  checkName(name);
  const parts = name.split('/');
  // biome-ignore lint/suspicious/noControlCharactersInRegex: what no list can show
  if (parts.some((part) => part === '' || part === '.') || /[\\\u0000-\u001F\u007F]/.test(name)) {
    throw new FileError(
      'refused',
      `${JSON.stringify(name)} is not a name for a file: parts are separated by single slashes.`,
    );
  }
  if (parts.some((part) => Buffer.byteLength(part) > MAX_PART_BYTES)) {
    throw new FileError('refused', `A name may have ${MAX_PART_BYTES} bytes between slashes.`);
  }
  const path = join(root, name);
  for (let folder = dirname(path); folder !== root; folder = dirname(folder)) {
    const stats = lstatSync(folder, { throwIfNoEntry: false });
    if (stats && !stats.isDirectory()) {
      throw new FileError('refused', `${name} cannot be used: a part of it is a file or a link, not a folder.`);
    }
  }
  return path;
}

/** Creates a file, and the folders that it needs. @throws FileError if there is anything of this name */
export function createFile(root: string, path: string, bytes: Uint8Array): void {
  const descriptor = reserve(root, path);
  try {
    writeFileSync(descriptor, bytes);
  } catch (error) {
    // A part of it, as on a full disk, would be mistaken for the file.
    removeFile(root, path);
    throw error;
  } finally {
    closeSync(descriptor);
  }
}

/**
 * Replaces the text of a file, which stays the same file. What needs more room is written first: where there is none, the file stays as it was.
 * @param descriptor open for writing
 */
export function replaceContent(descriptor: number, bytes: Uint8Array): void {
  const { size } = fstatSync(descriptor);
  try {
    writeAt(descriptor, bytes, size);
  } catch (error) {
    ftruncateSync(descriptor, size);
    throw error;
  }
  writeAt(descriptor, bytes.subarray(0, size), 0);
  ftruncateSync(descriptor, bytes.length);
}

/** Writes what bytes have from a position on to this position of a file. */
function writeAt(descriptor: number, bytes: Uint8Array, position: number): void {
  for (let at = position; at < bytes.length; ) {
    at += writeSync(descriptor, bytes, at, bytes.length - at, at);
  }
}

/** Gives a file another name. @throws FileError if there is anything of that name */
export function renameFile(root: string, path: string, to: string): void {
  if (isSameEntry(path, to)) {
    renameSync(path, to);
    return;
  }
  // Renaming overwrites: only what was put there for it.
  closeSync(reserve(root, to));
  try {
    renameSync(path, to);
  } catch (error) {
    removeFile(root, to);
    throw error;
  }
  removeEmpty(root, dirname(path));
}

/** Deletes a file, and the folders that have nothing then, as git does. */
export function removeFile(root: string, path: string): void {
  unlinkSync(path);
  removeEmpty(root, dirname(path));
}

/** Creates a file that was not there. */
function reserve(root: string, path: string): number {
  const folder = dirname(path);
  if (!lstatSync(root, { throwIfNoEntry: false })) {
    throw new FileError('missing', 'The folder of the action is not there.');
  }
  mkdirSync(folder, { recursive: true });
  if (realpathSync(folder) !== folder) {
    throw new FileError('refused', `${path.slice(root.length + 1)} cannot be used: a part of it is a link.`);
  }
  try {
    return openSync(path, 'wx');
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'EEXIST') {
      throw new FileError('exists', `${path.slice(root.length + 1)} is there already. It is not overwritten.`);
    }
    throw error;
  }
}

/** Whether two paths differ by case alone, on a disk that ignores case. */
function isSameEntry(path: string, other: string): boolean {
  if (path === other || path.toLowerCase() !== other.toLowerCase()) {
    return false;
  }
  const found = lstatSync(other, { throwIfNoEntry: false });
  const { dev, ino, nlink } = lstatSync(path);
  return found?.dev === dev && found.ino === ino && nlink === 1;
}

function removeEmpty(root: string, folder: string): void {
  for (let each = folder; each !== root; each = dirname(each)) {
    try {
      rmdirSync(each);
    } catch (error) {
      if (KEPT.includes((error as NodeJS.ErrnoException).code)) {
        return;
      }
      throw error;
    }
  }
}
