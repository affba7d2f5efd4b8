// @ts-check
/** Builds zip archives in memory: correct ones, unless an entry or an option asks for a defect. */
import { crc32, deflateRawSync } from 'node:zlib';
import {
  CENTRAL,
  DESCRIPTOR,
  END,
  encode,
  LOCAL,
  LOCATOR,
  WIDE_DESCRIPTOR,
  ZIP64_END,
  ZIP64_EXTRA,
} from './zip-records.js';

/**
 * One entry. Everything below `link` can be a lie, which both headers repeat unless it says otherwise.
 *
 * @typedef {object} ZipEntry
 * @property {string | Buffer} name Ends in `/` for a directory. Bytes are written as they are.
 * @property {string | Buffer} [data] Empty by default.
 * @property {number} [mode] Permission bits, or a whole unix mode with its type bits. By default 0644, 0755 for directories.
 * @property {string | Buffer} [link] Makes it a symbolic link to this path.
 * @property {number} [method] Compression method: 8 deflates (default), everything else stores.
 * @property {number} [host] System it was made on: 3 unix (default), 0 MS-DOS, … Only unix (3) and macOS (19) get mode bits.
 * @property {number} [flags] General purpose flags; bit 11 (UTF-8 name) by default.
 * @property {number} [attributes] Whole external attributes, instead of those of `mode`.
 * @property {number} [crc]
 * @property {number} [size] Uncompressed size.
 * @property {number} [compressedSize]
 * @property {Buffer} [raw] Data as written, instead of the compressed `data`.
 * @property {number} [offset]
 * @property {number} [disk]
 * @property {number} [date] As MS-DOS encodes it. By default 1 January 1980.
 * @property {number} [time] As MS-DOS encodes it.
 * @property {boolean} [zip64] Writes sizes and offset as zip64 extra field.
 * @property {boolean | 'bare' | 'wide'} [descriptor] Leaves sizes and CRC of the local header to a data descriptor: with signature (true), without, or with 8-byte sizes.
 * @property {Buffer} [extra] Extra field of the directory, in place of the zip64 one.
 * @property {Buffer} [localExtra] Extra field of the local header.
 * @property {string | Buffer} [localName]
 * @property {number} [localMethod]
 * @property {number} [localFlags]
 * @property {number} [localSize] Both sizes of the local header.
 * @property {number} [localCrc]
 * @property {number} [localSignature]
 */

/**
 * The archive as a whole. Everything below `zip64` can be a lie.
 *
 * @typedef {object} ZipOptions
 * @property {string | Buffer} [comment]
 * @property {boolean} [zip64] Writes the zip64 end record and its locator.
 * @property {number} [entries]
 * @property {number} [entriesOnDisk]
 * @property {number} [directorySize]
 * @property {number} [directoryOffset]
 * @property {number} [disk]
 * @property {number} [commentLength]
 * @property {number} [zip64Offset] Offset the zip64 locator gives for its record.
 * @property {Buffer} [prefix] Bytes in front, which all offsets count.
 * @property {Buffer} [gap] Bytes between the directory and the end records.
 * @property {Buffer} [zip64Data] Extensible data of the zip64 record.
 * @property {boolean} [unsaturated] Writes the real values into the plain end record although a zip64 record is there.
 */

/**
 * A field of a record: where it is in the archive, and its bytes.
 * @typedef {{ at: number, size: 2 | 4 | 8 }} Field
 */

const UNIX = 3;
const MACOS = 19;
const UTF8_NAME = 0x0800;
const HAS_DESCRIPTOR = 0x0008;
/** 1 January 1980. */
const DATE = 0x21;
const FULL_2 = 0xffff;
const FULL_4 = 0xffffffff;
const NOTHING = Buffer.alloc(0);

/**
 * A zip archive.
 * @param {readonly ZipEntry[]} entries
 * @param {ZipOptions} [options]
 */
export function buildZip(entries, options) {
  return buildZipWithFields(entries, options).bytes;
}

/**
 * A zip archive, and where the fields of its records are.
 * @param {readonly ZipEntry[]} entries
 * @param {ZipOptions} [options]
 * @returns {{ bytes: Buffer, fields: Field[] }}
 */
export function buildZipWithFields(entries, options = {}) {
  /** @type {Buffer[]} */
  const parts = [];
  /** @type {Field[]} */
  const fields = [];
  let length = 0;
  /** @type {(layout: import('./zip-records.js').Layout, ...bytes: Buffer[]) => void} */
  const put = (layout, ...bytes) => {
    let at = length;
    for (const size of Object.values(layout)) {
      fields.push({ at, size });
      at += size;
    }
    for (const part of bytes) {
      parts.push(part);
      length += part.length;
    }
  };
  put({}, options.prefix ?? NOTHING);
  const headers = entries.map((entry) => {
    const { local, central } = buildEntry(entry, length);
    put(LOCAL, ...local);
    return central;
  });
  const offset = length;
  for (const central of headers) put(CENTRAL, ...central);
  const size = length - offset;
  put({}, options.gap ?? NOTHING);
  const { zip64End, locator, end } = buildEnd({ count: entries.length, size, offset, place: length }, options);
  if (options.zip64) {
    put(ZIP64_END, zip64End, options.zip64Data ?? NOTHING);
    put(LOCATOR, locator);
  }
  put(END, end, Buffer.from(options.comment ?? ''));
  return { bytes: Buffer.concat(parts), fields };
}

/** @param {ZipEntry} entry @param {number} place */
function buildEntry(entry, place) {
  const name = Buffer.from(entry.name);
  const localName = Buffer.from(entry.localName ?? name);
  const data = Buffer.from(entry.link ?? entry.data ?? '');
  // Empty data is stored, as zip programs do.
  const method = entry.method ?? (data.length === 0 ? 0 : 8);
  const raw = entry.raw ?? (method === 8 ? deflateRawSync(data) : data);
  const { zip64 = false, host = UNIX, localExtra = NOTHING } = entry;
  const { size = data.length, compressedSize = raw.length, crc = crc32(data), offset = place } = entry;
  const descriptor = buildDescriptor(entry.descriptor ?? false, { crc, compressedSize, size });
  const hasDescriptor = descriptor.length > 0;
  const flags = (entry.flags ?? UTF8_NAME) | (hasDescriptor ? HAS_DESCRIPTOR : 0);
  const zip64Extra = { id: 1, length: 24, size, compressedSize, offset };
  const extra = entry.extra ?? (zip64 ? encode(ZIP64_EXTRA, zip64Extra) : NOTHING);
  const local = encode(LOCAL, {
    signature: entry.localSignature ?? 0x04034b50,
    version: 20,
    flags: entry.localFlags ?? flags,
    method: entry.localMethod ?? method,
    time: entry.time ?? 0,
    date: entry.date ?? DATE,
    crc: hasDescriptor ? 0 : (entry.localCrc ?? crc),
    compressedSize: hasDescriptor ? 0 : (entry.localSize ?? compressedSize),
    size: hasDescriptor ? 0 : (entry.localSize ?? size),
    nameLength: localName.length,
    extraLength: localExtra.length,
  });
  const central = encode(CENTRAL, {
    signature: 0x02014b50,
    madeBy: (host << 8) | 63,
    version: 20,
    flags,
    method,
    time: entry.time ?? 0,
    date: entry.date ?? DATE,
    crc,
    compressedSize: zip64 ? FULL_4 : compressedSize,
    size: zip64 ? FULL_4 : size,
    nameLength: name.length,
    extraLength: extra.length,
    disk: entry.disk ?? 0,
    attributes: entry.attributes ?? attributesOf(entry, name, host),
    offset: zip64 ? FULL_4 : offset,
  });
  return { local: [local, localName, localExtra, raw, descriptor], central: [central, name, extra] };
}

/** @param {boolean | 'bare' | 'wide'} form @param {{ crc: number, compressedSize: number, size: number }} values */
function buildDescriptor(form, values) {
  if (form === false) return NOTHING;
  const descriptor = encode(form === 'wide' ? WIDE_DESCRIPTOR : DESCRIPTOR, { signature: 0x08074b50, ...values });
  return form === 'bare' ? descriptor.subarray(DESCRIPTOR.signature) : descriptor;
}

/** @param {ZipEntry} entry @param {Buffer} name @param {number} host */
function attributesOf({ mode, link }, name, host) {
  const isDirectory = name.at(-1) === 0x2f;
  const dos = isDirectory ? 0x10 : 0;
  if (host !== UNIX && host !== MACOS) return dos;
  const [type, usual] = link !== undefined ? [0o120000, 0o777] : isDirectory ? [0o040000, 0o755] : [0o100000, 0o644];
  const bits = mode ?? usual;
  return (((bits > 0o7777 ? bits : bits | type) << 16) | dos) >>> 0;
}

/**
 * The records at the end.
 * @param {{ count: number, size: number, offset: number, place: number }} directory place: of the first record behind it
 * @param {ZipOptions} options
 */
function buildEnd({ count, size, offset, place }, options) {
  const { comment = '', disk = 0, entries = count, directorySize = size, directoryOffset = offset } = options;
  const { entriesOnDisk = entries, zip64Data = NOTHING } = options;
  const isFull = options.zip64 === true && options.unsaturated !== true;
  const end = encode(END, {
    signature: 0x06054b50,
    disk: isFull ? FULL_2 : disk,
    directoryDisk: isFull ? FULL_2 : disk,
    entriesOnDisk: isFull ? FULL_2 : Math.min(entriesOnDisk, FULL_2),
    entries: isFull ? FULL_2 : Math.min(entries, FULL_2),
    directorySize: isFull ? FULL_4 : directorySize,
    directoryOffset: isFull ? FULL_4 : directoryOffset,
    commentLength: options.commentLength ?? Buffer.byteLength(comment),
  });
  const zip64End = encode(ZIP64_END, {
    signature: 0x06064b50,
    recordSize: 44 + zip64Data.length,
    madeBy: 45,
    version: 45,
    disk,
    directoryDisk: disk,
    entriesOnDisk,
    entries,
    directorySize,
    directoryOffset,
  });
  const locator = encode(LOCATOR, { signature: 0x07064b50, offset: options.zip64Offset ?? place, disks: 1 });
  return { zip64End, locator, end };
}
