import { Readable } from 'node:stream';
import { setImmediate } from 'node:timers/promises';
import { blameArchive, refuseArchive } from './archive-errors.js';
import type { ArchiveLimits, ArchiveRecord, CheckedRecord, Unzipper } from './archive-record.js';
import { checkOverlap, checkRecord } from './check-record.js';
import { type EndRecord, findEndRecord } from './end-record.js';
import { DIRECTORY_RECORD_BYTES, listRecords } from './list-records.js';

const CHUNK_BYTES = 65_536;
// Checking a record is short, but thousands in a row would block the event loop.
const RECORDS_PER_TURN = 512;

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
    if (records.length % RECORDS_PER_TURN === 0) await setImmediate();
  }
  if (at !== end.directoryOffset + end.directorySize) {
    throw blameArchive(`its central directory does not end after the ${end.entries} entries declared`);
  }
  checkOverlap(records);
  return records;
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
