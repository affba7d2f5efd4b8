import { blameArchive, refuseArchive } from './archive-errors.js';
import { DIRECTORY_RECORD_BYTES } from './archive-record.js';

const END_SIGNATURE = Buffer.from('PK\x05\x06', 'latin1');
// Of the first part of an archive that was to be split.
const SPLIT_SIGNATURE = Buffer.from('PK\x07\x08', 'latin1');
const SPLIT = 'it is one part of an archive that is split into several files; make it a single file';
const END_BYTES = 22;
const ZIP64_END_SIGNATURE = 0x06064b50;
const ZIP64_END_BYTES = 56;
// What precedes the part that the record counts as its size.
const ZIP64_LEADING_BYTES = 12;
const ZIP64_LOCATOR_SIGNATURE = 0x07064b50;
const ZIP64_LOCATOR_BYTES = 20;
const MAX_COMMENT_BYTES = 65_535;
// The value of a field that is in the zip64 record instead.
const FULL_16 = 0xffff;
const FULL_32 = 0xffffffff;

/** The end of central directory record, in its plain or zip64 form. Offsets and sizes in bytes. */
export interface EndRecord {
  /** Where the record starts. */
  readonly offset: number;
  readonly entries: number;
  readonly directoryOffset: number;
  readonly directorySize: number;
}

/**
 * Finds the end of central directory record and checks that the directory can be where it says.
 *
 * @throws RunnerError `ERR_RUNNER_ARCHIVE_INVALID`; `ERR_RUNNER_ARCHIVE_REFUSED` for an archive split into several files
 */
export function findEndRecord(zip: Buffer): EndRecord {
  const offset = findEndOffset(zip);
  const disks = [zip.readUInt16LE(offset + 4), zip.readUInt16LE(offset + 6)];
  const entriesOnDisk = zip.readUInt16LE(offset + 8);
  const end: EndRecord = {
    offset,
    entries: zip.readUInt16LE(offset + 10),
    directorySize: zip.readUInt32LE(offset + 12),
    directoryOffset: zip.readUInt32LE(offset + 16),
  };
  // The same condition as in unzipper, so that both read the same record.
  if (disks[0] === 0xffff || end.entries === FULL_16 || end.directoryOffset === FULL_32) {
    return findZip64EndRecord(zip, end);
  }
  const limit = end.directoryOffset + end.directorySize === offset ? offset : findDirectoryLimit(zip, end);
  return checkEndRecord(end, limit, [...disks, end.entries - entriesOnDisk]);
}

/** Finds the last record whose comment ends with the file, or else with nothing but NUL bytes behind it, as bsdtar pads archives. */
function findEndOffset(zip: Buffer): number {
  const found = findLastRecord(zip, zip.length) ?? findLastRecord(zip, getUnpaddedLength(zip));
  if (found !== undefined) return found;
  if (zip.indexOf(SPLIT_SIGNATURE) === 0) {
    throw refuseArchive(SPLIT);
  }
  throw blameArchive(
    zip.subarray(0, 2).toString('latin1') === 'PK'
      ? 'it has no end record; it may have been cut off, or something may have been added to it'
      : 'it does not start like one',
  );
}

/** Whether there is an end record, be it right or not. */
export function hasEndRecord(bytes: Buffer): boolean {
  return findLastRecord(bytes, bytes.length) !== undefined;
}

/** Finds the last record that ends at `contentEnd`, or in the NUL bytes that follow. */
function findLastRecord(zip: Buffer, contentEnd: number): number | undefined {
  const first = Math.max(0, contentEnd - END_BYTES - MAX_COMMENT_BYTES);
  for (let at = zip.length - END_BYTES; at >= first; at -= 1) {
    at = zip.lastIndexOf(END_SIGNATURE, at);
    if (at < first) break;
    const end = at + END_BYTES + zip.readUInt16LE(at + 20);
    if (end >= contentEnd && end <= zip.length) return at;
  }
  return undefined;
}

function getUnpaddedLength(zip: Buffer): number {
  let length = zip.length;
  while (length > 0 && zip[length - 1] === 0) length -= 1;
  return length;
}

/** Finds where the directory must end: at a redundant zip64 record if there is one, else at the plain record. */
function findDirectoryLimit(zip: Buffer, end: EndRecord): number {
  const locator = end.offset - ZIP64_LOCATOR_BYTES;
  if (locator < 0 || zip.readUInt32LE(locator) !== ZIP64_LOCATOR_SIGNATURE) return end.offset;
  const wide = findZip64EndRecord(zip, end);
  return wide.directoryOffset + wide.directorySize;
}

function findZip64EndRecord(zip: Buffer, short: EndRecord): EndRecord {
  const locator = short.offset - ZIP64_LOCATOR_BYTES;
  if (locator < 0 || zip.readUInt32LE(locator) !== ZIP64_LOCATOR_SIGNATURE) {
    throw blameArchive('its end record refers to a zip64 record that is not there');
  }
  const record = Number(zip.readBigUInt64LE(locator + 8));
  if (record > locator - ZIP64_END_BYTES || zip.readUInt32LE(record) !== ZIP64_END_SIGNATURE) {
    throw blameArchive('its zip64 end record is not where it should be');
  }
  // Some programs read the record in front of the locator, wherever the locator points.
  if (record + ZIP64_LEADING_BYTES + Number(zip.readBigUInt64LE(record + 4)) !== locator) {
    throw blameArchive('its zip64 end record does not end where it should');
  }
  const entries = Number(zip.readBigUInt64LE(record + 32));
  const end = {
    offset: short.offset,
    entries,
    directorySize: Number(zip.readBigUInt64LE(record + 40)),
    directoryOffset: Number(zip.readBigUInt64LE(record + 48)),
  };
  const agree =
    [FULL_16, entries].includes(short.entries) &&
    [FULL_32, end.directorySize].includes(short.directorySize) &&
    [FULL_32, end.directoryOffset].includes(short.directoryOffset);
  if (!agree) throw blameArchive('its two end records disagree');
  const disks = [zip.readUInt32LE(locator + 4), zip.readUInt32LE(record + 16), zip.readUInt32LE(record + 20)];
  return checkEndRecord(end, record, [...disks, entries - Number(zip.readBigUInt64LE(record + 24))]);
}

/** Checks a record: `limit` is where the directory must end; `disks` are all 0 unless the archive is split. */
function checkEndRecord(end: EndRecord, limit: number, disks: readonly number[]): EndRecord {
  if (disks.some((disk) => disk !== 0)) {
    throw refuseArchive(SPLIT);
  }
  // With anything in front or in between, other programs look for the directory elsewhere and see other files.
  if (end.directoryOffset + end.directorySize !== limit) {
    throw blameArchive(
      'its central directory is not where its end record says; it may have been cut off, or joined with another file',
    );
  }
  if (end.entries * DIRECTORY_RECORD_BYTES > end.directorySize) {
    throw blameArchive(`its central directory is too short for the ${end.entries} entries declared`);
  }
  return end;
}
