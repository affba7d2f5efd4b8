// Long because it has a test for each thing that an archive may say of a file.
import { lstatSync, readdirSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { extendedTimestamp } from '../../../../test/support/extra-fields.js';
import { repetitions } from '../../../../test/support/repetitions.js';
import { buildZip, type ZipEntry, type ZipOptions } from '../../../../test/support/zip-builder.js';
import { unpackArchive } from '../../src/archive/unpack-archive.js';
import { readTree, setUpSandbox } from '../support/tree.js';

const LIMITS = { maxEntries: 50_000, maxBytes: 64 * 1024 * 1024 };

describe('unpackArchive', () => {
  const sandbox = setUpSandbox();

  async function unpack(entries: readonly ZipEntry[], options?: ZipOptions): Promise<Record<string, string>> {
    await unpackArchive(buildZip(entries, options), sandbox.directory, LIMITS);
    return readTree(sandbox.directory);
  }

  const invalid = (message: RegExp): Error =>
    expect.objectContaining({ code: 'ERR_RUNNER_ARCHIVE_INVALID', message: expect.stringMatching(message) });

  describe('faithful', () => {
    test('files, directories, links and their modes', async () => {
      const entries: ZipEntry[] = [
        { name: 'exec', data: '#!/bin/sh\n', mode: 0o755 },
        { name: 'lib/', mode: 0o750 },
        { name: 'lib/secret', data: 'key', mode: 0o400 },
        { name: 'lib/stored', data: 'as it is', method: 0 },
        { name: 'lib/empty' },
        { name: 'none/', mode: 0o040000 },
        { name: 'implied/deep/file', data: 'ä\r\n' },
        { name: 'suid', mode: 0o106755 },
        { name: 'link', link: 'lib/secret' },
        { name: 'lib/up', link: '../missing' },
      ];
      await expect(unpack(entries)).resolves.toEqual({
        exec: '755 #!/bin/sh\n',
        lib: '750/',
        'lib/secret': '400 key',
        'lib/stored': '644 as it is',
        'lib/empty': '644 ',
        none: '700/',
        implied: '755/',
        'implied/deep': '755/',
        'implied/deep/file': '644 ä\r\n',
        suid: '755 ',
        link: '-> lib/secret',
        'lib/up': '-> ../missing',
      });
    });

    test('the umask has no say', async () => {
      const before = process.umask(0o077);
      try {
        await expect(
          unpack([
            { name: 'd/', mode: 0o777 },
            { name: 'i/f', mode: 0o666 },
          ]),
        ).resolves.toEqual({
          d: '777/',
          i: '755/',
          'i/f': '666 ',
        });
      } finally {
        process.umask(before);
      }
    });

    test('an archive made on Windows', async () => {
      const entries = [
        { name: 'src\\a.js', data: 'a', host: 0 },
        { name: 'bin\\', host: 0 },
        { name: 'b', host: 10 },
      ];
      await expect(unpack(entries)).resolves.toEqual({ src: '755/', 'src/a.js': '644 a', bin: '755/', b: '644 ' });
    });

    test.each([
      ['DOS', { host: 0 }],
      ['NTFS', { host: 10 }],
      ['an unknown system', { host: 255 }],
      ['Unix, without attributes', { attributes: 0 }],
    ])('programs of %s, whose entries have no mode, are executable', async (_, lie) => {
      const elf = '\x7fELF\x02';
      const large = '#!/bin/sh\n'.padEnd(300_000, '#');
      const entries: ZipEntry[] = [
        { name: 'script', data: '#!/bin/sh\n' },
        { name: 'stored', data: '#!', method: 0 },
        { name: 'large', data: large },
        { name: 'elf', data: elf },
        { name: 'text', data: ' #!/bin/sh\n' },
        { name: 'short', data: '#' },
        { name: 'large-text', data: 'x'.repeat(300_000) },
        { name: 'empty' },
      ];
      await expect(unpack(entries.map((entry) => ({ ...entry, ...lie })))).resolves.toEqual({
        script: '755 #!/bin/sh\n',
        stored: '755 #!',
        large: `755 ${large}`,
        elf: `755 ${elf}`,
        text: '644  #!/bin/sh\n',
        short: '644 #',
        'large-text': `644 ${'x'.repeat(300_000)}`,
        empty: '644 ',
      });
    });

    test('a mode that the entry has is kept, program or not', async () => {
      const entries = [
        { name: 'script', data: '#!/bin/sh\n', mode: 0o644 },
        { name: 'made-on-macos', data: '#!', host: 19, mode: 0o600 },
      ];
      await expect(unpack(entries)).resolves.toEqual({ script: '644 #!/bin/sh\n', 'made-on-macos': '600 #!' });
    });

    test('times of files, directories and links', async () => {
      const large = Buffer.alloc(300_000);
      await unpack([
        { name: 'd/', extra: extendedTimestamp(1) },
        { name: 'd/file', data: 'x', extra: extendedTimestamp(1_600_000_001) },
        { name: 'd/read-only', mode: 0o400, extra: extendedTimestamp(1_600_000_003) },
        { name: 'd/link', link: 'file', extra: extendedTimestamp(2) },
        { name: 'd/large', data: large, extra: extendedTimestamp(-3) },
        { name: 'stored', data: large, method: 0, extra: extendedTimestamp(4) },
        { name: 'dos', date: (41 << 9) | (4 << 5) | 3, time: (5 << 11) | (6 << 5) | 4 },
        { name: 'late', link: 'd/file', extra: extendedTimestamp(0x7fffffff) },
      ]);
      const timeOf = (path: string): number => lstatSync(join(sandbox.directory, path)).mtimeMs / 1000;
      expect(
        ['d', 'd/file', 'd/read-only', 'd/link', 'd/large', 'stored', 'dos', 'late'].map((path) => [
          path,
          timeOf(path),
        ]),
      ).toEqual([
        ['d', 1],
        ['d/file', 1_600_000_001],
        ['d/read-only', 1_600_000_003],
        ['d/link', 2],
        ['d/large', -3],
        ['stored', 4],
        ['dos', new Date(2021, 3, 3, 5, 6, 8).getTime() / 1000],
        ['late', 0x7fffffff],
      ]);
    });

    test('where the archive has no time, it is the time of unpacking', async () => {
      const before = Math.floor(Date.now() / 1000);
      await unpack([{ name: 'implied/f', date: 0 }]);
      for (const path of ['implied', 'implied/f']) {
        expect(statSync(join(sandbox.directory, path)).mtimeMs / 1000).toBeGreaterThanOrEqual(before);
      }
    });

    test('a backslash in a unix name is a character', async () => {
      await expect(unpack([{ name: 'a\\b' }])).resolves.toEqual({ 'a\\b': '644 ' });
    });

    test('names without the UTF-8 flag', async () => {
      await expect(unpack([{ name: 'größe', flags: 0 }])).resolves.toEqual({ größe: '644 ' });
    });

    test('data descriptors, long local extra fields and a long comment', async () => {
      const entries = [
        { name: 'a', data: 'one', descriptor: true, localExtra: Buffer.alloc(65_535) },
        { name: 'b', data: 'two', descriptor: true, method: 0 },
        { name: 'c', descriptor: true },
      ];
      const options = { comment: 'x'.repeat(65_535) };
      await expect(unpack(entries, options)).resolves.toEqual({ a: '644 one', b: '644 two', c: '644 ' });
    });

    test('a stored zip inside a zip', async () => {
      const inner = buildZip([{ name: 'x', data: 'y' }]);
      await unpack([
        { name: 'inner.zip', data: inner, method: 0, descriptor: true },
        { name: 'after', data: 'z' },
      ]);
      expect(statSync(join(sandbox.directory, 'inner.zip')).size).toBe(inner.length);
    });

    test('zip64', async () => {
      const entries = [
        { name: 'a', data: 'one', zip64: true },
        { name: 'l', link: 'a', zip64: true },
      ];
      await expect(unpack(entries, { zip64: true })).resolves.toEqual({ a: '644 one', l: '-> a' });
    });

    test.each([{}, { zip64: true }, { comment: 'nothing here' }])(
      'an empty zip delivers nothing %#',
      async (options) => {
        await expect(unpack([], options)).resolves.toEqual({});
      },
    );

    test('entries larger than a buffer, stored and deflated', async () => {
      const data = Buffer.alloc(5_000_000, 'The quick brown fox. ');
      await unpack([
        { name: 'deflated', data, mode: 0o755 },
        { name: 'stored', data, method: 0, mode: 0o444 },
      ]);
      const tree = readTree(sandbox.directory);
      expect(tree['deflated'] === `755 ${data}`).toBe(true);
      expect(tree['stored'] === `444 ${data}`).toBe(true);
    });

    const count = repetitions(1_000, 5_000);
    test(`${count} small files`, async () => {
      const entries = Array.from({ length: count }, (_, index) => ({
        name: `d${index % 50}/f${index}`,
        data: `${index}`,
      }));
      await unpack(entries);
      expect(readdirSync(sandbox.directory, { recursive: true })).toHaveLength(count + 50);
    });
  });

  test('data that turns bad after it was given up on', async () => {
    const block = (text: string): Buffer => {
      const length = Buffer.alloc(4);
      length.writeUInt16LE(text.length, 0);
      length.writeUInt16LE(~text.length & 0xffff, 2);
      return Buffer.concat([Buffer.from([0]), length, Buffer.from(text)]);
    };
    // As large as needed to be unpacked piece by piece.
    const size = 300_000;
    // Longer than a chunk, so that the decoder meets the garbage when nobody listens any more.
    const raw = Buffer.concat([
      ...Array.from({ length: 7 }, () => block('x'.repeat(50_000))),
      ...Array.from({ length: 15_000 }, () => block('')),
      Buffer.alloc(1000, 0xff),
    ]);
    await expect(unpack([{ name: 'a', raw, method: 8, size }])).rejects.toThrow(invalid(/more than the 300000 bytes/));
    await new Promise((resolve) => setTimeout(resolve, 100));
  });

  test('a file system error keeps its code and names the path', async () => {
    // As long as a name may be, so longer than a path may be.
    const levels = repetitions(341, 2_046);
    const name = `${`${'d'.repeat(4_092 / levels - 1)}/`.repeat(levels)}file`;
    await expect(unpack([{ name }])).rejects.toMatchObject({
      code: 'ERR_RUNNER_DELIVERY',
      phase: 'deliver',
      message: expect.stringContaining(`ENAMETOOLONG at "${sandbox.directory}/d`),
      cause: expect.objectContaining({ syscall: expect.any(String) }),
    });
  });

  test('existing files are not overwritten', async () => {
    writeFileSync(join(sandbox.directory, 'a'), 'old');
    await expect(unpack([{ name: 'a', data: 'new' }])).rejects.toMatchObject({
      code: 'ERR_RUNNER_DELIVERY',
      message: expect.stringContaining('EEXIST'),
    });
    await expect(unpack([{ name: 'a', link: 'b' }])).rejects.toMatchObject({
      code: 'ERR_RUNNER_DELIVERY',
      message: expect.stringContaining('EEXIST'),
    });
    expect(readTree(sandbox.directory)).toEqual({ a: expect.stringContaining('old') });
  });
});
