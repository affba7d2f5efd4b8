import { zipSync } from 'fflate';

/** An entry of a zip archive. */
export interface ZipEntry {
  /** Its text or bytes; the target of a link. */
  readonly data: string | Buffer;
  /** Unix permissions; 0o644 by default. Null for an entry without Unix attributes, as Windows makes them. */
  readonly mode?: number | null;
  readonly isLink?: boolean;
  /** Whether it is stored as it is instead of deflated. */
  readonly isStored?: boolean;
}

const UNIX = 3;
const FILE = 0o100000;
const LINK = 0o120000;
const FOLDER = 0o040000;

/** Creates a zip archive. A name that ends with a slash is a folder. Entries keep their order. */
export function createZip(entries: Readonly<Record<string, ZipEntry>>): Buffer {
  const files = Object.entries(entries).map(([name, { data, mode = 0o644, isLink = false, isStored = false }]) => {
    const type = isLink ? LINK : name.endsWith('/') ? FOLDER : FILE;
    const attributes = mode === null ? {} : { os: UNIX, attrs: ((type | mode) << 16) >>> 0 };
    return [name, [Uint8Array.from(Buffer.from(data)), { level: isStored ? 0 : 6, ...attributes }]] as const;
  });
  return Buffer.from(zipSync(Object.fromEntries(files) as Parameters<typeof zipSync>[0]));
}

/** A zip archive with a comment behind it. */
export function withComment(zip: Buffer, comment: string): Buffer {
  const copy = Buffer.concat([zip, Buffer.from(comment)]);
  copy.writeUInt16LE(Buffer.byteLength(comment), zip.length - 2);
  return copy;
}

/** A zip archive in which one byte of the data of its first entry, which is stored, is another. */
export function withDamage(zip: Buffer): Buffer {
  const copy = Buffer.from(zip);
  const start = 30 + copy.readUInt16LE(26) + copy.readUInt16LE(28);
  const last = start + copy.readUInt32LE(18) - 2;
  copy.writeUInt8(copy.readUInt8(last) ^ 1, last);
  return copy;
}
