import { refuseEntry } from './archive-errors.js';
import type { CheckedRecord } from './archive-record.js';

const MAX_COMPONENT_BYTES = 255;
const MAX_PATH_BYTES = 4096;
// Archives of MS-DOS, Windows NTFS, MVS (written by some Windows tools) and VFAT have backslashes as separators.
const BACKSLASH_HOSTS: ReadonlySet<number> = new Set([0, 10, 11, 14]);

/** Where an entry goes. */
export interface EntryPath {
  /** The name as it is in the archive, for messages. */
  readonly name: string;
  /** The path below the directory; empty for the directory itself. */
  readonly components: readonly string[];
  /** Whether the name ends in a separator, as the names of directories do. */
  readonly slash: boolean;
}

/**
 * Returns the path of an entry below the directory.
 *
 * @throws RunnerError `ERR_RUNNER_ARCHIVE_REFUSED` if the name is not such a path
 */
export function parseEntryPath(record: Pick<CheckedRecord, 'name' | 'versionMadeBy'>): EntryPath {
  const { name } = record;
  const backslashes = BACKSLASH_HOSTS.has(record.versionMadeBy >>> 8);
  const path = backslashes ? name.replaceAll('\\', '/') : name;
  if (name === '') throw refuseEntry(name, 'has an empty name');
  if (name.includes('\0')) throw refuseEntry(name, 'has a NUL character in its name');
  if (path.startsWith('/') || (backslashes && /^[A-Za-z]:/.test(path))) {
    throw refuseEntry(name, 'has an absolute path; zip with relative paths');
  }
  if (Buffer.byteLength(path) > MAX_PATH_BYTES) throw refuseEntry(name, `is longer than ${MAX_PATH_BYTES} bytes`);
  const components = path.split('/').filter((component) => component !== '' && component !== '.');
  for (const component of components) {
    if (component === '..') throw refuseEntry(name, 'has a ".." in its path; zip from inside the folder');
    if (component.length * 3 > MAX_COMPONENT_BYTES && Buffer.byteLength(component) > MAX_COMPONENT_BYTES) {
      throw refuseEntry(name, `has a path component longer than ${MAX_COMPONENT_BYTES} bytes`);
    }
  }
  return { name, components, slash: /(?:^|\/)\.?$/.test(path) };
}

const UNIX_HOSTS: ReadonlySet<number> = new Set([3, 19]);
const TYPE_MASK = 0o170000;
const TYPE_REGULAR = 0o100000;
const TYPE_DIRECTORY = 0o040000;
const TYPE_LINK = 0o120000;
// Directories are always writable for their owner: the action must be removable.
const OWNER_ALL = 0o700;

/** What an entry becomes. */
export interface EntryKind {
  readonly kind: 'file' | 'directory' | 'link';
  /** Permission bits; those of a link do not matter. Undefined if the entry has none. */
  readonly mode: number | undefined;
}

/**
 * Returns the type and permissions of an entry: by its Unix mode if it has one, else by its name.
 *
 * @throws RunnerError `ERR_RUNNER_ARCHIVE_REFUSED` for devices, pipes and sockets
 */
export function parseEntryKind(
  record: Pick<CheckedRecord, 'versionMadeBy' | 'externalFileAttributes'>,
  { name, slash }: EntryPath,
): EntryKind {
  const unix = UNIX_HOSTS.has(record.versionMadeBy >>> 8) ? record.externalFileAttributes >>> 16 : 0;
  const type = unix & TYPE_MASK;
  if (type === TYPE_LINK) {
    if (slash) throw refuseEntry(name, 'is a link with the name of a directory');
    return { kind: 'link', mode: 0o777 };
  }
  if (type !== 0 && type !== TYPE_REGULAR && type !== TYPE_DIRECTORY) {
    throw refuseEntry(name, 'is a device, pipe or socket; only files, directories and links can be delivered');
  }
  const kind = slash || type === TYPE_DIRECTORY ? 'directory' : 'file';
  if (unix === 0) return { kind, mode: undefined };
  return { kind, mode: (unix & 0o777) | (kind === 'directory' ? OWNER_ALL : 0) };
}
