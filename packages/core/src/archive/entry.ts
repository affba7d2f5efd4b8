import { crc32 } from 'node:zlib';
import { refuseEntry } from './archive-errors.js';
import type { ArchiveRecord, CheckedRecord } from './archive-record.js';
import { decodeFileName, decodeUtf8 } from './file-name.js';

// What the record of an entry says: its name, where it goes, its kind and its time.

/** General purpose bit 11: the name is UTF-8. */
const UTF8_NAME = 0x0800;
/** Info-ZIP's Unicode Path: version 1, the CRC-32 of the name in the header, the name in UTF-8. */
const UNICODE_PATH = 0x7075;
const UNICODE_PATH_HEADER_BYTES = 5;

/**
 * Returns the name of an entry: UTF-8 if its flag says so; else the one of its Unicode Path field, which counts only for the name it was
 * made for; else {@link decodeFileName} of its bytes.
 *
 * @throws RunnerError `ERR_RUNNER_ARCHIVE_REFUSED` if the name is declared as UTF-8 and is something else
 */
export function decodeEntryName(record: Pick<ArchiveRecord, 'flags' | 'pathBuffer'>, extraFields: Buffer): string {
  const bytes = pathBytes(record);
  const name =
    ((record.flags & UTF8_NAME) === 0 ? readUnicodePath(bytes, extraFields) : undefined) ?? decodeText(record, bytes);
  if (name === undefined) {
    throw refuseEntry(bytes.toString('latin1'), 'has a name that is not UTF-8; zip it with UTF-8 names');
  }
  return name;
}

/** Returns the bytes of a name. */
export function pathBytes({ pathBuffer }: Pick<ArchiveRecord, 'pathBuffer'>): Buffer {
  return pathBuffer === '' ? Buffer.alloc(0) : pathBuffer;
}

/** Decodes a name, or the target of a link, in the encoding that its entry declares. Undefined if it is not in that encoding. */
export function decodeText({ flags }: Pick<ArchiveRecord, 'flags'>, bytes: Buffer): string | undefined {
  return (flags & UTF8_NAME) === 0 ? decodeFileName(bytes) : decodeUtf8(bytes);
}

function readUnicodePath(name: Buffer, extraFields: Buffer): string | undefined {
  const field = findExtraField(extraFields, UNICODE_PATH);
  if (field === undefined || field.length < UNICODE_PATH_HEADER_BYTES) return undefined;
  // Programs that rename an entry without knowing the field leave the old one behind.
  if (field[0] !== 1 || field.readUInt32LE(1) !== crc32(name)) return undefined;
  return decodeUtf8(field.subarray(UNICODE_PATH_HEADER_BYTES));
}

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

/** Extended Timestamp of Info-ZIP: flags, then seconds since 1970, signed. */
const EXTENDED_TIMESTAMP = 0x5455;
const HAS_MODIFICATION_TIME = 1;
/** NTFS, as 7-Zip writes it: 4 reserved bytes, then attributes; the first has three times in units of 100 ns since 1601. */
const NTFS = 0x000a;
const NTFS_TIMES = 1;
const NTFS_EPOCH_SECONDS = 11_644_473_600;
const NTFS_UNITS_PER_SECOND = 10_000_000;
/** The first Unix field of Info-ZIP, which macOS still writes: seconds since 1970 of the last access, then of the last modification. */
const OLD_UNIX = 0x5855;

/**
 * Returns when the file of an entry was modified: by its extra fields, else by its date of MS-DOS, which is read in the time zone of this
 * process, as other programs do. Undefined if that is not a date.
 */
export function parseEntryTime({
  extraFields,
  lastModifiedDate,
  lastModifiedTime,
}: Pick<CheckedRecord, 'extraFields' | 'lastModifiedDate' | 'lastModifiedTime'>): Date | undefined {
  const seconds =
    readExtendedTimestamp(findExtraField(extraFields, EXTENDED_TIMESTAMP)) ??
    readNtfsTime(findExtraField(extraFields, NTFS)) ??
    readOldUnixTime(findExtraField(extraFields, OLD_UNIX));
  return seconds === undefined ? readDosTime(lastModifiedDate, lastModifiedTime) : new Date(seconds * 1000);
}

function readExtendedTimestamp(field: Buffer | undefined): number | undefined {
  const isThere = field !== undefined && field.length >= 5 && (field.readUInt8(0) & HAS_MODIFICATION_TIME) !== 0;
  return isThere ? field.readInt32LE(1) : undefined;
}

function readNtfsTime(field: Buffer | undefined): number | undefined {
  // Its attributes have the form of extra fields.
  const times = field && findExtraField(field.subarray(4), NTFS_TIMES);
  if (times === undefined || times.length < 8) return undefined;
  const units = Number(times.readBigUInt64LE(0));
  return units === 0 ? undefined : units / NTFS_UNITS_PER_SECOND - NTFS_EPOCH_SECONDS;
}

function readOldUnixTime(field: Buffer | undefined): number | undefined {
  return field !== undefined && field.length >= 8 ? field.readInt32LE(4) : undefined;
}

function readDosTime(date: number, time: number): Date | undefined {
  const [year, month, day] = [1980 + (date >>> 9), (date >>> 5) & 0xf, date & 0x1f];
  const [hours, minutes, seconds] = [time >>> 11, (time >>> 5) & 0x3f, (time & 0x1f) * 2];
  const found = new Date(year, month - 1, day, hours, minutes, seconds);
  // A date that does not exist, such as the zeros that some programs write, becomes another one.
  const isDate = found.getMonth() === month - 1 && found.getDate() === day;
  return isDate && hours < 24 && minutes < 60 && seconds < 60 ? found : undefined;
}

const HEADER_BYTES = 4;

/**
 * Returns the data of the first extra field with this ID; undefined if there is none. What follows a damaged field is not read: programs
 * pad the fields with bytes that are none.
 */
function findExtraField(fields: Buffer, id: number): Buffer | undefined {
  let at = 0;
  while (at + HEADER_BYTES <= fields.length) {
    const end = at + HEADER_BYTES + fields.readUInt16LE(at + 2);
    if (end > fields.length) return undefined;
    if (fields.readUInt16LE(at) === id) return fields.subarray(at + HEADER_BYTES, end);
    at = end;
  }
  return undefined;
}
