import { type Dirent, lstatSync, mkdtempSync, readdirSync, renameSync, unlinkSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { systemCode } from '../errors.js';
import { createUuid } from '../protocol/uuid.js';
import { removeFolder, rename, rm } from './file-calls.js';

/** Prefix of the temporary folders in the action directory. */
export const HIDDEN_PREFIX = '.actionrunner-';

const MOVES_PER_TURN = 128;

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
  const partial = join(dirname(to), `${HIDDEN_PREFIX}${createUuid()}`);
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

interface Step {
  /** What is there now is part of the delivery. */
  readonly path: string;
  /** Where the file of the image is kept that was there. */
  readonly kept: string | undefined;
}

/** Records which paths of the action directory were taken, and restores them in reverse order. Paths are absolute. */
export class Journal {
  /** The action directory, free of links. */
  readonly directory: string;
  readonly #steps: Step[] = [];
  readonly #taken = new Set<string>();
  #keep: string | undefined;
  #count = 0;

  constructor(directory: string) {
    this.directory = directory;
  }

  /** Whether `path`, or a directory above it, was taken. */
  covers(path: string): boolean {
    for (let at = path; at.length > this.directory.length; at = dirname(at)) {
      if (this.#taken.has(at)) return true;
    }
    return false;
  }

  /** Takes a path where nothing is. To be called before something is put there. */
  take(path: string): void {
    this.#steps.push({ path, kept: undefined });
    this.#taken.add(path);
  }

  /** Takes the path of a file of the image, which is moved aside. @returns its new path */
  async displace(path: string): Promise<string> {
    this.#keep ??= mkdtempSync(join(this.directory, HIDDEN_PREFIX));
    this.#count += 1;
    const kept = join(this.#keep, String(this.#count));
    // Recorded first: if moving fails, undoing finds nothing kept and leaves the path alone.
    this.#steps.push({ path, kept });
    this.#taken.add(path);
    await move(path, kept);
    return kept;
  }

  /** Restores everything. After a failure it can be called again and continues with the step that failed. */
  async undo(): Promise<void> {
    for (let step = this.#steps.at(-1); step !== undefined; step = this.#steps.at(-1)) {
      await undoStep(step);
      this.#steps.pop();
      this.#taken.delete(step.path);
    }
    if (this.#keep !== undefined) await removeFolder(this.#keep);
    this.#keep = undefined;
  }
}

async function undoStep({ path, kept }: Step): Promise<void> {
  if (kept === undefined) return removePath(path);
  if (lstatSync(kept, { throwIfNoEntry: false }) === undefined) return;
  await removePath(path);
  await move(kept, path);
}

async function removePath(path: string): Promise<void> {
  try {
    unlinkSync(path);
  } catch (error) {
    if (systemCode(error) === 'ENOENT') return;
    // Slower, but it removes folders, too.
    await rm(path, { recursive: true, force: true });
  }
}

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
    if (turn % MOVES_PER_TURN === 0) await new Promise((resolve) => setImmediate(resolve));
  }
}

/** Moves one file to a path of the action directory, where what is in the way is moved aside. */
export async function place(staged: string, path: string, journal: Journal): Promise<void> {
  if (lstatSync(path, { throwIfNoEntry: false }) === undefined) journal.take(path);
  else await journal.displace(path);
  await move(staged, path);
}

/** Lists a directory in the order of the names, so that a failure is reproducible. */
function listSorted(directory: string): Dirent[] {
  return readdirSync(directory, { withFileTypes: true }).sort((a, b) => (a.name < b.name ? -1 : 1));
}
