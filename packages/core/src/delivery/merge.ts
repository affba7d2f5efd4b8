import { type Dirent, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { setImmediate } from 'node:timers/promises';
import type { Journal } from './journal.js';
import { move } from './move.js';

const MOVES_PER_TURN = 128;

/**
 * Moves what is in `staged` into `directory`. Directories that are in both are merged; anything else that is in the way
 * is moved aside, links to directories included: nothing is ever written through a link of the image.
 */
export async function merge(staged: string, directory: string, journal: Journal): Promise<void> {
  const existing = new Map(list(directory).map((entry) => [entry.name, entry]));
  let turn = 0;
  for (const entry of list(staged)) {
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

/** In the order of the names, so that a failure is the same every time. */
function list(directory: string): Dirent[] {
  return readdirSync(directory, { withFileTypes: true }).sort((a, b) => (a.name < b.name ? -1 : 1));
}
