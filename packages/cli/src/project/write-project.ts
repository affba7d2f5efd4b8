import {
  chmodSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  renameSync,
  rmdirSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { messageOf, onStopSignal, systemCode } from '@actionrunner/core/internal';
import { CliError } from '../cli-error.js';
import { EXIT } from '../exit-codes.js';
import type { ProjectFile } from './plan-project.js';

/** How many files of a folder a message lists. */
const SHOWN_FILES = 5;

/**
 * Refuses a folder that has something in it.
 * @throws CliError
 */
export function requireNothing(folder: string): void {
  const stat = statSync(folder, { throwIfNoEntry: false });
  if (!stat) {
    return;
  }
  if (!stat.isDirectory()) {
    throw new CliError(EXIT.usage, `${folder} exists, and is not a folder.`);
  }
  const names = readdirSync(folder).sort();
  if (names.length > 0) {
    const more = names.length > SHOWN_FILES ? `, and ${names.length - SHOWN_FILES} more` : '';
    throw new CliError(
      EXIT.usage,
      `${folder} is not empty: it has ${names.slice(0, SHOWN_FILES).join(', ')}${more}. Nothing was written.`,
    );
  }
}

/**
 * Writes a project in one step: the files go to a folder next to it, which is then renamed. A signal that arrives meanwhile is too late.
 * @throws CliError if it cannot be written; then nothing of it is left
 */
export function writeProject(folder: string, files: readonly ProjectFile[]): void {
  requireNothing(folder);
  const stopIgnoring = onStopSignal(() => undefined);
  let draft: string | undefined;
  try {
    draft = mkdtempSync(join(dirname(resolve(folder)), `.${folder}-`));
    for (const { path, text } of files) {
      const file = join(draft, path);
      mkdirSync(dirname(file), { recursive: true });
      writeFileSync(file, text);
    }
    chmodSync(draft, 0o777 & ~process.umask()); // that of a temporary folder is 0700
    removeEmpty(folder);
    renameSync(draft, folder);
  } catch (error) {
    if (draft !== undefined) {
      rmSync(draft, { recursive: true, force: true });
    }
    throw new CliError(EXIT.developer, `${folder} cannot be written: ${messageOf(error)}`, { cause: error });
  } finally {
    stopIgnoring();
  }
}

function removeEmpty(folder: string): void {
  try {
    rmdirSync(folder);
  } catch (error) {
    if (systemCode(error) !== 'ENOENT') {
      throw error;
    }
  }
}
