import { Readable } from 'node:stream';
import { blameArchive, refuseArchive } from './archive-errors.js';
import type { ArchiveLimits, CheckedRecord, Unzipper } from './archive-record.js';
import { checkOverlap, checkRecord, DIRECTORY_RECORD_BYTES } from './check-record.js';
import { findEndRecord } from './end-record.js';

const CHUNK_BYTES = 65_536;

/**
 * Lists the entries of a zip, each checked against its local header and the other entries.
 *
 * @throws RunnerError `ERR_RUNNER_ARCHIVE_INVALID` or `ERR_RUNNER_ARCHIVE_REFUSED`
 */
export async function readDirectory(zip: Buffer, limits: ArchiveLimits): Promise<readonly CheckedRecord[]> {
  const end = findEndRecord(zip);
  // Before unzipper, which allocates as many slots as the record announces.
  if (end.entries > limits.maxEntries) {
    throw refuseArchive(`it has ${end.entries} entries; at most ${limits.maxEntries} are allowed`);
  }
  if (end.entries === 0 && end.directorySize === 0) return [];
  // Loaded on demand: it is large, and most activations have no archive.
  // Through its default export: bundlers give CommonJS modules no other.
  const { Open } = (await import('unzipper')).default as unknown as Unzipper;
  const source = {
    size: async (): Promise<number> => zip.length,
    stream: (offset: number, length?: number): Readable =>
      streamChunks(zip.subarray(offset, length === undefined ? undefined : offset + length)),
  };
  const { files } = await Open.custom(source, { tailSize: zip.length - end.offset });
  let at = end.directoryOffset;
  const records: CheckedRecord[] = [];
  for (const record of files) {
    records.push(checkRecord(zip, record, at, end.directoryOffset));
    at += DIRECTORY_RECORD_BYTES + record.fileNameLength + record.extraFieldLength + record.fileCommentLength;
  }
  if (at !== end.directoryOffset + end.directorySize) {
    throw blameArchive(`its central directory does not end after the ${end.entries} entries declared`);
  }
  checkOverlap(records);
  return records;
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
