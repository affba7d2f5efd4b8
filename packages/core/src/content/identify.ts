import { isUtf8 } from 'node:buffer';
import { detectEncoding, startsWith } from './text.js';

/**
 * What a file is:
 *
 * - `empty`
 * - `script`: text or not, with a `#!` line
 * - `text`: UTF-8 without a byte order mark
 * - `marked`: UTF-8 behind a byte order mark
 * - `encoded`: text in another encoding with a byte per character, such as ISO-8859-1
 * - `wide`: text in UTF-16 or UTF-32
 * - `elf`: an ELF file, for whatever machine
 * - `zip`, `tar`, `gzip`: what may be an archive that can be delivered
 * - `archive`: another archive or compressed file
 * - `program`: an executable or bytecode of another kind
 * - `mangled`: a binary file that was turned into text, by which bytes were lost or changed
 * - `data`: anything else
 */
export type ContentKind =
  | 'empty'
  | 'script'
  | 'text'
  | 'marked'
  | 'encoded'
  | 'wide'
  | 'elf'
  | 'zip'
  | 'tar'
  | 'gzip'
  | 'archive'
  | 'program'
  | 'mangled'
  | 'data';

/** What a file is, and what to do about it. */
export interface Content {
  readonly kind: ContentKind;
  /** A noun phrase with its article, such as `an xz file`. */
  readonly name: string;
  /** An instruction without a period; undefined if there is nothing to do, or nothing is known. */
  readonly remedy?: string;
}

const REPLACEMENT = Buffer.from('\ufffd');
const SEND_BYTES = 'deliver its original bytes, as base64 with "binary": true';
const SAVE_UTF8 = 'save it as UTF-8 without a byte order mark (BOM)';
const BLOCK_BYTES = 512;
const TAR_CHECKSUM_AT = 148;
const TAR_CHECKSUM_BYTES = 8;
/** A zip, a gzip file or an ELF file in base64. */
const BASE64_HEAD = /^(?:UEsDB|UEsFB|UEsHC|H4sI|f0VMR)[A-Za-z0-9+/\s]*={0,2}\s*$/;
/** Names of archives, and of parts of split ones. */
const ARCHIVE_NAME = /\.(?:zip|z\d\d|zipx|tar|t?gz|t?xz|t?bz2|t?zst|7z|rar|\d{3})$/i;

/** What a file is by its first bytes. */
interface Signature {
  readonly bytes: Buffer;
  readonly kind: 'zip' | 'gzip' | 'elf' | 'archive' | 'program' | 'data';
  /** A noun phrase with its article. */
  readonly name: string;
  readonly remedy?: string;
}

const MAX_FAT_ARCHITECTURES = 20;
const REPACK = 'deliver a zip or a tar.gz of its files';
const BUILD_FOR_LINUX = 'build it for Linux';

function sign(bytes: string, kind: Signature['kind'], name: string, remedy?: string): Signature {
  return { bytes: Buffer.from(bytes, 'latin1'), kind, name, ...(remedy !== undefined && { remedy }) };
}

/** Formats by how their files begin. Text has none: it is found by its bytes as a whole. */
const SIGNATURES: readonly Signature[] = [
  sign('PK\x03\x04', 'zip', 'a zip archive'),
  sign('PK\x05\x06', 'zip', 'an empty zip archive'),
  // Of an archive that was to be split: its first part, or all of it.
  sign('PK\x07\x08', 'zip', 'a zip archive, or the first part of a split one'),
  sign('PK00PK\x03\x04', 'zip', 'a zip archive'),
  sign('\x1f\x8b', 'gzip', 'a gzip file'),
  sign('\x7fELF', 'elf', 'an ELF executable'),
  sign('\xfd7zXZ\0', 'archive', 'an xz file', REPACK),
  sign('(\xb5/\xfd', 'archive', 'a Zstandard file', REPACK),
  sign('\x04"M\x18', 'archive', 'an LZ4 file', REPACK),
  sign('LZIP\x01', 'archive', 'an lzip file', REPACK),
  sign('\x5d\0\0', 'archive', 'an LZMA file', REPACK),
  sign('\x1f\x9d', 'archive', 'a compress (.Z) file', REPACK),
  sign('7z\xbc\xaf\x27\x1c', 'archive', 'a 7-Zip archive', REPACK),
  sign('Rar!\x1a\x07', 'archive', 'a RAR archive', REPACK),
  sign('MSCF\0\0\0\0', 'archive', 'a cabinet archive', REPACK),
  sign('070701', 'archive', 'a cpio archive', REPACK),
  sign('070702', 'archive', 'a cpio archive', REPACK),
  sign('070707', 'archive', 'a cpio archive', REPACK),
  sign('!<arch>\n', 'archive', 'an ar archive, such as a static library or a Debian package', REPACK),
  sign('\xed\xab\xee\xdb', 'archive', 'an RPM package', REPACK),
  sign('hsqs', 'archive', 'a SquashFS image', REPACK),
  sign('\xfe\xed\xfa\xce', 'program', 'a Mach-O executable of macOS', BUILD_FOR_LINUX),
  sign('\xfe\xed\xfa\xcf', 'program', 'a Mach-O executable of macOS', BUILD_FOR_LINUX),
  sign('\xce\xfa\xed\xfe', 'program', 'a Mach-O executable of macOS', BUILD_FOR_LINUX),
  sign('\xcf\xfa\xed\xfe', 'program', 'a Mach-O executable of macOS', BUILD_FOR_LINUX),
  sign('\0asm', 'program', 'a WebAssembly module', 'deliver a program for Linux that runs it'),
  sign('BC\xc0\xde', 'program', 'LLVM bitcode', 'link it to an executable'),
  sign('\x89PNG\r\n', 'data', 'a PNG image'),
  sign('\xff\xd8\xff', 'data', 'a JPEG image'),
  sign('SQLite format 3\0', 'data', 'an SQLite database'),
];

/**
 * Decides what a file is by its content, and where that shows nothing by its name.
 *
 * @param bytes the whole file
 * @param fileName only its extension matters
 */
export function identify(bytes: Buffer, fileName = ''): Content {
  if (bytes.length === 0) return { kind: 'empty', name: 'an empty file' };
  if (isTar(bytes)) return { kind: 'tar', name: 'a tar archive' };
  if (hasInterpreterLine(bytes)) return { kind: 'script', name: 'a script' };
  const signature = SIGNATURES.find((known) => startsWith(bytes, known.bytes));
  const mangled = findMangled(bytes, signature);
  if (mangled) return { kind: 'mangled', name: `${mangled.name} that was turned into text`, remedy: SEND_BYTES };
  const found = signature ?? findVariable(bytes);
  return found ? toContent(found) : (identifyText(bytes) ?? identifyRest(bytes, fileName));
}

function toContent({ kind, name, remedy }: Signature): Content {
  return { kind, name, ...(remedy !== undefined && { remedy }) };
}

/** Whether the first line names an interpreter. With a NUL character in it the kernel would read another one. */
function hasInterpreterLine(bytes: Buffer): boolean {
  if (bytes.toString('latin1', 0, 2) !== '#!') return false;
  const end = bytes.indexOf('\n');
  return !bytes.subarray(0, end < 0 ? undefined : end).includes(0);
}

/** Whether the first block has the checksum of a tar header: the sum of its bytes, itself counted as spaces. */
function isTar(bytes: Buffer): boolean {
  if (bytes.length < BLOCK_BYTES || bytes[0] === 0) return false;
  const end = TAR_CHECKSUM_AT + TAR_CHECKSUM_BYTES;
  const digits = /^ *([0-7]+)[ \0]/.exec(bytes.toString('latin1', TAR_CHECKSUM_AT, end))?.[1];
  if (digits === undefined) return false;
  let sum = TAR_CHECKSUM_BYTES * 32;
  for (let at = 0; at < BLOCK_BYTES; at += 1) {
    if (at < TAR_CHECKSUM_AT || at >= end) sum += bytes[at] as number;
  }
  return sum === Number.parseInt(digits, 8);
}

/** Finds the format of a binary file whose bytes were decoded as text, as UTF-8 or as ISO-8859-1, and encoded again. */
function findMangled(bytes: Buffer, signature: Signature | undefined): Pick<Signature, 'name'> | undefined {
  if (!isUtf8(bytes)) return undefined;
  const isReplaced = bytes.includes(REPLACEMENT);
  if (signature) return isReplaced ? signature : undefined;
  const original = SIGNATURES.find(({ bytes: head }) => {
    if (isUtf8(head)) return false;
    const decoded = [isReplaced ? head.toString('utf8') : undefined, head.toString('latin1')];
    return decoded.some((text) => text !== undefined && startsWith(bytes, Buffer.from(text)));
  });
  if (original) return original;
  return isReplaced && bytes.includes(0) ? { name: 'a binary file' } : undefined;
}

function identifyText(bytes: Buffer): Content | undefined {
  const encoding = detectEncoding(bytes);
  switch (encoding) {
    case undefined:
      return undefined;
    case 'UTF-8':
      return isBase64(bytes)
        ? { kind: 'mangled', name: 'base64, such as that of a zip or an executable', remedy: 'set "binary": true' }
        : { kind: 'text', name: 'text' };
    case 'UTF-8-BOM':
      return { kind: 'marked', name: 'text behind a byte order mark', remedy: SAVE_UTF8 };
    case '8-bit':
      return { kind: 'encoded', name: 'text that is not UTF-8', remedy: `${SAVE_UTF8}, or begin it with a #! line` };
    default:
      return { kind: 'wide', name: `text in ${encoding}`, remedy: SAVE_UTF8 };
  }
}

function isBase64(bytes: Buffer): boolean {
  return bytes.length >= 8 && BASE64_HEAD.test(bytes.toString('latin1'));
}

function identifyRest(bytes: Buffer, fileName: string): Content {
  if (!bytes.subarray(0, BLOCK_BYTES).some((byte) => byte !== 0)) {
    return { kind: 'data', name: 'a file that begins with zeros; it may be damaged' };
  }
  if (ARCHIVE_NAME.test(fileName)) {
    const remedy = 'make a single archive, and copy it in binary mode';
    return { kind: 'archive', name: 'a damaged archive, or one part of a split one', remedy };
  }
  return { kind: 'data', name: 'neither a program, nor an archive, nor text' };
}

/** Finds the format of a file whose beginning varies. */
function findVariable(bytes: Buffer): Signature | undefined {
  if (/^BZh[1-9]1AY&SY/.test(bytes.toString('latin1', 0, 10))) return sign('BZh', 'archive', 'a bzip2 file', REPACK);
  if (isWindowsExecutable(bytes)) return sign('MZ', 'program', 'an executable of Windows', BUILD_FOR_LINUX);
  if (bytes.length < 8) return undefined;
  const second = bytes.readUInt32BE(4);
  // Both begin so: a version of Java is at least 45, and nobody links as many processors.
  if (bytes.readUInt32BE(0) === 0xcafebabe) {
    return second <= MAX_FAT_ARCHITECTURES
      ? sign('\xca\xfe\xba\xbe', 'program', 'a universal Mach-O executable of macOS', BUILD_FOR_LINUX)
      : sign('\xca\xfe\xba\xbe', 'program', 'a Java class', 'deliver a program that starts Java');
  }
  // The magic number of CPython: two bytes of its version, then CR LF.
  if (bytes.readUInt16BE(2) === 0x0d0a && second <= 3 << 24) {
    return sign('', 'program', 'Python bytecode', 'deliver the source');
  }
  return undefined;
}

/** Whether it begins like an executable of MS-DOS, as those of Windows do; text that begins so has no NUL character. */
function isWindowsExecutable(bytes: Buffer): boolean {
  return bytes.toString('latin1', 0, 2) === 'MZ' && bytes.subarray(0, 64).includes(0);
}
