import type { Readable } from 'node:stream';

/** The compression method of an entry that is not compressed. */
export const STORED = 0;

/** The bytes of a record without its name, its extra fields and its comment. */
export const DIRECTORY_RECORD_BYTES = 46;

/** One entry as the central directory lists it: the fields of unzipper's `File` that are used. */
export interface ArchiveRecord {
  readonly signature: number;
  /** High byte: the system on which the entry was made; 3 is Unix. */
  readonly versionMadeBy: number;
  readonly flags: number;
  readonly compressionMethod: number;
  /** Time of modification, as MS-DOS encodes it. */
  readonly lastModifiedTime: number;
  readonly lastModifiedDate: number;
  readonly crc32: number;
  /** Bytes; not a number when a zip64 field is missing. */
  readonly compressedSize: number;
  /** Bytes; not a number when a zip64 field is missing. */
  readonly uncompressedSize: number;
  readonly fileNameLength: number;
  readonly extraFieldLength: number;
  readonly fileCommentLength: number;
  readonly diskNumber: number;
  /** High half: Unix mode. */
  readonly externalFileAttributes: number;
  /** Bytes; not a number when a zip64 field is missing. */
  readonly offsetToLocalFileHeader: number;
  /** The name's bytes; an empty string when there are none. */
  readonly pathBuffer: Buffer | '';
}

/** An entry that was checked against its local header. */
export interface CheckedRecord extends ArchiveRecord {
  /** The name as text. */
  readonly name: string;
  /** The extra fields of the central directory. */
  readonly extraFields: Buffer;
  /** The data as it is in the archive, compressed or not. */
  readonly data: Buffer;
  /** Where the data ends, in bytes from the start of the archive. */
  readonly dataEnd: number;
}

/** The part of unzipper that is used; its published types lack the options. */
export interface Unzipper {
  readonly Open: {
    custom(
      source: { size(): Promise<number>; stream(offset: number, length?: number): Readable },
      options: { readonly tailSize: number },
    ): Promise<{ readonly files: readonly ArchiveRecord[] }>;
  };
}

/** Limits for what an archive unpacks to. */
export interface ArchiveLimits {
  /** Maximum number of entries; the directories that paths imply have a limit of the same size. */
  readonly maxEntries: number;
  /** Maximum size of all entries together, unpacked, in bytes. */
  readonly maxBytes: number;
}
