import { refusedEntry } from './archive-errors.js';
import type { ArchiveRecord } from './archive-record.js';

const MAX_COMPONENT_BYTES = 255;
const MAX_PATH_BYTES = 4096;
// MS-DOS, Windows NTFS, MVS (written by some Windows tools) and VFAT separate with backslashes.
const BACKSLASH_HOSTS: ReadonlySet<number> = new Set([0, 10, 11, 14]);

/** Where an entry goes. */
export interface EntryPath {
  /** The name as the archive has it, for messages. */
  readonly name: string;
  /** The path below the directory; none for the directory itself. */
  readonly components: readonly string[];
  /** Whether the name ends in a separator, as the names of directories do. */
  readonly slash: boolean;
}

/**
 * The path of an entry below the directory.
 *
 * @throws RunnerError `ERR_RUNNER_ARCHIVE_REFUSED` when the name is no such path
 */
export function entryPath(record: Pick<ArchiveRecord, 'pathBuffer' | 'versionMadeBy'>): EntryPath {
  const name = decodeName(record.pathBuffer);
  const backslashes = BACKSLASH_HOSTS.has(record.versionMadeBy >>> 8);
  const path = backslashes ? name.replaceAll('\\', '/') : name;
  if (name === '') throw refusedEntry(name, 'has an empty name');
  if (name.includes('\0')) throw refusedEntry(name, 'has a NUL character in its name');
  if (path.startsWith('/') || (backslashes && /^[A-Za-z]:/.test(path))) {
    throw refusedEntry(name, 'has an absolute path; zip with relative paths');
  }
  if (Buffer.byteLength(path) > MAX_PATH_BYTES) throw refusedEntry(name, `is longer than ${MAX_PATH_BYTES} bytes`);
  const components = path.split('/').filter((component) => component !== '' && component !== '.');
  for (const component of components) {
    if (component === '..') throw refusedEntry(name, 'has a ".." in its path; zip from inside the folder');
    if (component.length * 3 > MAX_COMPONENT_BYTES && Buffer.byteLength(component) > MAX_COMPONENT_BYTES) {
      throw refusedEntry(name, `has a part longer than ${MAX_COMPONENT_BYTES} bytes in its path`);
    }
  }
  return { name, components, slash: /(?:^|\/)\.?$/.test(path) };
}

function decodeName(bytes: Buffer | ''): string {
  if (bytes === '') return '';
  try {
    return new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes);
  } catch {
    throw refusedEntry(bytes.toString('latin1'), 'has a name that is not UTF-8; zip it with UTF-8 names');
  }
}

const UNIX_HOSTS: ReadonlySet<number> = new Set([3, 19]);
const TYPE_MASK = 0o170000;
const TYPE_REGULAR = 0o100000;
const TYPE_DIRECTORY = 0o040000;
const TYPE_LINK = 0o120000;
// The action must be able to be removed again, so directories can always be filled and emptied.
const OWNER_ALL = 0o700;

/** Mode of directories that no entry describes. */
export const DIRECTORY_MODE = 0o755;
const FILE_MODE = 0o644;

/** What an entry becomes, with its permission bits; a link has none of its own. */
export interface EntryKind {
  readonly kind: 'file' | 'directory' | 'link';
  readonly mode: number;
}

/**
 * Type and permissions of an entry: by its unix mode where it has one, else by its name.
 *
 * @throws RunnerError `ERR_RUNNER_ARCHIVE_REFUSED` for devices, pipes and sockets
 */
export function entryKind(
  record: Pick<ArchiveRecord, 'versionMadeBy' | 'externalFileAttributes'>,
  { name, slash }: EntryPath,
): EntryKind {
  const unix = UNIX_HOSTS.has(record.versionMadeBy >>> 8) ? record.externalFileAttributes >>> 16 : 0;
  const type = unix & TYPE_MASK;
  if (type === TYPE_LINK) {
    if (slash) throw refusedEntry(name, 'is a link with the name of a directory');
    return { kind: 'link', mode: 0o777 };
  }
  if (type !== 0 && type !== TYPE_REGULAR && type !== TYPE_DIRECTORY) {
    throw refusedEntry(name, 'is a device, pipe or socket; only files, directories and links can be delivered');
  }
  if (slash || type === TYPE_DIRECTORY) {
    return { kind: 'directory', mode: unix === 0 ? DIRECTORY_MODE : (unix & 0o777) | OWNER_ALL };
  }
  return { kind: 'file', mode: unix === 0 ? FILE_MODE : unix & 0o777 };
}
