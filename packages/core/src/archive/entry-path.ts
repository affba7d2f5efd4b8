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
