// @ts-check
/** Writes zip archives that are correct unless an entry lies, and tells where their fields are. */
import { crc32, deflateRawSync } from 'node:zlib';

/**
 * @typedef {object} Entry
 * @property {string | Buffer} name ends in `/` for a directory
 * @property {string | Buffer} [data]
 * @property {number} [mode] unix mode; its type bits too when it has some
 * @property {string} [link] makes it a symbolic link
 * @property {number} [method] 8 deflates (default), everything else stores
 * @property {number} [host] system it was made on; 3 is unix
 * @property {number} [flags]
 * @property {Buffer} [raw] data as written
 * @property {number} [size] unpacked size
 * @property {number} [packed] packed size
 * @property {number} [crc]
 * @property {number} [offset]
 * @property {string | Buffer} [localName]
 * @property {Buffer} [extra] extra field of the directory
 * @property {boolean} [wide] sizes and offset in a zip64 field
 *
 * @typedef {{ at: number, size: 2 | 4 | 8 }} Field
 * @typedef {{ bytes: Buffer, fields: Field[] }} Zip
 */

const FULL = 0xffffffff;
/** Where the fields of the records are, and how long: pairs of offset and size. */
const LOCAL = [0, 4, 4, 2, 6, 2, 8, 2, 14, 4, 18, 4, 22, 4, 26, 2, 28, 2];
const CENTRAL = [0, 4, 4, 2, 6, 2, 8, 2, 10, 2, 16, 4, 20, 4, 24, 4, 28, 2, 30, 2, 32, 2, 34, 2, 36, 2, 38, 4, 42, 4];
const END = [0, 4, 4, 2, 6, 2, 8, 2, 10, 2, 12, 4, 16, 4, 20, 2];
const WIDE_END = [0, 4, 4, 8, 12, 2, 14, 2, 16, 4, 20, 4, 24, 8, 32, 8, 40, 8, 48, 8];
const LOCATOR = [0, 4, 4, 4, 8, 8, 16, 4];

/**
 * @param {readonly Entry[]} entries
 * @param {{ comment?: Buffer, wide?: boolean }} [options] wide: with the zip64 end records
 * @returns {Zip}
 */
export function buildZip(entries, { comment = Buffer.alloc(0), wide = false } = {}) {
  /** @type {Buffer[]} */
  const parts = [];
  /** @type {Field[]} */
  const fields = [];
  let at = 0;
  /** @type {(bytes: Buffer, layout?: readonly number[]) => void} */
  const put = (bytes, layout = []) => {
    for (let index = 0; index < layout.length; index += 2) {
      fields.push({ at: at + Number(layout[index]), size: /** @type {2 | 4 | 8} */ (layout[index + 1]) });
    }
    parts.push(bytes);
    at += bytes.length;
  };
  const records = entries.map((entry) => {
    const record = recordOf(entry, at);
    put(record.local, LOCAL);
    return record.central;
  });
  const directory = at;
  for (const central of records) put(central, CENTRAL);
  const size = at - directory;
  if (wide) {
    const record = Buffer.alloc(56);
    record.writeUInt32LE(0x06064b50, 0);
    record.writeBigUInt64LE(44n, 4);
    record.writeBigUInt64LE(BigInt(entries.length), 24);
    record.writeBigUInt64LE(BigInt(entries.length), 32);
    record.writeBigUInt64LE(BigInt(size), 40);
    record.writeBigUInt64LE(BigInt(directory), 48);
    const locator = Buffer.alloc(20);
    locator.writeUInt32LE(0x07064b50, 0);
    locator.writeBigUInt64LE(BigInt(at), 8);
    locator.writeUInt32LE(1, 16);
    put(record, WIDE_END);
    put(locator, LOCATOR);
  }
  const count = wide || entries.length > 0xffff ? 0xffff : entries.length;
  const end = Buffer.alloc(22);
  end.writeUInt32LE(0x06054b50, 0);
  end.writeUInt16LE(count, 8);
  end.writeUInt16LE(count, 10);
  end.writeUInt32LE(wide ? FULL : size, 12);
  end.writeUInt32LE(wide ? FULL : directory, 16);
  end.writeUInt16LE(comment.length, 20);
  put(end, END);
  put(comment);
  return { bytes: Buffer.concat(parts), fields };
}

/** @param {Entry} entry @param {number} place */
function recordOf(entry, place) {
  const name = Buffer.from(entry.name);
  const localName = Buffer.from(entry.localName ?? name);
  const data = Buffer.from(entry.link ?? entry.data ?? '');
  const method = entry.method ?? (data.length === 0 ? 0 : 8);
  const raw = entry.raw ?? (method === 8 ? deflateRawSync(data) : data);
  const size = entry.size ?? data.length;
  const packed = entry.packed ?? raw.length;
  const offset = entry.offset ?? place;
  const { wide = false, host = 3, flags = 0x0800, crc = crc32(data) } = entry;
  const extra = wide ? wideExtra(size, packed, offset) : (entry.extra ?? Buffer.alloc(0));

  const local = Buffer.alloc(30);
  local.writeUInt32LE(0x04034b50, 0);
  local.writeUInt16LE(20, 4);
  local.writeUInt16LE(flags, 6);
  local.writeUInt16LE(method, 8);
  local.writeUInt32LE(crc, 14);
  local.writeUInt32LE(packed, 18);
  local.writeUInt32LE(size, 22);
  local.writeUInt16LE(localName.length, 26);

  const central = Buffer.alloc(46);
  central.writeUInt32LE(0x02014b50, 0);
  central.writeUInt16LE((host << 8) | 63, 4);
  central.writeUInt16LE(20, 6);
  central.writeUInt16LE(flags, 8);
  central.writeUInt16LE(method, 10);
  central.writeUInt32LE(crc, 16);
  central.writeUInt32LE(wide ? FULL : packed, 20);
  central.writeUInt32LE(wide ? FULL : size, 24);
  central.writeUInt16LE(name.length, 28);
  central.writeUInt16LE(extra.length, 30);
  central.writeUInt32LE((modeOf(entry, name) << 16) >>> 0, 38);
  central.writeUInt32LE(wide ? FULL : offset, 42);
  return { local: Buffer.concat([local, localName, raw]), central: Buffer.concat([central, name, extra]) };
}

/** @param {Entry} entry @param {Buffer} name */
function modeOf({ mode, link, host = 3 }, name) {
  if (host !== 3) return 0;
  const directory = name.at(-1) === 0x2f;
  const type = link === undefined ? (directory ? 0o040000 : 0o100000) : 0o120000;
  const bits = mode ?? (link === undefined && !directory ? 0o644 : 0o755);
  return bits > 0o7777 ? bits : bits | type;
}

/** @param {number} size @param {number} packed @param {number} offset */
function wideExtra(size, packed, offset) {
  const extra = Buffer.alloc(28);
  extra.writeUInt16LE(1, 0);
  extra.writeUInt16LE(24, 2);
  extra.writeBigUInt64LE(BigInt(size), 4);
  extra.writeBigUInt64LE(BigInt(packed), 12);
  extra.writeBigUInt64LE(BigInt(offset), 20);
  return extra;
}
