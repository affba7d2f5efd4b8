import fc from 'fast-check';
import { buildZip, type ZipOptions } from '../../../../test/support/zip-builder.js';
import { findEndRecord, hasEndRecord } from '../../src/archive/end-record.js';
import { isRunnerError } from '../../src/errors.js';

const ENTRIES = [
  { name: 'a', data: 'one' },
  { name: 'b', data: 'two' },
];

function find(options: ZipOptions): ReturnType<typeof findEndRecord> {
  return findEndRecord(buildZip(ENTRIES, options));
}

/** With these disks in the end record: its own, and that where the directory begins. */
function withDisks(disk: number, directoryDisk: number): Buffer {
  const zip = buildZip(ENTRIES);
  zip.writeUInt16LE(disk, zip.length - 18);
  zip.writeUInt16LE(directoryDisk, zip.length - 16);
  return zip;
}

/** An archive whose zip64 record says that it has so many bytes behind this field; it has 44. */
function withZip64Size(bytes: bigint): Buffer {
  const zip = buildZip(ENTRIES, { zip64: true });
  zip.writeBigUInt64LE(bytes, zip.length - 22 - 20 - 56 + 4);
  return zip;
}

/** An archive whose zip64 record says that it ends a byte earlier, and does. */
function cutZip64Record(): Buffer {
  const zip = withZip64Size(43n);
  const locator = zip.length - 22 - 20;
  return Buffer.concat([zip.subarray(0, locator - 1), zip.subarray(locator)]);
}

/** A locator and an end record with figures of its own, and nothing else. */
function locatorAlone(): Buffer {
  const zip = Buffer.from(buildZip([], { zip64: true, unsaturated: true }).subarray(56));
  zip.writeUInt32LE(7, zip.length - 10);
  return zip;
}

describe('findEndRecord', () => {
  const plain = buildZip(ENTRIES);

  test('says where the directory is', () => {
    const end = findEndRecord(plain);
    expect(end.offset).toBe(plain.length - 22);
    expect(end.entries).toBe(2);
    expect(end.directoryOffset + end.directorySize).toBe(end.offset);
    expect(plain.readUInt32LE(end.directoryOffset)).toBe(0x02014b50);
  });

  test.each([1, 80, 65_535])('a comment of %i bytes', (length) => {
    expect(find({ comment: 'c'.repeat(length) }).offset).toBe(plain.length - 22);
  });

  test('a comment that holds the start of another end record', () => {
    const comment = Buffer.concat([Buffer.from('PK\x05\x06', 'latin1'), Buffer.alloc(30, 0x20)]);
    expect(find({ comment }).offset).toBe(plain.length - 22);
  });

  test('zip64: the same figures from the wider record', () => {
    const { offset: _, ...figures } = findEndRecord(plain);
    expect(find({ zip64: true })).toMatchObject(figures);
  });

  test('zip64 next to the real figures: those of the plain record', () => {
    const { offset: _, ...figures } = findEndRecord(plain);
    expect(find({ zip64: true, unsaturated: true })).toMatchObject(figures);
  });

  test.each([1, 22, 512])('%i NUL bytes behind the end', (count) => {
    expect(findEndRecord(Buffer.concat([plain, Buffer.alloc(count)]))).toEqual(findEndRecord(plain));
  });

  test('an archive of nothing', () => {
    const nothing = buildZip([]);
    expect(findEndRecord(nothing)).toEqual({ offset: 0, entries: 0, directoryOffset: 0, directorySize: 0 });
  });

  const names = fc.uniqueArray(fc.string({ minLength: 1, maxLength: 20 }), { maxLength: 20 });

  test('finds the directory of any archive, with any comment, in either form', () => {
    const comment = fc.string({ unit: 'binary', maxLength: 100 });
    fc.assert(
      fc.property(names, comment, fc.boolean(), (entries, text, zip64) => {
        const zip = buildZip(
          entries.map((name) => ({ name, data: name })),
          { comment: text, zip64 },
        );
        const { directoryOffset, directorySize, ...end } = findEndRecord(zip);
        const endBytes = 22 + Buffer.byteLength(text);
        expect(end).toEqual({ entries: entries.length, offset: zip.length - endBytes });
        expect(directoryOffset + directorySize).toBe(zip.length - endBytes - (zip64 ? 76 : 0));
      }),
    );
  });

  test('of any bytes: the directory lies within them, or they are no archive', () => {
    const signature = fc.constantFrom(...['PK\x05\x06', 'PK\x06\x06', 'PK\x06\x07'].map((text) => Buffer.from(text)));
    const piece = fc.oneof(
      fc.uint8Array({ maxLength: 60 }),
      signature,
      fc.constant(plain),
      fc.constant(Buffer.alloc(18)),
    );
    const pieces = fc.array(piece, { maxLength: 6 }).map((parts) => Buffer.concat(parts));
    const near = fc.nat({ max: 2 * plain.length });
    const lies = fc
      .record(
        { entries: fc.nat({ max: 4 }), directorySize: near, directoryOffset: near, zip64: fc.boolean() },
        { requiredKeys: [] },
      )
      .map((options) => buildZip(ENTRIES, options));
    fc.assert(
      fc.property(fc.oneof(pieces, lies), (zip) => {
        try {
          const { offset, entries, directoryOffset, directorySize } = findEndRecord(zip);
          expect(offset + 22).toBeLessThanOrEqual(zip.length);
          expect(directoryOffset + directorySize).toBeLessThanOrEqual(offset);
          expect(entries * 46).toBeLessThanOrEqual(directorySize);
        } catch (error) {
          if (!isRunnerError(error)) throw error;
          expect(['ERR_RUNNER_ARCHIVE_INVALID', 'ERR_RUNNER_ARCHIVE_REFUSED']).toContain(error.code);
        }
      }),
      { numRuns: 1000 },
    );
  });

  const invalid: [string, Buffer, RegExp][] = [
    ['nothing', Buffer.alloc(0), /does not start like one/],
    ['text', Buffer.from('#!/bin/sh\necho "{}" # long enough for an end record\n'), /does not start like one/],
    ['the end cut off', plain.subarray(0, -1), /no end record/],
    ['something added', Buffer.concat([plain, Buffer.from('\n')]), /no end record/],
    ['a comment longer than the file', buildZip(ENTRIES, { commentLength: 1 }), /no end record/],
    ['a directory beyond the end', buildZip(ENTRIES, { directoryOffset: 100_000 }), /is not where/],
    ['a directory that is too long', buildZip(ENTRIES, { directorySize: 100_000 }), /is not where/],
    ['more entries than fit', buildZip(ENTRIES, { entries: 3 }), /too short for the 3 entries/],
    ['65,535 entries without zip64', buildZip(ENTRIES, { entries: 65_535 }), /zip64 record that is not there/],
    ['zip64: 2 ** 40 entries', buildZip(ENTRIES, { zip64: true, entries: 2 ** 40 }), /too short/],
    ['zip64: the record elsewhere', buildZip(ENTRIES, { zip64: true, zip64Offset: 3 }), /zip64 end record is not/],
    [
      'zip64: the record beyond the end',
      buildZip(ENTRIES, { zip64: true, zip64Offset: 2 ** 52 }),
      /zip64 end record is not/,
    ],
    ['zip64: a record that says it is longer', withZip64Size(45n), /zip64 end record does not end where/],
    [
      'zip64: no room for a locator',
      buildZip([], { entries: 65_535, prefix: Buffer.alloc(19) }),
      /zip64 record that is not there/,
    ],
    ['zip64: a record that is a byte too short', cutZip64Record(), /zip64 end record is not/],
    [
      'zip64: nothing in front of the plain record',
      buildZip([], { entries: 65_535 }),
      /zip64 record that is not there/,
    ],
    ['zip64: nothing in front of the locator', buildZip([], { zip64: true }).subarray(56), /zip64 end record is not/],
    ['a locator in front of a record that does not need it', locatorAlone(), /zip64 end record is not/],
    ['a disk that is only in the zip64 record, which is not there', withDisks(0xffff, 0), /zip64 record that is not/],
    ['zip64: a directory beyond the end', buildZip(ENTRIES, { zip64: true, directoryOffset: 2 ** 52 }), /is not where/],
  ];
  test.each(invalid)('%s is invalid', (_, zip, message) => {
    expect(() => findEndRecord(zip)).toThrow(
      expect.objectContaining({ code: 'ERR_RUNNER_ARCHIVE_INVALID', message: expect.stringMatching(message) }),
    );
  });

  const split: [string, ZipOptions][] = [
    ['a second disk', { disk: 1 }],
    ['fewer entries on this disk', { entriesOnDisk: 1 }],
    ['zip64: a second disk', { zip64: true, disk: 1 }],
    ['zip64: fewer entries on this disk', { zip64: true, entriesOnDisk: 1 }],
  ];
  test.each<[string, Buffer]>([
    ['the last disk is the second', withDisks(1, 0)],
    ['the directory begins on a later disk', withDisks(0, 256)],
    ['the first part', Buffer.concat([Buffer.from('PK\x07\x08', 'latin1'), plain.subarray(0, -22)])],
  ])('an archive in several files is refused: %s', (_, zip) => {
    expect(() => findEndRecord(zip)).toThrow(
      expect.objectContaining({ code: 'ERR_RUNNER_ARCHIVE_REFUSED', message: expect.stringContaining('split') }),
    );
  });

  test.each(split)('%s is refused', (_, options) => {
    expect(() => find(options)).toThrow(
      expect.objectContaining({ code: 'ERR_RUNNER_ARCHIVE_REFUSED', message: expect.stringContaining('split') }),
    );
  });
});

test('hasEndRecord says whether there is one, be it right or not', () => {
  expect(hasEndRecord(buildZip(ENTRIES, { directoryOffset: 100_000 }))).toBe(true);
  expect(hasEndRecord(buildZip(ENTRIES).subarray(0, -1))).toBe(false);
});
