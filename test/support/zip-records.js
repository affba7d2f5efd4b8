// @ts-check
/** The records of a zip archive (APPNOTE.TXT, section 4.3). */

/** The names of the fields, in their order, and how many bytes each has. @typedef {Readonly<Record<string, 2 | 4 | 8>>} Layout */

/** What both headers of a file have. */
const OF_FILE = /** @type {const} */ ({
  version: 2,
  flags: 2,
  method: 2,
  time: 2,
  date: 2,
  crc: 4,
  compressedSize: 4,
  size: 4,
  nameLength: 2,
  extraLength: 2,
});
export const LOCAL = /** @type {const} */ ({ signature: 4, ...OF_FILE });
export const CENTRAL = /** @type {const} */ ({
  signature: 4,
  madeBy: 2,
  ...OF_FILE,
  commentLength: 2,
  disk: 2,
  internalAttributes: 2,
  attributes: 4,
  offset: 4,
});
export const END = /** @type {const} */ ({
  signature: 4,
  disk: 2,
  directoryDisk: 2,
  entriesOnDisk: 2,
  entries: 2,
  directorySize: 4,
  directoryOffset: 4,
  commentLength: 2,
});
export const ZIP64_END = /** @type {const} */ ({
  signature: 4,
  recordSize: 8,
  madeBy: 2,
  version: 2,
  disk: 4,
  directoryDisk: 4,
  entriesOnDisk: 8,
  entries: 8,
  directorySize: 8,
  directoryOffset: 8,
});
export const LOCATOR = /** @type {const} */ ({ signature: 4, disk: 4, offset: 8, disks: 4 });
export const ZIP64_EXTRA = /** @type {const} */ ({ id: 2, length: 2, size: 8, compressedSize: 8, offset: 8 });
export const DESCRIPTOR = /** @type {const} */ ({ signature: 4, crc: 4, compressedSize: 4, size: 4 });
export const WIDE_DESCRIPTOR = /** @type {const} */ ({ signature: 4, crc: 4, compressedSize: 8, size: 8 });

/**
 * A record, little-endian. Fields without a value are zero.
 * @template {Layout} L
 * @param {L} layout
 * @param {Partial<Record<keyof L, number>>} values
 */
export function encode(layout, values) {
  const record = Buffer.alloc(Object.values(layout).reduce((sum, size) => sum + size, 0));
  let at = 0;
  for (const [name, size] of Object.entries(layout)) {
    const value = values[name] ?? 0;
    if (size === 8) record.writeBigUInt64LE(BigInt(value), at);
    else record.writeUIntLE(value, at, size);
    at += size;
  }
  return record;
}
