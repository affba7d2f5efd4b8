import { type Dirent, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { setImmediate } from 'node:timers/promises';
import type { Journal } from './journal.js';
import { move } from './move.js';

const MOVES_PER_TURN = 128;

/**
 * Moves the contents of `staged` into `directory`. Directories that exist in both are merged. Anything else in the way is moved aside, even
 * links to directories: nothing is ever written through a link of the image.
 */
export async function merge(staged: string, directory: string, journal: Journal): Promise<void> {
  const existing = new Map(listSorted(directory).map((entry) => [entry.name, entry]));
  let turn = 0;
  for (const entry of listSorted(staged)) {
    const from = join(staged, entry.name);
    const to = join(directory, entry.name);
    const there = existing.get(entry.name);
    if (there?.isDirectory() === true && entry.isDirectory()) {
      await merge(from, to, journal);
      continue;
    }
    if (there === undefined) journal.take(to);
    else await journal.displace(to);
    await move(from, to);
    turn += 1;
    if (turn % MOVES_PER_TURN === 0) await setImmediate();
  }
}

/** Lists a directory in the order of the names, so that a failure is reproducible. */
function listSorted(directory: string): Dirent[] {
  return readdirSync(directory, { withFileTypes: true }).sort((a, b) => (a.name < b.name ? -1 : 1));
}
