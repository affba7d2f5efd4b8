import type { CheckedRecord } from './archive-record.js';
import { findExtraField } from './extra-fields.js';

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
