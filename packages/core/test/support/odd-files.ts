import { gzipSync } from 'node:zlib';

/** A file of a tar. */
export interface TarFile {
  readonly name: string;
  readonly data?: string | Buffer;
  readonly mode?: number;
  /** The type flag: `0` a file (default), `1` a hard link, `2` a link, `5` a directory, … */
  readonly type?: string;
  /** Target of a link. */
  readonly link?: string;
  /** Seconds since 1970. */
  readonly time?: number;
  /** The size that the header says, in place of that of `data`. */
  readonly size?: number;
}

const BLOCK = 512;

/** A tar in the ustar format, with the two blocks of zeros at its end. */
export function tarOf(files: readonly TarFile[]): Buffer {
  return Buffer.concat([...files.flatMap(blocksOf), Buffer.alloc(2 * BLOCK)]);
}

function blocksOf({ name, data = '', mode = 0o644, type = '0', link = '', time = 0, size }: TarFile): Buffer[] {
  const bytes = Buffer.from(data);
  const head = Buffer.alloc(BLOCK);
  head.write(name, 0, 100);
  head.write(`${mode.toString(8).padStart(7, '0')}\0`, 100);
  head.write('0000000\0'.repeat(2), 108);
  head.write(`${(size ?? bytes.length).toString(8).padStart(11, '0')}\0`, 124);
  head.write(`${time.toString(8).padStart(11, '0')}\0`, 136);
  head.write(type, 156);
  head.write(link, 157, 100);
  head.write('ustar\u000000', 257);
  head.fill(' ', 148, 156);
  const sum = head.reduce((total, byte) => total + byte, 0);
  head.write(`${sum.toString(8).padStart(6, '0')}\0 `, 148);
  return [head, bytes, Buffer.alloc((BLOCK - (bytes.length % BLOCK)) % BLOCK)];
}

/** A gzip file. */
export function gzipOf(bytes: Buffer): Buffer {
  return gzipSync(bytes);
}

/** The beginning of a bzip2 file. */
export function bzip2Sample(): Buffer {
  return Buffer.from('BZh91AY&SY\x01\x02\x03\xff', 'latin1');
}

/** What an ELF file says of itself; by default it is a static program for x64. */
export interface ElfFields {
  readonly machine?: number;
  readonly bits?: 32 | 64;
  readonly isBig?: boolean;
  /** 1 an object file, 2 a program, 3 a shared library or a program that can be moved, 4 a core dump. */
  readonly type?: number;
  readonly entry?: number;
  readonly loader?: string;
  /** Bytes that its only segment claims to have. */
  readonly segment?: number;
}

/** An ELF file of a header, a table of two segments and the name of a loader; it is never started. */
export function elfOf({
  machine = 62,
  bits = 64,
  isBig = false,
  type = 2,
  entry = 0x1000,
  loader,
  segment = 64,
}: ElfFields): Buffer {
  const isWide = bits === 64;
  const headerBytes = isWide ? 64 : 52;
  const segmentBytes = isWide ? 56 : 32;
  const bytes = Buffer.alloc(512);
  const put16 = (value: number, at: number) =>
    isBig ? bytes.writeUInt16BE(value, at) : bytes.writeUInt16LE(value, at);
  const put32 = (value: number, at: number) =>
    isBig ? bytes.writeUInt32BE(value, at) : bytes.writeUInt32LE(value, at);
  const putWide = (value: number, at: number) => {
    if (!isWide) return put32(value, at);
    return isBig ? bytes.writeBigUInt64BE(BigInt(value), at) : bytes.writeBigUInt64LE(BigInt(value), at);
  };
  bytes.write('\x7fELF', 'latin1');
  bytes[4] = isWide ? 2 : 1;
  bytes[5] = isBig ? 2 : 1;
  put16(type, 16);
  put16(machine, 18);
  putWide(entry, 24);
  putWide(headerBytes, isWide ? 32 : 28);
  put16(segmentBytes, isWide ? 54 : 42);
  put16(loader === undefined ? 1 : 2, isWide ? 56 : 44);
  const addSegment = (index: number, kind: number, offset: number, length: number) => {
    const at = headerBytes + index * segmentBytes;
    put32(kind, at);
    putWide(offset, at + (isWide ? 8 : 4));
    putWide(length, at + (isWide ? 32 : 16));
  };
  addSegment(0, 1, 0, segment);
  if (loader !== undefined) {
    bytes.write(`${loader}\0`, 256);
    addSegment(1, 3, 256, loader.length + 1);
  }
  return bytes;
}
