import { closeSync, openSync, readSync, statSync } from 'node:fs';

/** A file in a tar, or a link to one, which has no bytes of its own. */
export interface TarEntry {
  readonly name: string;
  readonly offset: number;
  readonly size: number;
}

/** What cannot be read as a tar. */
export class TarError extends Error {
  override readonly name = 'TarError';
}

const BLOCK = 512;

/** No name is longer, and an archive of images has few files. */
const MAX_META_BYTES = 1_048_576;
const MAX_ENTRIES = 100_000;

/** How files begin that gzip, bzip2, xz and zstd wrote. */
const COMPRESSED = ['\x1F\x8B', 'BZh', '\xFD7zXZ', '(\xB5/\xFD'];

/** The types of files, and of hard and symbolic links: Docker once wrote a layer that it had written before as a link. */
const FILES = ['0', '\0', '1', '2'];

/** A tar of which only the headers are read: the layers of an image are skipped, whatever their size. */
export class TarIndex {
  readonly entries: ReadonlyMap<string, TarEntry>;
  readonly #descriptor: number;

  /** @throws TarError when it is no tar; the system's error when it cannot be read */
  constructor(file: string) {
    // Before it is opened: to open a pipe may wait for ever.
    const status = statSync(file);
    if (status.isDirectory()) {
      throw new TarError('it is a folder; pack an OCI layout with "tar -C FOLDER -cf image.tar ."');
    }
    if (!status.isFile()) {
      throw new TarError('it is no file');
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

  /** The bytes of a file. @throws TarError when it is longer than allowed or cut off */
  read({ name, offset, size }: TarEntry, maxBytes: number): Buffer {
    if (size > maxBytes) {
      throw new TarError(`${name} has ${size} bytes, which is too many`);
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
      // A whole tar ends with blocks of zeros, a last file included.
      if (readSync(this.#descriptor, header, 0, BLOCK, at) < BLOCK) {
        throw new TarError(at === 0 ? 'it is no tar' : 'it is cut off');
      }
      if (header.every((byte) => byte === 0)) {
        return entries;
      }
      checkSum(header, at);
      const type = String.fromCharCode(header[156] ?? 0);
      const size = longSize ?? numberAt(header, 124, 12);
      if (!Number.isSafeInteger(size) || size < 0) {
        throw new TarError('it is no tar');
      }
      const entry = { name: longName ?? nameOf(header), offset: at + BLOCK, size };
      at += BLOCK + Math.ceil(size / BLOCK) * BLOCK;
      longSize = undefined;
      longName = undefined;
      if (type === 'x') {
        const records = paxRecords(this.read(entry, MAX_META_BYTES));
        longName = records.get('path');
        longSize = records.has('size') ? Number(records.get('size')) : undefined;
      } else if (type === 'L') {
        longName = cut(this.read(entry, MAX_META_BYTES));
      } else if (FILES.includes(type)) {
        entries.set(entry.name.replace(/^\.\//, ''), entry);
      }
      if (entries.size > MAX_ENTRIES) {
        throw new TarError('it has too many files');
      }
    }
  }
}

function checkSum(header: Buffer, at: number): void {
  const sum = header.reduce((total, byte, index) => total + (index >= 148 && index < 156 ? 0x20 : byte), 0);
  if (sum !== numberAt(header, 148, 8)) {
    const isCompressed = at === 0 && COMPRESSED.some((start) => header.indexOf(start, 0, 'latin1') === 0);
    throw new TarError(isCompressed ? 'it is compressed; unpack it first' : 'it is no tar');
  }
}

function nameOf(header: Buffer): string {
  const name = cut(header.subarray(0, 100));
  const prefix = header.toString('latin1', 257, 262) === 'ustar' ? cut(header.subarray(345, 500)) : '';
  return prefix === '' ? name : `${prefix}/${name}`;
}

/** Octal digits, or a big-endian number for what does not fit into them. */
function numberAt(header: Buffer, start: number, length: number): number {
  if (((header[start] ?? 0) & 0x80) !== 0) {
    return header.readUIntBE(start + length - 6, 6);
  }
  const value = Number.parseInt(cut(header.subarray(start, start + length)).trim() || '0', 8);
  return Number.isNaN(value) ? 0 : value;
}

function cut(bytes: Buffer): string {
  const end = bytes.indexOf(0);
  return bytes.toString('utf8', 0, end < 0 ? bytes.length : end);
}

/** Lines of `length key=value`. */
function paxRecords(bytes: Buffer): Map<string, string> {
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
