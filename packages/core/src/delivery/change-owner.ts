import { lchownSync, lstatSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import type { ProcessUser } from '../process/running-process.js';

// The system calls of one file are short, but those of thousands in a row would block the event loop.
const FILES_PER_TURN = 256;

/**
 * Changes the owner of a file, or of a folder and everything in it. Links are not followed. A folder comes after its contents: until then
 * its new owner cannot change anything there.
 */
export async function changeOwner(path: string, { uid, gid }: ProcessUser): Promise<void> {
  const paths = [path];
  for (const found of paths) {
    if (lstatSync(found).isDirectory()) {
      paths.push(...readdirSync(found).map((name) => join(found, name)));
    }
    if (paths.length % FILES_PER_TURN === 0) await new Promise((resolve) => setImmediate(resolve));
  }
  for (const [index, found] of paths.toReversed().entries()) {
    lchownSync(found, uid, gid);
    if (index % FILES_PER_TURN === 0) await new Promise((resolve) => setImmediate(resolve));
  }
}
