import { isUtf8 } from 'node:buffer';
import { readFileSync, statSync } from 'node:fs';
import { basename, extname } from 'node:path';
import { listArchive, messageOf } from '@actionrunner/core/internal';
import { CliError } from '../cli-error.js';
import { EXIT } from '../exit-codes.js';
import { zipDirectory, zipExecutable } from './zip-directory.js';

/** An action as read from disk, in the form of an init message. */
export interface Action {
  /** File name without extension. */
  readonly name: string;
  readonly code: string;
  readonly binary: boolean;
  /** Extension of a source file; `''` if it has none, or the action is an archive. */
  readonly extension: string;
  /** Names at the root of the archive; undefined for a source file. */
  readonly names: readonly string[] | undefined;
}

/**
 * Reads a source file, a zip, a directory (zipped on the fly) or a binary (zipped as `exec`).
 * @throws CliError
 */
export async function readAction(path: string): Promise<Action> {
  try {
    return await read(path);
  } catch (error) {
    throw error instanceof CliError
      ? error
      : new CliError(EXIT.usage, `the action cannot be read: ${messageOf(error)}`, { cause: error });
  }
}

async function read(path: string): Promise<Action> {
  const name = basename(path, extname(path)) || 'action';
  const stats = readStats(path);
  if (stats.isDirectory()) {
    return await toArchiveAction(name, await zipDirectory(path));
  }
  const bytes = readFileSync(path);
  const magic = bytes.toString('latin1', 0, 4);
  if (magic === 'PK\x03\x04' || magic === 'PK\x05\x06') {
    return await toArchiveAction(name, bytes);
  }
  if (!isUtf8(bytes) || bytes.includes(0)) {
    return await toArchiveAction(name, await zipExecutable(bytes, stats.mtimeMs));
  }
  return { name, code: bytes.toString(), binary: false, extension: extname(path), names: undefined };
}

async function toArchiveAction(name: string, zip: Buffer): Promise<Action> {
  const names = await listNames(zip);
  return { name, code: zip.toString('base64'), binary: true, extension: '', names };
}

async function listNames(zip: Buffer): Promise<string[]> {
  try {
    return await listArchive(zip);
  } catch (error) {
    throw new CliError(EXIT.developer, `the archive cannot be read: ${messageOf(error)}`, { cause: error });
  }
}

function readStats(path: string) {
  const stats = statSync(path, { throwIfNoEntry: false });
  if (!stats) {
    throw new CliError(EXIT.usage, `${path} does not exist.`);
  }
  if (!stats.isDirectory() && !stats.isFile()) {
    throw new CliError(EXIT.usage, `${path} is neither a file nor a directory.`);
  }
  return stats;
}
