import { Readable } from 'node:stream';
import { blameArchive, refuseArchive } from './archive-errors.js';
import {
  type ArchiveLimits,
  type ArchiveRecord,
  type CheckedRecord,
  DIRECTORY_RECORD_BYTES,
  type Unzipper,
} from './archive-record.js';
import { checkOverlap, checkRecord } from './check-record.js';
import { type EndRecord, findEndRecord } from './end-record.js';

const CHUNK_BYTES = 65_536;
// Checking a record is short, but thousands in a row would block the event loop.
const RECORDS_PER_TURN = 512;
// The value of a field that is in a zip64 extra field instead.
const FULL = 0xffffffff;

/**
 * Lists the entries of a zip, each checked against its local header and the other entries.
 *
 * @throws RunnerError `ERR_RUNNER_ARCHIVE_INVALID` or `ERR_RUNNER_ARCHIVE_REFUSED`
 */
export async function readDirectory(zip: Buffer, limits: ArchiveLimits): Promise<readonly CheckedRecord[]> {
  const end = findEndRecord(zip);
  // Before any are listed: unzipper allocates as many slots as the record announces.
  if (end.entries > limits.maxEntries) {
    throw refuseArchive(`it has ${end.entries} entries; at most ${limits.maxEntries} are allowed`);
  }
  if (end.entries === 0 && end.directorySize === 0) return [];
  let at = end.directoryOffset;
  const records: CheckedRecord[] = [];
  for (const record of listRecords(zip, end) ?? (await listWithUnzipper(zip, end))) {
    records.push(checkRecord(zip, record, at, end.directoryOffset));
    at += DIRECTORY_RECORD_BYTES + record.fileNameLength + record.extraFieldLength + record.fileCommentLength;
    if (records.length % RECORDS_PER_TURN === 0) await new Promise((resolve) => setImmediate(resolve));
  }
  if (at !== end.directoryOffset + end.directorySize) {
    throw blameArchive(`its central directory does not end after the ${end.entries} entries declared`);
  }
  checkOverlap(records);
  return records;
}

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

/** Lists records with zip64 fields: those of very large archives, and of some programs that stream. */
async function listWithUnzipper(zip: Buffer, end: EndRecord): Promise<readonly ArchiveRecord[]> {
  // Loaded on demand: it is large, and slow with thousands of records.
  // Through its default export: bundlers give CommonJS modules no other.
  const { Open } = (await import('unzipper')).default as unknown as Unzipper;
  const source = {
    size: async (): Promise<number> => zip.length,
    stream: (offset: number, length?: number): Readable =>
      streamChunks(zip.subarray(offset, length === undefined ? undefined : offset + length)),
  };
  const { files } = await Open.custom(source, { tailSize: zip.length - end.offset });
  return files;
}

/** Streams bytes in chunks: unzipper copies every chunk it gets. */
function streamChunks(bytes: Buffer): Readable {
  let at = 0;
  return new Readable({
    read(): void {
      this.push(at < bytes.length ? bytes.subarray(at, at + CHUNK_BYTES) : null);
      at += CHUNK_BYTES;
    },
  });
}
