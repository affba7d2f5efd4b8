import { lchownSync, lstatSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { setImmediate } from 'node:timers/promises';
import type { ProcessUser } from '../process/process-user.js';

// System calls of one file are short, but thousands in a row would keep the process from answering.
const FILES_PER_TURN = 256;

/** Gives a file, or a folder with all that is in it, to a user. Links are not followed. */
export async function changeOwner(path: string, { uid, gid }: ProcessUser): Promise<void> {
  const waiting = [path];
  let turn = 0;
  for (let next = waiting.pop(); next !== undefined; next = waiting.pop()) {
    lchownSync(next, uid, gid);
    if (lstatSync(next).isDirectory()) {
      waiting.push(...readdirSync(next).map((name) => join(next as string, name)));
    }
    turn += 1;
    if (turn % FILES_PER_TURN === 0) await setImmediate();
  }
}
