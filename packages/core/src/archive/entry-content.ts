import { crc32, createInflateRaw, inflateRawSync } from 'node:zlib';
import { isRunnerError, messageOf, type RunnerError, systemCode } from '../errors.js';
import { invalidEntry } from './archive-errors.js';
import type { CheckedRecord } from './archive-record.js';

const STORED = 0;
const PIECE_BYTES = 65_536;
const WRONG_CHECKSUM = 'its checksum (CRC-32) is wrong';

/**
 * The unpacked data of one entry, piece by piece; ends normally only when size and CRC-32 are those of the directory.
 *
 * @throws RunnerError `ERR_RUNNER_ARCHIVE_INVALID` naming the entry
 */
export async function* entryContent(record: CheckedRecord, name: string): AsyncGenerator<Buffer, void, void> {
  let size = 0;
  let checksum = 0;
  try {
    for await (const chunk of pieces(record)) {
      size += chunk.length;
      if (size > record.uncompressedSize) {
        throw tooLong(record, name);
      }
      checksum = crc32(chunk, checksum);
      yield chunk;
    }
  } catch (error) {
    throw isRunnerError(error) ? error : invalidEntry(name, messageOf(error), error);
  }
  if (size < record.uncompressedSize) {
    throw tooShort(record, name, size);
  }
  if (checksum !== record.crc32) throw invalidEntry(name, WRONG_CHECKSUM);
}

/** Straight from the archive in memory: unzipper's own stream copies each piece. */
async function* pieces({ compressionMethod, compressedSize, data }: CheckedRecord): AsyncGenerator<Buffer, void, void> {
  if (compressionMethod === STORED) {
    for (let at = 0; at < data.length; at += PIECE_BYTES) {
      yield data.subarray(at, at + PIECE_BYTES);
    }
  } else if (compressedSize > 0) {
    const inflate = createInflateRaw({ chunkSize: PIECE_BYTES });
    inflate.end(data);
    yield* inflate;
  }
}

/** The whole data of one small entry, in one go: a stream for each of thousands would take longer than unpacking them. */
export function readEntry(record: CheckedRecord, name: string): Buffer {
  const data = record.compressionMethod === STORED || record.compressedSize === 0 ? record.data : inflate(record, name);
  if (data.length < record.uncompressedSize) throw tooShort(record, name, data.length);
  if (crc32(data) !== record.crc32) throw invalidEntry(name, WRONG_CHECKSUM);
  return data;
}

function inflate(record: CheckedRecord, name: string): Buffer {
  try {
    return inflateRawSync(record.data, { maxOutputLength: Math.max(1, record.uncompressedSize) });
  } catch (error) {
    throw systemCode(error) === 'ERR_BUFFER_TOO_LARGE'
      ? tooLong(record, name)
      : invalidEntry(name, messageOf(error), error);
  }
}

function tooLong(record: CheckedRecord, name: string): RunnerError {
  return invalidEntry(name, `it holds more than the ${record.uncompressedSize} bytes announced`);
}

function tooShort(record: CheckedRecord, name: string, size: number): RunnerError {
  return invalidEntry(name, `it holds ${size} bytes of the ${record.uncompressedSize} announced`);
}
