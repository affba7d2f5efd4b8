import { readDirectory } from '../../src/archive/read-directory.js';
import { buildZip, type ZipEntry, type ZipOptions } from '../support/zip-builder.js';

const LIMITS = { maxEntries: 50_000, maxBytes: 1_000_000 };

async function names(entries: readonly ZipEntry[], options?: ZipOptions): Promise<string[]> {
  return (await readDirectory(buildZip(entries, options), LIMITS)).map((record) => record.pathBuffer.toString());
}

const invalid = (message: RegExp): Error =>
  expect.objectContaining({ code: 'ERR_RUNNER_ARCHIVE_INVALID', message: expect.stringMatching(message) });
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

  test.each([{ comment: 'c'.repeat(65_535) }, { comment: 'PK\x05\x06', zip64: true }])(
    'comments %#',
    async (options) => {
      await expect(names([{ name: 'a' }], options)).resolves.toEqual(['a']);
    },
  );

  test('too many entries are refused before they are read', async () => {
    const many = buildZip(
      Array.from({ length: 100_000 }, (_, index) => ({ name: `f${index}` })),
      { zip64: true },
    );
    await expect(readDirectory(many, LIMITS)).rejects.toThrow(refused(/has 100000 entries, at most 50000 are allowed/));
  });

  test('exactly as many as allowed are accepted', async () => {
    const zip = buildZip([{ name: 'a' }, { name: 'b' }]);
    await expect(readDirectory(zip, { ...LIMITS, maxEntries: 2 })).resolves.toHaveLength(2);
    await expect(readDirectory(zip, { ...LIMITS, maxEntries: 1 })).rejects.toThrow(refused(/has 2 entries/));
  });

  test.each([0, 1, 3])('a directory of 2 entries that announces %i', async (entries) => {
    const message = entries > 2 ? /too short/ : /does not end after/;
    await expect(names([{ name: 'a' }, { name: 'b' }], { entries })).rejects.toThrow(invalid(message));
  });

  test('a directory entry without its signature is invalid', async () => {
    const zip = buildZip([{ name: 'a' }]);
    zip[zip.indexOf('PK\x01\x02') + 3] = 0;
    await expect(readDirectory(zip, LIMITS)).rejects.toThrow(invalid(/its directory is damaged/));
  });

  const damaged: [string, ZipEntry, RegExp][] = [
    ['a header elsewhere', { name: 'a', data: 'x', offset: 1 }, /"a" is damaged, its header is not where/],
    ['a header beyond the end', { name: 'a', data: 'x', offset: 0xfffffffe }, /header is not where/],
    ['a header with another signature', { name: 'a', localSignature: 0x04034b51 }, /header is not where/],
    ['a header with another name', { name: 'a', localName: 'b' }, /another name/],
    ['a header with a longer name', { name: 'a', localName: 'ab' }, /another name/],
    ['a header with another method', { name: 'a', data: 'x', localMethod: 0 }, /another compression method/],
    ['more data than there is', { name: 'a', data: 'x', compressedSize: 10_000 }, /cut off/],
    ['stored data of another size', { name: 'a', data: 'xx', method: 0, size: 3 }, /2 bytes of data cannot be 3 bytes/],
    ['no data for a size', { name: 'a', data: 'xx', compressedSize: 0 }, /0 bytes of data cannot be 2 bytes/],
    ['a zip64 size without its field', { name: 'a', data: 'xx', size: 0xffffffff }, /sizes cannot be read/],
  ];
  test.each(damaged)('%s is invalid', async (_, entry, message) => {
    await expect(names([entry])).rejects.toThrow(invalid(message));
  });

  const unaccepted: [string, ZipEntry, RegExp][] = [
    ['encryption', { name: 'a', data: 'x', flags: 0x0001 }, /"a" is encrypted; zip it without a password/],
    ['strong encryption', { name: 'a', data: 'x', flags: 0x0040 }, /encrypted/],
    ['a masked header', { name: 'a', data: 'x', flags: 0x2000 }, /encrypted/],
    ['bzip2', { name: 'a', data: 'x', method: 12 }, /method 12; only deflated and stored/],
    ['deflate64', { name: 'a', data: 'x', method: 9 }, /method 9/],
    ['another disk', { name: 'a', data: 'x', disk: 2 }, /split/],
  ];
  test.each(unaccepted)('%s is refused', async (_, entry, message) => {
    await expect(names([entry])).rejects.toThrow(refused(message));
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
