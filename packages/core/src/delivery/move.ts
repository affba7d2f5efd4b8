import { renameSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { systemCode } from '../errors.js';
import { rename, rm } from '../file-calls.js';
import { createUuid } from '../uuid.js';

/**
 * Moves a file, link or directory. Afterwards `to` is either complete or does not exist. Where renaming is impossible (directories of a lower
 * overlayfs layer, mount points on the way), it is copied.
 */
export async function move(from: string, to: string): Promise<void> {
  try {
    // Synchronous: a rename takes less time than the thread pool.
    renameSync(from, to);
  } catch (error) {
    if (systemCode(error) !== 'EXDEV') throw error;
    await copyOver(from, to);
  }
}

/** Copies under another name first, so that `to` is never half a copy. */
export async function copyOver(from: string, to: string): Promise<void> {
  const partial = join(dirname(to), `.actionrunner-${createUuid()}`);
  // Rare, and it loads much.
  const { cp } = process.getBuiltinModule('node:fs/promises');
  try {
    await cp(from, partial, { recursive: true, verbatimSymlinks: true, preserveTimestamps: true });
    await rename(partial, to);
  } catch (error) {
    await rm(partial, { recursive: true, force: true });
    throw error;
  }
  await rm(from, { recursive: true, force: true });
}
