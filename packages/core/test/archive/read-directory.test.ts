import unzipper from 'unzipper';
import { buildZip, type ZipEntry, type ZipOptions } from '../../../../test/support/zip-builder.js';
import type { ArchiveRecord } from '../../src/archive/archive-record.js';
import { findEndRecord } from '../../src/archive/end-record.js';
import { listRecords, readDirectory } from '../../src/archive/read-directory.js';

const LIMITS = { maxEntries: 50_000, maxBytes: 1_000_000 };

async function names(entries: readonly ZipEntry[], options?: ZipOptions): Promise<string[]> {
  return (await readDirectory(buildZip(entries, options), LIMITS)).map((record) => record.name);
}

const refused = (message: RegExp): Error =>
  expect.objectContaining({ code: 'ERR_RUNNER_ARCHIVE_REFUSED', message: expect.stringMatching(message) });

describe('readDirectory', () => {
  test('lists the entries in their order', async () => {
    await expect(names([{ name: 'b' }, { name: 'a/' }, { name: 'a/c', data: 'x' }])).resolves.toEqual([
      'b',
      'a/',
      'a/c',
    ]);
  });

  test('an empty zip has none', async () => {
    await expect(names([])).resolves.toEqual([]);
    await expect(names([], { zip64: true })).resolves.toEqual([]);
  });

  test('zip64, in the end record and in the entries', async () => {
    const entries = [
      { name: 'a', data: 'one', zip64: true },
      { name: 'b', data: 'two' },
    ];
    await expect(names(entries, { zip64: true, comment: 'with a comment' })).resolves.toEqual(['a', 'b']);
    const [record] = await readDirectory(buildZip(entries), LIMITS);
    expect(record).toMatchObject({ uncompressedSize: 3, offsetToLocalFileHeader: 0 });
  });

  test('the records are those that unzipper lists', async () => {
    const zip = buildZip(
      [
        { name: 'a', data: 'one'.repeat(100), date: 0x5d7c, time: 0x6cf0 },
        { name: 'b/', mode: 0o700 },
        { name: '', method: 0, data: 'two', host: 0 },
        { name: Buffer.from([0x80, 0xff]), flags: 0, extra: Buffer.from([1, 0, 4, 0, 9, 9, 9, 9]) },
        { name: 'l', link: 'a', extra: Buffer.from([1]), disk: 3, method: 99 },
        { name: 'w', descriptor: true, crc: 0xffffffff, size: 0xfffffffe, offset: 0xfffffffe },
      ],
      { comment: 'with a comment' },
    );
    const records = listRecords(zip, findEndRecord(zip)) as ArchiveRecord[];
    const { files } = await unzipper.Open.buffer(zip);
    expect(records).toHaveLength(6);
    for (const [index, record] of records.entries()) {
      expect(files[index]).toMatchObject({ ...record, pathBuffer: expect.anything() });
      expect(Buffer.from((files[index] as unknown as ArchiveRecord).pathBuffer)).toEqual(record.pathBuffer);
    }
  });

  test.each(['size', 'compressedSize', 'offset'])('a record with %s in a zip64 field is left to unzipper', (field) => {
    const zip = buildZip([{ name: 'a' }, { name: 'b', [field]: 0xffffffff }]);
    expect(listRecords(zip, findEndRecord(zip))).toBeUndefined();
  });

  test('records that continue behind the end of the file are not listed', () => {
    const zip = buildZip([{ name: 'a' }]);
    const end = findEndRecord(zip);
    zip.writeUInt16LE(0xffff, end.directoryOffset + 32);
    expect(listRecords(zip, end)).toBeUndefined();
    expect(listRecords(zip, { ...end, directoryOffset: zip.length - 45 })).toBeUndefined();
  });

  test.each([{ comment: 'c'.repeat(65_535) }, { comment: 'PK\x05\x06', zip64: true }])(
    'comments %#',
    async (options) => {
      await expect(names([{ name: 'a' }], options)).resolves.toEqual(['a']);
    },
  );

  test('exactly as many as allowed are accepted', async () => {
    const zip = buildZip([{ name: 'a' }, { name: 'b' }]);
    await expect(readDirectory(zip, { ...LIMITS, maxEntries: 2 })).resolves.toHaveLength(2);
    await expect(readDirectory(zip, { ...LIMITS, maxEntries: 1 })).rejects.toThrow(refused(/has 2 entries/));
  });

  test('a name in a message is escaped and shortened', async () => {
    const entry = { name: `\u001b[31m${'n'.repeat(1000)}`, flags: 1 };
    const error: Error = await readDirectory(buildZip([entry]), LIMITS).then(
      () => new Error('listed'),
      (thrown) => thrown,
    );
    expect(error.message).toContain('"\\u001b[31mnnn');
    expect(error.message.length).toBeLessThan(350);
  });
});
