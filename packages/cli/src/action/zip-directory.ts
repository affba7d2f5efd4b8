import { lstatSync, readdirSync, readFileSync, readlinkSync, statSync } from 'node:fs';
import { posix, resolve } from 'node:path';
import { crc32, deflateRawSync } from 'node:zlib';
import { decodeFileName } from '@actionrunner/core/internal';
import type { Zip, ZipInputFile } from 'fflate';
import { CliError } from '../cli-error.js';
import { EXIT } from '../exit-codes.js';

/** What at the root is of this command, not part of the action: records and inputs, and a configuration that may have secrets. */
const OWN_NAMES = ['.actionrunner', 'actionrunner.json'].map((name) => Buffer.from(name));

const SLASH = Buffer.from('/');
const UNIX = 3;
const DEFLATED = 8;
const DOS_DIRECTORY = 0x10;
/** Extended Timestamp: its flags, of which the first says that a modification time follows, in seconds since 1970. */
const EXTENDED_TIMESTAMP = 0x5455;
const HAS_MODIFICATION_TIME = 1;
const MAX_TIMESTAMP = 0x7fffffff;
// What the date of MS-DOS can hold, which the library checks.
const FIRST_DATE = new Date(1980, 0, 1).getTime();
const LAST_DATE = new Date(2099, 11, 31).getTime();
// More need zip64, and are refused by the runtime.
const MAX_ENTRIES = 65_535;

/** The attributes of an entry. */
interface Attributes {
  /** Unix mode with its type bits. */
  readonly mode: number;
  /** Time of modification. */
  readonly mtimeMs: number;
}

/**
 * Zips the contents of a directory: files with their modes and times, links as links, and empty directories. A link to a file elsewhere, such
 * as the interpreter of a Python virtualenv, becomes that file: the runtime refuses links that lead out. Names that are not UTF-8 become what
 * the runtime would read in a zip that has their bytes.
 * @throws CliError for a device, pipe or socket, and for a link to a directory elsewhere; the system's error for a file that cannot be read
 */
export async function zipDirectory(directory: string): Promise<Buffer> {
  const draft = await ZipDraft.create();
  addDirectory(draft, Buffer.from(resolve(directory)), []);
  return draft.finish();
}

/** Zips one file. */
export async function zipFile(bytes: Buffer, { name, mode, mtimeMs }: SingleFile): Promise<Buffer> {
  const draft = await ZipDraft.create();
  draft.add(name, bytes, { mode: 0o100000 | mode, mtimeMs });
  return draft.finish();
}

/** Of a file, what its entry has. */
interface SingleFile {
  readonly name: string;
  /** Permission bits. */
  readonly mode: number;
  /** When it was modified, in milliseconds since 1970. */
  readonly mtimeMs: number;
}

/** A zip that is being written to memory. */
class ZipDraft {
  readonly #zip: Zip;
  readonly #parts: Uint8Array[] = [];
  #entries = 0;

  private constructor(library: typeof import('fflate')) {
    this.#zip = new library.Zip((error, part) => {
      if (error) throw error;
      this.#parts.push(part);
    });
  }

  /** Loads the library on demand: a source file needs no archive. */
  static async create(): Promise<ZipDraft> {
    return new ZipDraft(await import('fflate'));
  }

  /** @param name any text; ends in `/` for a directory */
  add(name: string, data: Buffer, { mode, mtimeMs }: Attributes): void {
    this.#entries += 1;
    if (this.#entries > MAX_ENTRIES) throw new CliError(EXIT.usage, `a zip has at most ${MAX_ENTRIES} entries.`);
    const file: ZipInputFile = {
      filename: name,
      size: data.length,
      crc: crc32(data),
      compression: DEFLATED,
      os: UNIX,
      attrs: ((mode << 16) | (name.endsWith('/') ? DOS_DIRECTORY : 0)) >>> 0,
      mtime: Math.min(Math.max(mtimeMs, FIRST_DATE), LAST_DATE),
      extra: toExtraFields(mtimeMs),
    };
    this.#zip.add(file);
    file.ondata?.(null, deflateRawSync(data), true);
  }

  finish(): Buffer {
    this.#zip.end();
    return Buffer.concat(this.#parts);
  }
}

/** The date of MS-DOS has neither odd seconds nor a time zone. */
function toExtraFields(mtimeMs: number): Record<number, Uint8Array> {
  const seconds = Math.floor(mtimeMs / 1000);
  if (Math.abs(seconds) > MAX_TIMESTAMP) return {};
  const field = Buffer.alloc(5);
  field.writeUInt8(HAS_MODIFICATION_TIME, 0);
  field.writeInt32LE(seconds, 1);
  return { [EXTENDED_TIMESTAMP]: field };
}

/** Adds what is in a directory. Paths are bytes: a name may be in any encoding. @param names its path below the root of the archive */
function addDirectory(draft: ZipDraft, directory: Buffer, names: readonly string[]): void {
  for (const nameBytes of readdirSync(directory, 'buffer').sort(Buffer.compare)) {
    if (names.length === 0 && OWN_NAMES.some((own) => nameBytes.equals(own))) {
      continue;
    }
    const path = Buffer.concat([directory, SLASH, nameBytes]);
    const entryNames = [...names, decodeFileName(nameBytes)];
    const entry = entryNames.join('/');
    const link = lstatSync(path);
    const target = link.isSymbolicLink() ? decodeFileName(readlinkSync(path, 'buffer')) : undefined;
    if (target !== undefined && staysInside(names, target)) {
      draft.add(entry, Buffer.from(target), link);
      continue;
    }
    const stats = statSync(path);
    if (stats.isFile()) {
      draft.add(entry, readFileSync(path), stats);
    } else if (stats.isDirectory() && target === undefined) {
      draft.add(`${entry}/`, Buffer.alloc(0), stats);
      addDirectory(draft, path, entryNames);
    } else {
      const reason =
        target !== undefined ? 'it links to something elsewhere' : 'it is neither a file, a directory nor a link';
      throw new CliError(EXIT.usage, `${decodeFileName(path)} cannot be zipped: ${reason}.`);
    }
  }
}

/** @param names the path of the link's directory below the root */
function staysInside(names: readonly string[], target: string): boolean {
  return !target.startsWith('/') && posix.join(...names, target).split('/')[0] !== '..';
}
