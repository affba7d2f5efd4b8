import type { Readable } from 'node:stream';

/** One entry as the central directory lists it: the fields of unzipper's `File` that are used. */
export interface ArchiveRecord {
  readonly signature: number;
  /** High byte: the system the entry was made on; 3 is unix. */
  readonly versionMadeBy: number;
  readonly flags: number;
  readonly compressionMethod: number;
  readonly crc32: number;
  /** Bytes; not a number when a zip64 field is missing. */
  readonly compressedSize: number;
  /** Bytes; not a number when a zip64 field is missing. */
  readonly uncompressedSize: number;
  readonly fileNameLength: number;
  readonly extraFieldLength: number;
  readonly fileCommentLength: number;
  readonly diskNumber: number;
  /** High half: unix mode. */
  readonly externalFileAttributes: number;
  /** Bytes; not a number when a zip64 field is missing. */
  readonly offsetToLocalFileHeader: number;
  /** The name's bytes; an empty string when there are none. */
  readonly pathBuffer: Buffer | '';
}

/** An entry that was checked against its local header. */
export interface CheckedRecord extends ArchiveRecord {
  /** The data as it is in the archive, compressed or not. */
  readonly data: Buffer;
  /** Where the data ends, in bytes from the start of the archive. */
  readonly dataEnd: number;
}

/** The parts of unzipper that are used; its published types lack the options. */
export interface Unzipper {
  readonly Open: {
    custom(
      source: { size(): Promise<number>; stream(offset: number, length?: number): Readable },
      options: { readonly tailSize: number },
    ): Promise<{ readonly files: readonly ArchiveRecord[] }>;
  };
}

/** How much an archive may unpack to. */
export interface ArchiveLimits {
  /** Most entries an archive may list; the directories its paths imply have an allowance of the same size. */
  readonly maxEntries: number;
  /** Most bytes all its entries may have together when unpacked. */
  readonly maxBytes: number;
}
