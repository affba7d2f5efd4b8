import { crc32, createInflateRaw, inflateRawSync } from 'node:zlib';
import { isRunnerError, messageOf, type RunnerError, systemCode } from '../errors.js';
import { blameEntry } from './archive-errors.js';
import { type CheckedRecord, STORED } from './archive-record.js';

const PIECE_BYTES = 65_536;
// Writing a piece waits for a thread: four times as many took nearly twice as long.
const STORED_PIECE_BYTES = 262_144;
/** The least that zlib accepts, and the most that is taken at once on an entry's word. */
const MIN_CHUNK_BYTES = 64;
const MAX_CHUNK_BYTES = 262_145;
const WRONG_CHECKSUM = 'its checksum (CRC-32) is wrong';

/**
 * Unpacks one entry piece by piece. Completes only if size and CRC-32 are those of the directory.
 *
 * @throws RunnerError `ERR_RUNNER_ARCHIVE_INVALID` with the name of the entry
 */
export async function* streamEntry(record: CheckedRecord, name: string): AsyncGenerator<Buffer, void, void> {
  let size = 0;
  let checksum = 0;
  try {
    for await (const chunk of readPieces(record)) {
      size += chunk.length;
      if (size > record.uncompressedSize) {
        throw blameExcess(record, name);
      }
      checksum = crc32(chunk, checksum);
      yield chunk;
    }
  } catch (error) {
    throw isRunnerError(error) ? error : blameEntry(name, messageOf(error), error);
  }
  if (size < record.uncompressedSize) {
    throw blameShortage(record, name, size);
  }
  if (checksum !== record.crc32) throw blameEntry(name, WRONG_CHECKSUM);
}

/** Reads from the archive in memory: unzipper's own stream copies each piece. */
async function* readPieces({
  compressionMethod,
  compressedSize,
  data,
}: CheckedRecord): AsyncGenerator<Buffer, void, void> {
  if (compressionMethod === STORED) {
    for (let at = 0; at < data.length; at += STORED_PIECE_BYTES) {
      yield data.subarray(at, at + STORED_PIECE_BYTES);
    }
  } else if (compressedSize > 0) {
    const inflate = createInflateRaw({ chunkSize: PIECE_BYTES });
    inflate.end(data);
    yield* inflate;
  }
}

/** Unpacks one small entry at once: streams for thousands of them would take longer than the unpacking. */
export function readEntry(record: CheckedRecord, name: string): Buffer {
  const data = record.compressionMethod === STORED || record.compressedSize === 0 ? record.data : inflate(record, name);
  if (data.length < record.uncompressedSize) throw blameShortage(record, name, data.length);
  if (crc32(data) !== record.crc32) throw blameEntry(name, WRONG_CHECKSUM);
  return data;
}

function inflate(record: CheckedRecord, name: string): Buffer {
  try {
    return inflateRawSync(record.data, {
      maxOutputLength: Math.max(1, record.uncompressedSize),
      // One piece, which by default has 16 KiB whatever is needed; a byte more shows that nothing is missing.
      chunkSize: Math.max(MIN_CHUNK_BYTES, Math.min(record.uncompressedSize + 1, MAX_CHUNK_BYTES)),
    });
  } catch (error) {
    throw systemCode(error) === 'ERR_BUFFER_TOO_LARGE'
      ? blameExcess(record, name)
      : blameEntry(name, messageOf(error), error);
  }
}

function blameExcess(record: CheckedRecord, name: string): RunnerError {
  return blameEntry(name, `it has more than the ${record.uncompressedSize} bytes declared`);
}

function blameShortage(record: CheckedRecord, name: string, size: number): RunnerError {
  return blameEntry(name, `it has ${size} of the ${record.uncompressedSize} bytes declared`);
}
