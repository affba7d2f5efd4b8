import { blameArchive, blameEntry, refuseEntry } from './archive-errors.js';
import { type ArchiveRecord, type CheckedRecord, DIRECTORY_RECORD_BYTES, STORED } from './archive-record.js';
import { quote } from './delivery-error.js';
import { decodeEntryName, pathBytes } from './entry.js';

const DIRECTORY_SIGNATURE = 0x02014b50;
const LOCAL_SIGNATURE = 0x04034b50;
const LOCAL_HEADER_BYTES = 30;
// Encrypted, strongly encrypted, masked header values.
const ENCRYPTION_FLAGS = 0x0001 | 0x0040 | 0x2000;
const DEFLATED = 8;

/**
 * Checks one entry: that it can be read, that its local header and its data are before the directory, and that both headers describe the
 * same file. Nothing is decompressed.
 *
 * @param at where the record is in the central directory, in bytes from the start of `zip`
 * @param limit where the data must end at the latest
 * @returns the record, with its name, its extra fields, its data and where that ends
 * @throws RunnerError `ERR_RUNNER_ARCHIVE_INVALID` or `ERR_RUNNER_ARCHIVE_REFUSED`
 */
export function checkRecord(zip: Buffer, record: ArchiveRecord, at: number, limit: number): CheckedRecord {
  if (record.signature !== DIRECTORY_SIGNATURE) throw blameArchive('its central directory is damaged');
  const extraAt = at + DIRECTORY_RECORD_BYTES + record.fileNameLength;
  const extraFields = zip.subarray(extraAt, extraAt + record.extraFieldLength);
  const name = decodeEntryName(record, extraFields);
  checkAccepted(record, name);
  checkSizes(record, name);
  const { data, dataEnd } = checkLocalHeader(zip, record, limit, name);
  // Without what else unzipper keeps for each entry, so that it can be collected.
  return {
    signature: record.signature,
    versionMadeBy: record.versionMadeBy,
    flags: record.flags,
    compressionMethod: record.compressionMethod,
    lastModifiedTime: record.lastModifiedTime,
    lastModifiedDate: record.lastModifiedDate,
    crc32: record.crc32,
    compressedSize: record.compressedSize,
    uncompressedSize: record.uncompressedSize,
    fileNameLength: record.fileNameLength,
    extraFieldLength: record.extraFieldLength,
    fileCommentLength: record.fileCommentLength,
    diskNumber: record.diskNumber,
    externalFileAttributes: record.externalFileAttributes,
    offsetToLocalFileHeader: record.offsetToLocalFileHeader,
    pathBuffer: record.pathBuffer,
    name,
    extraFields,
    data,
    dataEnd,
  };
}

function checkAccepted(record: ArchiveRecord, name: string): void {
  if ((record.flags & ENCRYPTION_FLAGS) !== 0) {
    throw refuseEntry(name, 'is encrypted; zip it without a password');
  }
  if (record.compressionMethod !== STORED && record.compressionMethod !== DEFLATED) {
    throw refuseEntry(
      name,
      `is compressed with method ${record.compressionMethod}; only deflated and stored entries can be read`,
    );
  }
  if (record.diskNumber !== 0) throw refuseEntry(name, 'is in another part of a split archive; make it a single file');
}

function checkSizes(record: ArchiveRecord, name: string): void {
  const { compressedSize, uncompressedSize } = record;
  if (!isSize(compressedSize) || !isSize(uncompressedSize) || !isSize(record.offsetToLocalFileHeader)) {
    throw blameEntry(name, 'its sizes cannot be read');
  }
  const stored = record.compressionMethod === STORED;
  if (stored ? compressedSize !== uncompressedSize : compressedSize === 0 && uncompressedSize > 0) {
    throw blameEntry(name, `${compressedSize} bytes of data cannot unpack to ${uncompressedSize} bytes`);
  }
}

function checkLocalHeader(
  zip: Buffer,
  record: ArchiveRecord,
  limit: number,
  name: string,
): Pick<CheckedRecord, 'data' | 'dataEnd'> {
  const offset = record.offsetToLocalFileHeader;
  const nameOffset = offset + LOCAL_HEADER_BYTES;
  if (nameOffset > limit || zip.readUInt32LE(offset) !== LOCAL_SIGNATURE) {
    throw blameEntry(name, 'its header is not where the central directory says');
  }
  const nameEnd = nameOffset + zip.readUInt16LE(offset + 26);
  const dataEnd = nameEnd + zip.readUInt16LE(offset + 28) + record.compressedSize;
  if (dataEnd > limit) throw blameEntry(name, 'its data is cut off');
  // Headers that differ would show one file to a scanner and another to us.
  if (!zip.subarray(nameOffset, nameEnd).equals(pathBytes(record))) {
    throw blameEntry(name, 'its header has a different name');
  }
  if (zip.readUInt16LE(offset + 8) !== record.compressionMethod) {
    throw blameEntry(name, 'its header has a different compression method');
  }
  return { data: zip.subarray(dataEnd - record.compressedSize, dataEnd), dataEnd };
}

function isSize(value: unknown): boolean {
  return Number.isSafeInteger(value) && (value as number) >= 0;
}

/**
 * Checks that no two entries share bytes: otherwise a small archive could unpack to thousands of times its size.
 *
 * @throws RunnerError `ERR_RUNNER_ARCHIVE_INVALID`
 */
export function checkOverlap(records: readonly CheckedRecord[]): void {
  const sorted = [...records].sort((a, b) => a.offsetToLocalFileHeader - b.offsetToLocalFileHeader);
  let previous: CheckedRecord | undefined;
  for (const record of sorted) {
    if (previous !== undefined && record.offsetToLocalFileHeader < previous.dataEnd) {
      throw blameEntry(record.name, `it overlaps the entry ${quote(previous.name)}`);
    }
    previous = record;
  }
}
