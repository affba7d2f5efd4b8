import { crc32 } from 'node:zlib';
import { isRunnerError, messageOf } from '../errors.js';
import { invalidEntry } from './archive-errors.js';
import type { ArchiveRecord } from './archive-record.js';

/**
 * The unpacked data of one entry, piece by piece; ends normally only when size and CRC-32 are those of the directory.
 *
 * @throws RunnerError `ERR_RUNNER_ARCHIVE_INVALID` naming the entry
 */
export async function* entryContent(record: ArchiveRecord, name: string): AsyncGenerator<Buffer, void, void> {
  let size = 0;
  let checksum = 0;
  // Without data unzipper would trust the local header instead of the directory.
  if (record.compressedSize > 0) {
    const stream = record.stream();
    // An error that comes after the loop was left has no other listener, and would end the process.
    stream.on('error', () => {});
    try {
      for await (const chunk of stream as AsyncIterable<Buffer>) {
        size += chunk.length;
        if (size > record.uncompressedSize) {
          throw invalidEntry(name, `it holds more than the ${record.uncompressedSize} bytes announced`);
        }
        checksum = crc32(chunk, checksum);
        yield chunk;
      }
    } catch (error) {
      throw isRunnerError(error) ? error : invalidEntry(name, messageOf(error), error);
    }
  }
  if (size < record.uncompressedSize) {
    throw invalidEntry(name, `it holds ${size} bytes of the ${record.uncompressedSize} announced`);
  }
  if (checksum !== record.crc32) throw invalidEntry(name, 'its checksum (CRC-32) is wrong');
}

/** The whole data of one small entry; see {@link entryContent}. */
export async function readEntry(record: ArchiveRecord, name: string): Promise<Buffer> {
  const chunks: Buffer[] = [];
  for await (const chunk of entryContent(record, name)) chunks.push(chunk);
  return chunks.length === 1 ? (chunks[0] as Buffer) : Buffer.concat(chunks);
}
