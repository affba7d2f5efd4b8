import { readdirSync, readFileSync, renameSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { messageOf, systemCode } from '@actionrunner/core/internal';
import { CliError } from '../cli-error.js';
import { EXIT } from '../exit-codes.js';
import { findProjectFolder, makeIgnoredFolder } from './project-folder.js';

const FOLDER = 'activations';
const OWNER_ONLY = 0o600;

/** What is kept: the newest records, as long as they are at most so many, and so large together. */
const MAX_RECORDS = 1_000;
const MAX_BYTES = 256 * 1024 * 1024;

/** `START-ID.json`, so that the names are in the order of time. */
const FILE = /^(\d{13})-([0-9a-f]{32})\.json$/;

/** A record in the store, unread. */
export interface StoredActivation {
  readonly id: string;
  readonly path: string;
  /** When it started, in milliseconds since 1970. */
  readonly start: number;
  /** Reads its text. Undefined if it was removed in the meantime. Throws a CliError if it cannot be read. */
  readonly read: () => string | undefined;
}

/**
 * The activations of a project, a file each: commands that run at the same time need no lock, and a record that is being written is not seen.
 */
export class ActivationStore {
  readonly #project: string;

  constructor(project: string = findProjectFolder()) {
    this.#project = project;
  }

  /** Where the records are. */
  get folder(): string {
    return join(this.#project, FOLDER);
  }

  /**
   * Adds a record, and removes the oldest beyond the limits.
   * @param text as of `encodeRecord`
   * @throws the system's error if it cannot be written
   */
  add(id: string, start: number, text: string): void {
    const folder = makeIgnoredFolder(this.#project, FOLDER);
    const name = `${String(start).padStart(13, '0')}-${id}.json`;
    const draft = join(folder, `.${name}.tmp`);
    try {
      writeFileSync(draft, text, { mode: OWNER_ONLY });
      renameSync(draft, join(folder, name));
    } finally {
      rmSync(draft, { force: true });
    }
    this.#prune();
  }

  /** Lists the records, the newest first. */
  list(): StoredActivation[] {
    return this.#names().map((name) => {
      const [, start = '', id = ''] = FILE.exec(name) as RegExpExecArray;
      const path = join(this.folder, name);
      return { id, path, start: Number(start), read: () => readIfThere(path) };
    });
  }

  /** Removes all records. @returns how many there were */
  clear(): number {
    const names = this.#names();
    for (const name of names) {
      const path = join(this.folder, name);
      try {
        rmSync(path, { force: true, recursive: true });
      } catch (error) {
        throw new CliError(EXIT.developer, `${path} cannot be removed (${systemCode(error) ?? messageOf(error)}).`);
      }
    }
    return names.length;
  }

  #names(): string[] {
    try {
      return readdirSync(this.folder)
        .filter((name) => FILE.test(name))
        .sort()
        .reverse();
    } catch (error) {
      if (systemCode(error) === 'ENOENT') {
        return [];
      }
      const reason = systemCode(error) ?? messageOf(error);
      throw new CliError(EXIT.developer, `${this.folder}, the folder of the records, cannot be read (${reason}).`);
    }
  }

  #prune(): void {
    let bytes = 0;
    this.#names().forEach((name, index) => {
      const path = join(this.folder, name);
      bytes += statSync(path, { throwIfNoEntry: false })?.size ?? 0;
      // The newest stays, however large it is.
      if (index >= MAX_RECORDS || (index > 0 && bytes > MAX_BYTES)) {
        rmSync(path, { force: true });
      }
    });
  }
}

function readIfThere(path: string): string | undefined {
  try {
    return readFileSync(path, 'utf8');
  } catch (error) {
    if (systemCode(error) === 'ENOENT') {
      return undefined;
    }
    throw new CliError(EXIT.developer, `${path} cannot be read (${systemCode(error) ?? messageOf(error)}).`);
  }
}
