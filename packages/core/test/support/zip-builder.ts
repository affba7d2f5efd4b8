import { crc32, deflateRawSync } from 'node:zlib';

/** One entry; all below `link` are lies, applied to both headers unless they say otherwise. */
export interface ZipEntry {
  /** Ends in `/` for a directory. Bytes are written as they are. */
  readonly name: string | Buffer;
  /** Empty by default. */
  readonly data?: string | Buffer;
  /** Permission bits, or a whole unix mode with its type bits. By default 0644, 0755 for directories. */
  readonly mode?: number;
  /** Makes it a symbolic link to this path. */
  readonly link?: string | Buffer;
  /** Compression method: 8 deflates (default), everything else stores. */
  readonly method?: number;
  /** System it was made on: 3 unix (default), 0 MS-DOS, … Only unix (3) and macOS (19) get mode bits. */
  readonly host?: number;
  /** General purpose flags; bit 11 (UTF-8 name) by default. */
  readonly flags?: number;
  /** Whole external attributes, instead of those of `mode`. */
  readonly attributes?: number;
  readonly crc?: number;
  /** Uncompressed size. */
  readonly size?: number;
  readonly compressedSize?: number;
  /** Data as written, instead of the compressed `data`. */
  readonly raw?: Buffer;
  readonly offset?: number;
  readonly disk?: number;
  /** Writes sizes and offset as zip64 extra field. */
  readonly zip64?: boolean;
  /** Leaves sizes and CRC of the local header to a data descriptor: with signature (true), without, or with 8-byte sizes. */
  readonly descriptor?: boolean | 'bare' | 'wide';
  /** Extra field of the directory, in place of the zip64 one. */
  readonly extra?: Buffer;
  /** Extra field of the local header. */
  readonly localExtra?: Buffer;
  readonly localName?: string | Buffer;
  readonly localMethod?: number;
  readonly localFlags?: number;
  /** Both sizes of the local header. */
  readonly localSize?: number;
  readonly localCrc?: number;
  readonly localSignature?: number;
}

/** The archive as a whole; all below `zip64` are lies. */
export interface ZipOptions {
  readonly comment?: string | Buffer;
  /** Writes the zip64 end record and its locator. */
  readonly zip64?: boolean;
  readonly entries?: number;
  readonly entriesOnDisk?: number;
  readonly directorySize?: number;
  readonly directoryOffset?: number;
  readonly disk?: number;
  readonly commentLength?: number;
  /** Offset the zip64 locator gives for its record. */
  readonly zip64Offset?: number;
  /** Bytes in front, which all offsets count. */
  readonly prefix?: Buffer;
  /** Bytes between the directory and the end records. */
  readonly gap?: Buffer;
  /** Extensible data of the zip64 record. */
  readonly zip64Data?: Buffer;
  /** Writes the real values into the plain end record although a zip64 record is there. */
  readonly unsaturated?: boolean;
}

const FULL = 0xffffffff;

/** A zip archive: a correct one, unless it is told to lie. */
export function buildZip(entries: readonly ZipEntry[], options: ZipOptions = {}): Buffer {
  const files: Buffer[] = [];
  const directory: Buffer[] = [];
  const { prefix = Buffer.alloc(0), gap = Buffer.alloc(0) } = options;
  let offset = prefix.length;
  for (const entry of entries) {
    const { local, central } = buildEntry(entry, offset);
    files.push(local);
    directory.push(central);
    offset += local.length;
  }
  const records = Buffer.concat(directory);
  return Buffer.concat([prefix, ...files, records, gap, buildEnd(entries.length, records.length, offset, options)]);
}

function buildEntry(entry: ZipEntry, place: number): { local: Buffer; central: Buffer } {
  const name = Buffer.from(entry.name);
  const data = Buffer.from(entry.link ?? entry.data ?? '');
  // Empty data is stored, as zip programs do.
  const method = entry.method ?? (data.length === 0 ? 0 : 8);
  const raw = entry.raw ?? (method === 8 ? deflateRawSync(data) : data);
  const size = entry.size ?? data.length;
  const compressedSize = entry.compressedSize ?? raw.length;
  const crc = entry.crc ?? crc32(data);
  const host = entry.host ?? 3;
  const descriptor = describe(entry.descriptor ?? false, crc, compressedSize, size);
  const flags = (entry.flags ?? 0x0800) | (descriptor.length > 0 ? 0x0008 : 0);
  const offset = entry.offset ?? place;
  const localName = Buffer.from(entry.localName ?? name);
  const localExtra = entry.localExtra ?? Buffer.alloc(0);

  const local = Buffer.alloc(30);
  local.writeUInt32LE(entry.localSignature ?? 0x04034b50, 0);
  local.writeUInt16LE(20, 4);
  local.writeUInt16LE(entry.localFlags ?? flags, 6);
  local.writeUInt16LE(entry.localMethod ?? method, 8);
  if (descriptor.length === 0) {
    local.writeUInt32LE(entry.localCrc ?? crc, 14);
    local.writeUInt32LE(entry.localSize ?? compressedSize, 18);
    local.writeUInt32LE(entry.localSize ?? size, 22);
  }
  local.writeUInt16LE(localName.length, 26);
  local.writeUInt16LE(localExtra.length, 28);

  const extra = entry.extra ?? (entry.zip64 === true ? zip64Extra(size, compressedSize, offset) : Buffer.alloc(0));
  const central = Buffer.alloc(46);
  central.writeUInt32LE(0x02014b50, 0);
  central.writeUInt16LE((host << 8) | 63, 4);
  central.writeUInt16LE(20, 6);
  central.writeUInt16LE(flags, 8);
  central.writeUInt16LE(method, 10);
  central.writeUInt32LE(crc, 16);
  central.writeUInt32LE(entry.zip64 === true ? FULL : compressedSize, 20);
  central.writeUInt32LE(entry.zip64 === true ? FULL : size, 24);
  central.writeUInt16LE(name.length, 28);
  central.writeUInt16LE(extra.length, 30);
  central.writeUInt16LE(entry.disk ?? 0, 34);
  central.writeUInt32LE(entry.attributes ?? attributes(entry, name, host), 38);
  central.writeUInt32LE(entry.zip64 === true ? FULL : offset, 42);
  return {
    local: Buffer.concat([local, localName, localExtra, raw, descriptor]),
    central: Buffer.concat([central, name, extra]),
  };
}

function describe(form: boolean | 'bare' | 'wide', crc: number, compressedSize: number, size: number): Buffer {
  if (form === false) return Buffer.alloc(0);
  const wide = form === 'wide';
  const descriptor = Buffer.alloc(wide ? 24 : 16);
  descriptor.writeUInt32LE(0x08074b50, 0);
  descriptor.writeUInt32LE(crc, 4);
  descriptor.writeUInt32LE(compressedSize, 8);
  descriptor.writeUInt32LE(size, wide ? 16 : 12);
  return form === 'bare' ? descriptor.subarray(4) : descriptor;
}

function attributes(entry: ZipEntry, name: Buffer, host: number): number {
  const directory = name.at(-1) === 0x2f;
  const dos = directory ? 0x10 : 0;
  if (host !== 3 && host !== 19) return dos;
  const type = entry.link !== undefined ? 0o120000 : directory ? 0o040000 : 0o100000;
  const mode = entry.mode ?? (entry.link !== undefined ? 0o777 : directory ? 0o755 : 0o644);
  return (((mode > 0o7777 ? mode : mode | type) << 16) | dos) >>> 0;
}

function zip64Extra(size: number, compressedSize: number, offset: number): Buffer {
  const extra = Buffer.alloc(28);
  extra.writeUInt16LE(1, 0);
  extra.writeUInt16LE(24, 2);
  extra.writeBigUInt64LE(BigInt(size), 4);
  extra.writeBigUInt64LE(BigInt(compressedSize), 12);
  extra.writeBigUInt64LE(BigInt(offset), 20);
  return extra;
}

function buildEnd(count: number, size: number, offset: number, options: ZipOptions): Buffer {
  const comment = Buffer.from(options.comment ?? '');
  const entries = options.entries ?? count;
  const entriesOnDisk = options.entriesOnDisk ?? entries;
  const directorySize = options.directorySize ?? size;
  const directoryOffset = options.directoryOffset ?? offset;
  const wide = options.zip64 === true;
  const full = wide && options.unsaturated !== true;
  const { gap = Buffer.alloc(0), zip64Data = Buffer.alloc(0) } = options;
  const end = Buffer.alloc(22);
  end.writeUInt32LE(0x06054b50, 0);
  end.writeUInt16LE(full ? 0xffff : (options.disk ?? 0), 4);
  end.writeUInt16LE(full ? 0xffff : (options.disk ?? 0), 6);
  end.writeUInt16LE(full ? 0xffff : entriesOnDisk, 8);
  end.writeUInt16LE(full ? 0xffff : entries, 10);
  end.writeUInt32LE(full ? FULL : directorySize, 12);
  end.writeUInt32LE(full ? FULL : directoryOffset, 16);
  end.writeUInt16LE(options.commentLength ?? comment.length, 20);
  if (!wide) return Buffer.concat([end, comment]);

  const record = Buffer.alloc(56);
  record.writeUInt32LE(0x06064b50, 0);
  record.writeBigUInt64LE(44n + BigInt(zip64Data.length), 4);
  record.writeUInt16LE(45, 12);
  record.writeUInt16LE(45, 14);
  record.writeUInt32LE(options.disk ?? 0, 16);
  record.writeUInt32LE(options.disk ?? 0, 20);
  record.writeBigUInt64LE(BigInt(entriesOnDisk), 24);
  record.writeBigUInt64LE(BigInt(entries), 32);
  record.writeBigUInt64LE(BigInt(directorySize), 40);
  record.writeBigUInt64LE(BigInt(directoryOffset), 48);
  const locator = Buffer.alloc(20);
  locator.writeUInt32LE(0x07064b50, 0);
  locator.writeBigUInt64LE(BigInt(options.zip64Offset ?? offset + size + gap.length), 8);
  locator.writeUInt32LE(1, 16);
  return Buffer.concat([record, zip64Data, locator, end, comment]);
}
