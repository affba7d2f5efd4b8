import { buildZip, type ZipOptions } from '../../../../test/support/zip-builder.js';
import { findEndRecord } from '../../src/archive/end-record.js';

const ENTRIES = [
  { name: 'a', data: 'one' },
  { name: 'b', data: 'two' },
];

function find(options: ZipOptions): ReturnType<typeof findEndRecord> {
  return findEndRecord(buildZip(ENTRIES, options));
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

  const invalid: [string, Buffer, RegExp][] = [
    ['nothing', Buffer.alloc(0), /does not start like one/],
    ['text', Buffer.from('#!/bin/sh\necho "{}" # long enough for an end record\n'), /does not start like one/],
    ['the end cut off', plain.subarray(0, -1), /no end record/],
    ['something added', Buffer.concat([plain, Buffer.from('\n')]), /no end record/],
    ['a comment longer than the file', buildZip(ENTRIES, { commentLength: 1 }), /no end record/],
    ['a directory beyond the end', buildZip(ENTRIES, { directoryOffset: 100_000 }), /does not lie/],
    ['a directory that is too long', buildZip(ENTRIES, { directorySize: 100_000 }), /does not lie/],
    ['more entries than fit', buildZip(ENTRIES, { entries: 3 }), /too short for the 3 entries/],
    ['65,535 entries without zip64', buildZip(ENTRIES, { entries: 65_535 }), /zip64 record that is not there/],
    ['zip64: 2 ** 40 entries', buildZip(ENTRIES, { zip64: true, entries: 2 ** 40 }), /too short/],
    ['zip64: the record elsewhere', buildZip(ENTRIES, { zip64: true, zip64Offset: 3 }), /zip64 end record is not/],
    [
      'zip64: the record beyond the end',
      buildZip(ENTRIES, { zip64: true, zip64Offset: 2 ** 52 }),
      /zip64 end record is not/,
    ],
    ['zip64: a directory beyond the end', buildZip(ENTRIES, { zip64: true, directoryOffset: 2 ** 52 }), /does not lie/],
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
  test.each(split)('%s is refused', (_, options) => {
    expect(() => find(options)).toThrow(
      expect.objectContaining({ code: 'ERR_RUNNER_ARCHIVE_REFUSED', message: expect.stringContaining('split') }),
    );
  });
});
