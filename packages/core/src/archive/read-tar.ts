import { Readable } from 'node:stream';
import { createGunzip, gunzipSync } from 'node:zlib';
import type { ReadEntry } from 'tar/read-entry';
import { identify } from '../content/identify.js';
import { isRunnerError, messageOf, systemCode } from '../errors.js';
import { blameTar, refuseArchive, refuseEntry } from './archive-errors.js';
import { type ArchiveLimits, type CheckedRecord, STORED } from './archive-record.js';
import { quote } from './delivery-error.js';

const PIECE_BYTES = 65_536;
/** What is unpacked at once: it needs no thread, which a first init would have to start. */
const SMALL_BYTES = 262_144;
const BLOCK_BYTES = 512;
/** What an entry may have besides its data: its header, and those of long names and attributes. */
const OVERHEAD_BYTES = 4 * BLOCK_BYTES;
/** Attributes of one entry, such as a long name. */
const MAX_ATTRIBUTES_BYTES = 65_536;
const GZIP_MAGIC = 0x1f8b;
const UNIX_HOST = 3 << 8;
const MAX_SECONDS = 2 ** 31 - 1;

/** File types of Unix by what the tar says. */
const TYPES: Readonly<Record<string, number>> = {
  File: 0o100000,
  OldFile: 0o100000,
  ContiguousFile: 0o100000,
  Link: 0o100000,
  SymbolicLink: 0o120000,
  Directory: 0o040000,
  // Of `tar --listed-incremental`: its data is a list of names.
  GNUDumpDir: 0o040000,
  CharacterDevice: 0o020000,
  BlockDevice: 0o060000,
  FIFO: 0o010000,
};

/** Types of what a hard link may lead to. */
const FILES: readonly string[] = ['File', 'OldFile', 'ContiguousFile', 'Link'];
const SPARSE = 'GNU.sparse.';

/** An entry of a tar, in the form of one of a zip, without its data. */
export interface TarRecord extends CheckedRecord {
  /** The target of a symbolic or hard link. */
  readonly target: string | undefined;
  readonly isHardLink: boolean;
}

/** What is called with each entry while a tar is read. Its data comes as `data` events, at once or never. */
export type OnTarEntry = (entry: ReadEntry, index: number) => void;

/**
 * Lists the entries of a tar, which may be compressed with gzip. Nothing is kept of their data.
 *
 * @throws RunnerError `ERR_RUNNER_ARCHIVE_INVALID` or `ERR_RUNNER_ARCHIVE_REFUSED`; the reason of the signal
 */
export async function readTar(bytes: Buffer, limits: ArchiveLimits, signal?: AbortSignal): Promise<TarRecord[]> {
  const records: TarRecord[] = [];
  const sizes = new Map<string, number>();
  let total = 0;
  const onEntry: OnTarEntry = (entry) => {
    if (records.length === limits.maxEntries) {
      throw refuseArchive(`it has more than the ${limits.maxEntries} entries allowed`);
    }
    const record = toRecord(entry, sizes);
    total += record.uncompressedSize;
    if (total > limits.maxBytes) throw refuseArchive(`it unpacks to more than the ${limits.maxBytes} bytes allowed`);
    if (FILES.includes(entry.type)) sizes.set(trimPath(record.name), record.uncompressedSize);
    records.push(record);
    entry.resume();
  };
  await parseTar(bytes, limits, onEntry, signal);
  return records;
}

/**
 * Parses a tar, which may be compressed with gzip, piece by piece.
 *
 * @param onEntry called for each entry, in their order; what it throws is thrown
 */
export async function parseTar(
  bytes: Buffer,
  limits: ArchiveLimits,
  onEntry: OnTarEntry,
  signal?: AbortSignal,
): Promise<void> {
  const { Parser } = await import('tar/parse');
  let failure: unknown;
  let index = 0;
  const parser = new Parser({ strict: true, maxMetaEntrySize: MAX_ATTRIBUTES_BYTES });
  const attempt = (action: () => void) => {
    // What a listener throws would leave the parser half way.
    if (failure !== undefined) return;
    try {
      action();
    } catch (error) {
      failure = error;
    }
  };
  parser.on('error', (error) => attempt(() => fail(blameTar(messageOf(error), error))));
  parser.on('ignoredEntry', (entry) => attempt(() => fail(refuseIgnored(entry))));
  parser.on('meta', (attributes) => {
    // Only parts of such a file are in the archive.
    if (String(attributes).includes(SPARSE))
      attempt(() => fail(refuseArchive('it has a sparse file; make it without -S')));
  });
  parser.on('entry', (entry: ReadEntry) => {
    attempt(() => onEntry(entry, index));
    index += 1;
    if (failure !== undefined) entry.resume();
  });
  const maxStream = limits.maxBytes + (limits.maxEntries + 1) * OVERHEAD_BYTES;
  let size = 0;
  try {
    for await (const piece of readPieces(bytes)) {
      signal?.throwIfAborted();
      if (size === 0 && isEmptyTar(piece)) return;
      size += piece.length;
      if (size > maxStream) throw refuseArchive(`it unpacks to more than the ${limits.maxBytes} bytes allowed`);
      parser.write(piece);
      if (failure !== undefined) throw failure;
    }
    parser.end();
    if (failure !== undefined) throw failure;
  } catch (error) {
    if (isRunnerError(error) || signal?.aborted === true || error === failure) throw error;
    throw blameTar(messageOf(error), error);
  }
}

/** Removes what makes no difference at the beginning and end of a path. */
export function trimPath(path: string): string {
  return path
    .split('/')
    .filter((component) => component !== '' && component !== '.')
    .join('/');
}

function fail(error: unknown): never {
  throw error;
}

async function* readPieces(bytes: Buffer): AsyncGenerator<Buffer, void, void> {
  const tar = bytes.readUInt16BE(0) === GZIP_MAGIC ? unzipSmall(bytes) : bytes;
  if (tar === undefined) {
    const gunzip = Readable.from([bytes]).pipe(createGunzip({ chunkSize: PIECE_BYTES }));
    yield* gunzip;
    return;
  }
  for (let at = 0; at < tar.length; at += PIECE_BYTES) {
    yield tar.subarray(at, at + PIECE_BYTES);
  }
}

/** Unpacks a gzip file; undefined if it is large. */
function unzipSmall(bytes: Buffer): Buffer | undefined {
  if (bytes.length > SMALL_BYTES) return undefined;
  try {
    return gunzipSync(bytes, { maxOutputLength: SMALL_BYTES });
  } catch (error) {
    if (systemCode(error) === 'ERR_BUFFER_TOO_LARGE') return undefined;
    throw error;
  }
}

/** Whether a tar ends at its beginning. @throws RunnerError `ERR_RUNNER_ARCHIVE_REFUSED` if it is not a tar */
function isEmptyTar(piece: Buffer): boolean {
  const isEmpty = piece.length >= BLOCK_BYTES && !piece.subarray(0, BLOCK_BYTES).some((byte) => byte !== 0);
  if (!isEmpty && identify(piece).kind !== 'tar') {
    throw refuseArchive('it is a gzip file without a tar in it; deliver a zip or a tar.gz of its files');
  }
  return isEmpty;
}

function refuseIgnored({ path, type }: ReadEntry): Error {
  return refuseEntry(path, `is of the type ${quote(String(type))}; only files, directories and links can be delivered`);
}

function toRecord(
  { path, type, size = 0, mode = 0o644, mtime, linkpath }: ReadEntry,
  sizes: Map<string, number>,
): TarRecord {
  if (`${path}${linkpath ?? ''}`.includes('\ufffd')) throw refuseEntry(path, 'has a name that is not UTF-8');
  const isHardLink = type === 'Link';
  const isLink = type === 'SymbolicLink';
  let uncompressedSize = isLink ? Buffer.byteLength(linkpath ?? '') : size;
  if (type === 'GNUDumpDir') uncompressedSize = 0;
  if (isHardLink) {
    const target = sizes.get(trimPath(linkpath ?? ''));
    if (target === undefined)
      throw refuseEntry(path, `is a hard link to ${quote(linkpath ?? '')}, which is not a file before it`);
    uncompressedSize = target;
  }
  return {
    name: path,
    signature: 0,
    versionMadeBy: UNIX_HOST,
    flags: 0,
    compressionMethod: STORED,
    lastModifiedTime: 0,
    lastModifiedDate: 0,
    extraFields: formatTime(mtime),
    crc32: 0,
    compressedSize: uncompressedSize,
    uncompressedSize,
    fileNameLength: 0,
    extraFieldLength: 0,
    fileCommentLength: 0,
    diskNumber: 0,
    externalFileAttributes: (((TYPES[type] ?? 0o010000) | (mode & 0o7777)) << 16) >>> 0,
    offsetToLocalFileHeader: 0,
    pathBuffer: '',
    data: Buffer.alloc(0),
    dataEnd: 0,
    target: isLink || isHardLink ? (linkpath ?? '') : undefined,
    isHardLink,
  };
}

/** Formats a time as the extra field of a zip that holds it: an extended timestamp. */
function formatTime(time: Date | undefined): Buffer {
  const seconds = time === undefined ? Number.NaN : Math.floor(time.getTime() / 1000);
  if (!(Math.abs(seconds) <= MAX_SECONDS)) return Buffer.alloc(0);
  const field = Buffer.from([0x55, 0x54, 5, 0, 1, 0, 0, 0, 0]);
  field.writeInt32LE(seconds, 5);
  return field;
}
