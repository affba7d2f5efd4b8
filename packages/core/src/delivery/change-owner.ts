import { lchownSync, lstatSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { setImmediate } from 'node:timers/promises';
import type { ProcessUser } from '../process/running-process.js';

// System calls of one file are short, but thousands in a row would keep the process from answering.
const FILES_PER_TURN = 256;

/**
 * Gives a file, or a folder with all that is in it, to a user. Links are not followed. A folder comes after what is in it: until then its new
 * owner can change nothing there.
 */
export async function changeOwner(path: string, { uid, gid }: ProcessUser): Promise<void> {
  const paths = [path];
  for (const found of paths) {
    if (lstatSync(found).isDirectory()) {
      paths.push(...readdirSync(found).map((name) => join(found, name)));
    }
    if (paths.length % FILES_PER_TURN === 0) await setImmediate();
  }
  for (const [index, found] of paths.toReversed().entries()) {
    lchownSync(found, uid, gid);
    if (index % FILES_PER_TURN === 0) await setImmediate();
  }
}
