// @ts-check
/** Extra fields of zip entries. */
import { crc32 } from 'node:zlib';

/** @param {number} id @param {...Buffer} parts */
export function extraField(id, ...parts) {
  const data = Buffer.concat(parts);
  const head = Buffer.alloc(4);
  head.writeUInt16LE(id, 0);
  head.writeUInt16LE(data.length, 2);
  return Buffer.concat([head, data]);
}

/** The field with the time of modification, in seconds since 1970. @param {number} seconds */
export function extendedTimestamp(seconds) {
  const data = Buffer.alloc(5);
  data.writeUInt8(1, 0);
  data.writeInt32LE(seconds, 1);
  return extraField(0x5455, data);
}

/**
 * The Info-ZIP Unicode Path field.
 * @param {string | Buffer} name the one in the headers
 * @param {string | Buffer} path the one that counts instead
 * @param {number} [version]
 */
export function unicodePath(name, path, version = 1) {
  const head = Buffer.alloc(5);
  head.writeUInt8(version, 0);
  head.writeUInt32LE(crc32(name), 1);
  return extraField(0x7075, head, Buffer.from(path));
}
