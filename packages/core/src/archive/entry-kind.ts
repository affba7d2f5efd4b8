import { refusedEntry } from './archive-errors.js';
import type { ArchiveRecord } from './archive-record.js';
import type { EntryPath } from './entry-path.js';

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
