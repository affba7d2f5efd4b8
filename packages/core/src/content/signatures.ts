/** What a file is by its first bytes. */
export interface Signature {
  readonly bytes: Buffer;
  readonly kind: 'zip' | 'gzip' | 'elf' | 'archive' | 'program' | 'data';
  /** A noun phrase with its article. */
  readonly name: string;
  readonly remedy?: string;
}

const REPACK = 'deliver a zip or a tar.gz of its files';
const BUILD_FOR_LINUX = 'build it for Linux';

function sign(bytes: string, kind: Signature['kind'], name: string, remedy?: string): Signature {
  return { bytes: Buffer.from(bytes, 'latin1'), kind, name, ...(remedy !== undefined && { remedy }) };
}

/** Formats by how their files begin. Text has none: it is found by its bytes as a whole. */
export const SIGNATURES: readonly Signature[] = [
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

const MAX_FAT_ARCHITECTURES = 20;

/** Finds the format of a file whose beginning varies. */
export function findVariable(bytes: Buffer): Signature | undefined {
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
