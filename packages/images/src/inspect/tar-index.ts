import { closeSync, openSync, readSync, statSync } from 'node:fs';
import { describeImageFolder } from './image-folder.js';

/** A file in a tar, or a link to one, which has no bytes of its own. */
export interface TarEntry {
  readonly name: string;
  readonly offset: number;
  readonly size: number;
}

/** A file cannot be read as a tar, or not as that of an image. */
export class TarError extends Error {
  override readonly name = 'TarError';
}

const BLOCK = 512;

/** Limits of the metadata, which no archive of an image comes close to. */
const MAX_META_BYTES = 1_048_576;
const MAX_ENTRIES = 100_000;

/** The first bytes of files that gzip, bzip2, xz and zstd wrote. */
const COMPRESSED = ['\x1F\x8B', 'BZh', '\xFD7zXZ', '(\xB5/\xFD'];

/** The types of files, and of hard and symbolic links: older versions of Docker write a repeated layer as a link. */
const FILES = ['0', '\0', '1', '2'];

/** An index of the files in a tar. Only headers are read: the layers of an image are skipped, whatever their size. */
export class TarIndex {
  readonly entries: ReadonlyMap<string, TarEntry>;
  readonly #descriptor: number;

  /** @throws TarError if it is not a tar; the system's error if it cannot be read */
  constructor(file: string) {
    // Before it is opened: opening a pipe may wait forever.
    const status = statSync(file);
    if (status.isDirectory()) {
      const folder = describeImageFolder(file);
      throw new TarError(folder ?? 'it is a folder; pack an OCI layout with "tar -C FOLDER -cf image.tar ."');
    }
    if (!status.isFile()) {
      throw new TarError('it is not a file');
    }
    if (status.size === 0) {
      throw new TarError('it is empty');
    }
    this.#descriptor = openSync(file, 'r');
    try {
      this.entries = this.#readEntries();
    } catch (error) {
      this.close();
      throw error;
    }
  }

  /** Reads a file. @throws TarError if it is longer than allowed or cut off */
  read({ name, offset, size }: TarEntry, maxBytes: number): Buffer {
    if (size > maxBytes) {
      throw new TarError(`${name} is too large: ${size} bytes`);
    }
    const bytes = Buffer.alloc(size);
    if (readSync(this.#descriptor, bytes, 0, size, offset) !== size) {
      throw new TarError('it is cut off');
    }
    return bytes;
  }

  close(): void {
    closeSync(this.#descriptor);
  }

  #readEntries(): Map<string, TarEntry> {
    const entries = new Map<string, TarEntry>();
    const header = Buffer.alloc(BLOCK);
    let longName: string | undefined;
    let longSize: number | undefined;
    for (let at = 0; ; ) {
      // A complete tar ends with blocks of zeros.
      if (readSync(this.#descriptor, header, 0, BLOCK, at) < BLOCK) {
        throw new TarError(at === 0 ? 'it is not a tar' : 'it is cut off');
      }
      if (header.every((byte) => byte === 0)) {
        return entries;
      }
      verifyChecksum(header, at);
      const type = String.fromCharCode(header[156] ?? 0);
      const size = longSize ?? readNumber(header, 124, 12);
      if (!Number.isSafeInteger(size) || size < 0) {
        throw new TarError('it is not a tar');
      }
      const entry = { name: longName ?? readName(header), offset: at + BLOCK, size };
      at += BLOCK + Math.ceil(size / BLOCK) * BLOCK;
      longSize = undefined;
      longName = undefined;
      if (type === 'x') {
        const records = parsePaxRecords(this.read(entry, MAX_META_BYTES));
        longName = records.get('path');
        longSize = records.has('size') ? Number(records.get('size')) : undefined;
      } else if (type === 'L') {
        longName = readString(this.read(entry, MAX_META_BYTES));
      } else if (FILES.includes(type)) {
        entries.set(entry.name.replace(/^\.\//, ''), entry);
      }
      if (entries.size > MAX_ENTRIES) {
        throw new TarError('it has too many files');
      }
    }
  }
}

function verifyChecksum(header: Buffer, at: number): void {
  const sum = header.reduce((total, byte, index) => total + (index >= 148 && index < 156 ? 0x20 : byte), 0);
  if (sum !== readNumber(header, 148, 8)) {
    const isCompressed = at === 0 && COMPRESSED.some((start) => header.indexOf(start, 0, 'latin1') === 0);
    throw new TarError(isCompressed ? 'it is compressed; unpack it first' : 'it is not a tar');
  }
}

function readName(header: Buffer): string {
  const name = readString(header.subarray(0, 100));
  // GNU tar has a space instead of the NUL, and other fields where POSIX has the first part of a long name.
  const prefix = header.toString('latin1', 257, 263) === 'ustar\0' ? readString(header.subarray(345, 500)) : '';
  return prefix === '' ? name : `${prefix}/${name}`;
}

/** Reads octal digits, or a big-endian number, which larger values have. */
function readNumber(header: Buffer, start: number, length: number): number {
  if (((header[start] ?? 0) & 0x80) !== 0) {
    return header.readUIntBE(start + length - 6, 6);
  }
  const value = Number.parseInt(readString(header.subarray(start, start + length)).trim() || '0', 8);
  return Number.isNaN(value) ? 0 : value;
}

function readString(bytes: Buffer): string {
  const end = bytes.indexOf(0);
  return bytes.toString('utf8', 0, end < 0 ? bytes.length : end);
}

/** Parses lines of `length key=value`. */
function parsePaxRecords(bytes: Buffer): Map<string, string> {
  const records = new Map<string, string>();
  for (let at = 0; at < bytes.length; ) {
    const length = Number.parseInt(bytes.toString('latin1', at, at + 20), 10);
    if (!(length > 0)) {
      break;
    }
    const record = bytes.toString('utf8', at, at + length - 1);
    const equals = record.indexOf('=');
    records.set(record.slice(record.indexOf(' ') + 1, equals), record.slice(equals + 1));
    at += length;
  }
  return records;
}
