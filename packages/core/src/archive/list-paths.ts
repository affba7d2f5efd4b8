import { identify } from '../content/identify.js';
import { toArchiveError } from './archive-errors.js';
import type { ArchiveLimits } from './archive-record.js';
import { quote } from './delivery-error.js';
import { parseEntryPath } from './entry.js';
import { readDirectory } from './read-directory.js';

/** Names that macOS and Windows add to archives. */
const CLUTTER: ReadonlySet<string> = new Set(['__MACOSX', '.DS_Store', 'Thumbs.db', 'desktop.ini']);
const SHOWN_NAMES = 5;

/** A path in an archive. */
interface ArchivePath {
  readonly components: readonly string[];
  readonly isDirectory: boolean;
}

/** What is at the root of an archive. */
export interface ArchiveRoot {
  /** The names, each once, in the order of the archive. */
  readonly names: readonly string[];
  /** The folder in which everything is; undefined if there is none. */
  readonly folder: string | undefined;
}

/**
 * Lists the names at the root of an archive.
 *
 * @throws RunnerError `ERR_RUNNER_ARCHIVE_INVALID` or `ERR_RUNNER_ARCHIVE_REFUSED`
 */
export async function listRoot(archive: Buffer, limits: ArchiveLimits): Promise<ArchiveRoot> {
  const paths = await listPaths(archive, limits);
  return { names: [...new Set(paths.map(({ components: [root = ''] }) => root))], folder: findFolder(paths) };
}

/**
 * Explains in a sentence that an archive lacks a file at its root, and where it is or what is there instead. Undefined if it has the file.
 *
 * @param wanted the names that were looked for at the root
 * @throws RunnerError `ERR_RUNNER_ARCHIVE_INVALID` or `ERR_RUNNER_ARCHIVE_REFUSED`
 */
export async function explainRoot(
  archive: Buffer,
  wanted: readonly string[],
  limits: ArchiveLimits,
): Promise<string | undefined> {
  const paths = (await listPaths(archive, limits)).filter(
    ({ components }) => !components.some((name) => CLUTTER.has(name)),
  );
  if (paths.some(({ components, isDirectory }) => !isDirectory && wanted.includes(components.join('/'))))
    return undefined;
  const isFolder = (name: string) => paths.some(({ components: [root] }) => root === name);
  const lacks = `${isTar(archive) ? 'The tar' : 'Zip file'} does not include ${wanted.join(' or ')} at its root`;
  const deeper = paths
    .filter(({ components, isDirectory }) => !isDirectory && wanted.includes(components.at(-1) ?? ''))
    .map(({ components }) => components)
    .sort((a, b) => a.length - b.length)[0];
  const folder = deeper ? deeper.slice(0, -1).join('/') : findFolder(paths);
  if (folder !== undefined && !wanted.includes(folder)) {
    const what = deeper ? deeper.at(-1) : 'everything';
    return `${lacks}: ${what} is in the folder ${quote(folder)}; ${isTar(archive) ? 'pack' : 'zip'} from inside that folder.`;
  }
  const directory = wanted.find(isFolder);
  if (directory !== undefined) return `${lacks}: ${directory} is a folder.`;
  const names = [...new Set(paths.map(({ components: [root = ''] }) => quote(root)))];
  if (names.length === 0) return `${lacks}: it is empty.`;
  const more = names.length > SHOWN_NAMES ? ` and ${names.length - SHOWN_NAMES} more` : '';
  return `${lacks}, but ${names.slice(0, SHOWN_NAMES).join(', ')}${more}.`;
}

async function listPaths(archive: Buffer, limits: ArchiveLimits): Promise<ArchivePath[]> {
  try {
    const records = isTar(archive)
      ? await (await import('./read-tar.js')).readTar(archive, limits)
      : await readDirectory(archive, limits);
    return records
      .map(parseEntryPath)
      .filter(({ components }) => components.length > 0)
      .map(({ components, slash }) => ({ components, isDirectory: slash }));
  } catch (error) {
    throw toArchiveError(error);
  }
}

function isTar(archive: Buffer): boolean {
  return ['tar', 'gzip'].includes(identify(archive).kind);
}

function findFolder(paths: readonly ArchivePath[]): string | undefined {
  const real = paths.filter(({ components: [root = ''] }) => !CLUTTER.has(root));
  const root = real[0]?.components[0];
  const isFolder = real.some(({ components }) => components.length > 1);
  return isFolder && real.every(({ components }) => components[0] === root) ? root : undefined;
}
