import { isUtf8 } from 'node:buffer';
import { readFileSync, statSync } from 'node:fs';
import { basename, extname, resolve } from 'node:path';
import {
  type ArchiveRoot,
  type Content,
  DEFAULT_MAX_ARCHIVE_BYTES,
  DEFAULT_MAX_ARCHIVE_ENTRIES,
  identifyBytes,
  listArchive,
  messageOf,
} from '@actionrunner/core/internal';
import { CliError } from '../cli-error.js';
import { EXIT } from '../exit-codes.js';
import { RUNNERS } from '../runners.js';
import { zipDirectory, zipFile } from './zip-directory.js';

/** What a runtime without options accepts. */
const LIMITS = { maxEntries: DEFAULT_MAX_ARCHIVE_ENTRIES, maxBytes: DEFAULT_MAX_ARCHIVE_BYTES };

/** The name of the file that an interpreter runs: that of a source file, or `main.…` or `index.…` at the root of an archive. */
export function scriptOf({ name, extension, names }: Action): string {
  return names ? (names.find((each) => /^(main|index)\./.test(each)) ?? 'main') : name + extension;
}

/** The name of an action: that of its file or folder, without the extension. */
export function nameOf(given: string): string {
  // `.` is a folder with a name, too.
  const path = resolve(given);
  return basename(path, extname(path)).replace(/(?<=.)\.tar$/, '') || 'action';
}

/** The path that logs should show for the files of an action; undefined for an archive, whose files have none. */
export function shownPathOf(action: Action, path: string): string | undefined {
  return action.content || statSync(path, { throwIfNoEntry: false })?.isDirectory() ? path : undefined;
}

/** An action as read from disk, in the form of an init message. */
export interface Action {
  /** File name without extension. */
  readonly name: string;
  readonly code: string;
  readonly binary: boolean;
  /** Extension of a source file; `''` if it has none, or the action is an archive. */
  readonly extension: string;
  /** Names at the root of the archive; undefined for a single file. */
  readonly names: readonly string[] | undefined;
  /** The folder of an archive in which everything is; undefined if there is none. */
  readonly folder: string | undefined;
  /** What a single file is; undefined for an archive. */
  readonly content: Content | undefined;
}

/**
 * Reads a source file, a zip or tar.gz, a directory (zipped on the fly) or an executable (zipped as `exec`). Any other file is an action of its bytes,
 * which the runner judges: a source in another encoding, or what a custom runner is for.
 * @param runner the runner that the user named
 * @throws CliError
 */
export async function readAction(path: string, runner?: string): Promise<Action> {
  try {
    return await read(path, runner);
  } catch (error) {
    throw error instanceof CliError
      ? error
      : new CliError(EXIT.usage, `the action cannot be read: ${messageOf(error)}`, { cause: error });
  }
}

async function read(path: string, runner: string | undefined): Promise<Action> {
  const extension = extname(path);
  const name = nameOf(path);
  const stats = readStats(path);
  if (stats.isDirectory()) {
    return await toArchiveAction(name, await zipDirectory(path));
  }
  const bytes = readFileSync(path);
  const content = await identifyBytes(bytes, path);
  switch (content.kind) {
    case 'zip':
    case 'tar':
    case 'gzip':
      return await toArchiveAction(name, bytes);
    case 'elf':
      return await toArchiveAction(name, await zipFile(bytes, { name: 'exec', mode: 0o755, mtimeMs: stats.mtimeMs }));
    default:
      break;
  }
  if (needsName(extension, runner)) {
    return await toArchiveAction(
      name,
      await zipFile(bytes, { name: basename(path), mode: 0o644, mtimeMs: stats.mtimeMs }),
    );
  }
  const single = { name, extension, names: undefined, folder: undefined, content };
  // Bytes that JSON can hold are sent as text, which all runtimes read.
  return isUtf8(bytes) && !bytes.includes(0)
    ? { ...single, code: bytes.toString(), binary: false }
    : { ...single, code: bytes.toString('base64'), binary: true };
}

/** Whether the runner that gets a source knows by its name what it is. */
function needsName(extension: string, runner: string | undefined): boolean {
  return Object.entries(RUNNERS).some(
    ([name, { named }]) => (runner === undefined || runner === name) && named?.includes(extension),
  );
}

async function toArchiveAction(name: string, zip: Buffer): Promise<Action> {
  const { names, folder } = await readRoot(zip);
  return { name, code: zip.toString('base64'), binary: true, extension: '', names, folder, content: undefined };
}

async function readRoot(zip: Buffer): Promise<ArchiveRoot> {
  try {
    return await listArchive(zip, LIMITS);
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
