import { lstatSync, mkdtempSync, unlinkSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { systemCode } from '../errors.js';
import { rm } from '../file-calls.js';
import { move } from './move.js';

/** Prefix of the temporary folders in the action directory. */
export const HIDDEN_PREFIX = '.actionrunner-';

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
    if (this.#keep !== undefined) await rm(this.#keep, { recursive: true, force: true });
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
