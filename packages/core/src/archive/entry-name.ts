import { crc32 } from 'node:zlib';
import { refuseEntry } from './archive-errors.js';
import type { ArchiveRecord } from './archive-record.js';
import { findExtraField } from './extra-fields.js';
import { decodeFileName, decodeUtf8 } from './file-name.js';

/** General purpose bit 11: the name is UTF-8. */
const UTF8_NAME = 0x0800;
/** Info-ZIP's Unicode Path: version 1, the CRC-32 of the name in the header, the name in UTF-8. */
const UNICODE_PATH = 0x7075;
const UNICODE_PATH_HEADER_BYTES = 5;

/**
 * Returns the name of an entry: UTF-8 if its flag says so; else the one of its Unicode Path field, which counts only for the name it was
 * made for; else {@link decodeFileName} of its bytes.
 *
 * @throws RunnerError `ERR_RUNNER_ARCHIVE_REFUSED` if the name is declared as UTF-8 and is something else
 */
export function decodeEntryName(record: Pick<ArchiveRecord, 'flags' | 'pathBuffer'>, extraFields: Buffer): string {
  const bytes = pathBytes(record);
  const name =
    ((record.flags & UTF8_NAME) === 0 ? readUnicodePath(bytes, extraFields) : undefined) ?? decodeText(record, bytes);
  if (name === undefined) {
    throw refuseEntry(bytes.toString('latin1'), 'has a name that is not UTF-8; zip it with UTF-8 names');
  }
  return name;
}

/** Returns the bytes of a name. */
export function pathBytes({ pathBuffer }: Pick<ArchiveRecord, 'pathBuffer'>): Buffer {
  return pathBuffer === '' ? Buffer.alloc(0) : pathBuffer;
}

/** Decodes a name, or the target of a link, in the encoding that its entry declares. Undefined if it is not in that encoding. */
export function decodeText({ flags }: Pick<ArchiveRecord, 'flags'>, bytes: Buffer): string | undefined {
  return (flags & UTF8_NAME) === 0 ? decodeFileName(bytes) : decodeUtf8(bytes);
}

function readUnicodePath(name: Buffer, extraFields: Buffer): string | undefined {
  const field = findExtraField(extraFields, UNICODE_PATH);
  if (field === undefined || field.length < UNICODE_PATH_HEADER_BYTES) return undefined;
  // Programs that rename an entry without knowing the field leave the old one behind.
  if (field[0] !== 1 || field.readUInt32LE(1) !== crc32(name)) return undefined;
  return decodeUtf8(field.subarray(UNICODE_PATH_HEADER_BYTES));
}
