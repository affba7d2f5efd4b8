import type { ArchiveRecord } from './archive-record.js';
import type { EndRecord } from './end-record.js';

/** The bytes of a record without its name, its extra fields and its comment. */
export const DIRECTORY_RECORD_BYTES = 46;
// The value of a field that is in a zip64 extra field instead.
const FULL = 0xffffffff;

/**
 * Lists the records of the central directory, unchecked (APPNOTE.TXT, 4.3.12).
 *
 * @returns undefined if one has zip64 fields, or if they continue behind the end of the file
 */
export function listRecords(zip: Buffer, { entries, directoryOffset }: EndRecord): ArchiveRecord[] | undefined {
  const records: ArchiveRecord[] = [];
  let at = directoryOffset;
  for (let entry = 0; entry < entries; entry += 1) {
    const nameAt = at + DIRECTORY_RECORD_BYTES;
    if (nameAt > zip.length) return undefined;
    const record = readRecord(zip, at);
    at = nameAt + record.fileNameLength + record.extraFieldLength + record.fileCommentLength;
    if (at > zip.length || hasZip64Fields(record)) return undefined;
    records.push(record);
  }
  return records;
}

function readRecord(zip: Buffer, at: number): ArchiveRecord {
  const fileNameLength = zip.readUInt16LE(at + 28);
  const nameAt = at + DIRECTORY_RECORD_BYTES;
  return {
    signature: zip.readUInt32LE(at),
    versionMadeBy: zip.readUInt16LE(at + 4),
    flags: zip.readUInt16LE(at + 8),
    compressionMethod: zip.readUInt16LE(at + 10),
    lastModifiedTime: zip.readUInt16LE(at + 12),
    lastModifiedDate: zip.readUInt16LE(at + 14),
    crc32: zip.readUInt32LE(at + 16),
    compressedSize: zip.readUInt32LE(at + 20),
    uncompressedSize: zip.readUInt32LE(at + 24),
    fileNameLength,
    extraFieldLength: zip.readUInt16LE(at + 30),
    fileCommentLength: zip.readUInt16LE(at + 32),
    diskNumber: zip.readUInt16LE(at + 34),
    externalFileAttributes: zip.readUInt32LE(at + 38),
    offsetToLocalFileHeader: zip.readUInt32LE(at + 42),
    pathBuffer: zip.subarray(nameAt, nameAt + fileNameLength),
  };
}

function hasZip64Fields({ compressedSize, uncompressedSize, offsetToLocalFileHeader }: ArchiveRecord): boolean {
  return compressedSize === FULL || uncompressedSize === FULL || offsetToLocalFileHeader === FULL;
}
