// Long because it has a test for each maker and kind of entry of tar archives.
import { execFileSync } from 'node:child_process';
import {
  existsSync,
  linkSync,
  mkdirSync,
  readFileSync,
  statSync,
  symlinkSync,
  utimesSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { listArchive } from '../../src/archive/list-archive.js';
import { explainRoot } from '../../src/archive/list-paths.js';
import { unpackArchive } from '../../src/archive/unpack-archive.js';
import { placeStub } from '../../src/delivery/stub.js';
import { NativeRunner } from '../../src/runner/native-runner.js';
import { gzipOf, type TarFile, tarOf } from '../support/odd-files.js';
import { Proxied } from '../support/proxied.js';
import { readTree, setUpSandbox } from '../support/tree.js';

const LIMITS = { maxEntries: 1000, maxBytes: 10_000_000 };
const SCRIPT = '#!/bin/sh\necho "{\\"by\\":\\"tar\\"}"\n';
const EXEC: TarFile = { name: 'exec', data: SCRIPT, mode: 0o755 };

const sandbox = setUpSandbox();

async function unpack(archive: Buffer, limits = LIMITS): Promise<Record<string, string>> {
  await unpackArchive(archive, sandbox.directory, limits);
  return readTree(sandbox.directory);
}

describe('what tar writes is unpacked as it was', () => {
  const LONG = `${'a-long-name-'.repeat(15)}end`;
  let source: string;
  beforeEach(() => {
    source = join(sandbox.outside, 'source');
    mkdirSync(join(source, 'lib/deep'), { recursive: true });
    mkdirSync(join(source, 'empty'), { mode: 0o750 });
    writeFileSync(join(source, 'exec'), SCRIPT, { mode: 0o755 });
    writeFileSync(join(source, 'lib/data'), 'data', { mode: 0o640 });
    writeFileSync(join(source, 'lib/large'), Buffer.alloc(300_000, 'large '));
    writeFileSync(join(source, 'lib/nothing'), '');
    symlinkSync('../lib/data', join(source, 'lib/link'));
    linkSync(join(source, 'lib/data'), join(source, 'lib/twin'));
    utimesSync(join(source, 'lib/data'), 1_000_000_000, 1_000_000_000);
  });

  const pack = (format: string, ...more: string[]) =>
    execFileSync('tar', [`--format=${format}`, '-C', source, '-cf', '-', ...more, '.'], { maxBuffer: 10_000_000 });

  test.each(['v7', 'ustar', 'gnu', 'pax'])('%s', async (format) => {
    if (format !== 'v7') {
      writeFileSync(join(source, 'grüße ❄'), 'umlaut');
      writeFileSync(join(source, LONG.slice(0, format === 'ustar' ? 90 : undefined)), 'long');
    }
    const tree = readTree(source);
    for (const archive of [gzipOf(pack(format)), pack(format)]) {
      const target = join(sandbox.directory, String(archive.length));
      mkdirSync(target);
      await unpackArchive(archive, target, LIMITS);
      expect(readTree(target)).toEqual(tree);
      expect(statSync(join(target, 'lib/data')).mtimeMs).toBe(1_000_000_000_000);
      // Hard links become files of their own.
      expect(statSync(join(target, 'lib/twin'))).toMatchObject({ nlink: 1, mtimeMs: 1_000_000_000_000 });
    }
  });

  test('the first archive of a series of increments, whose folders have a type of their own', async () => {
    const tree = readTree(source);
    const archive = pack('gnu', `--listed-incremental=${join(sandbox.outside, 'snapshot')}`);
    expect(await unpack(gzipOf(archive))).toEqual(tree);
  });

  test('sparse files, whose holes are not in the archive, are refused', async () => {
    execFileSync('truncate', ['-s', '1000000', join(source, 'holes')]);
    for (const format of ['gnu', 'pax']) {
      await expect(unpack(gzipOf(pack(format, '-S')))).rejects.toMatchObject({ code: 'ERR_RUNNER_ARCHIVE_REFUSED' });
    }
  });
});

test('an empty tar is empty', async () => {
  expect(await unpack(gzipOf(tarOf([])))).toEqual({});
  expect(await unpack(gzipOf(Buffer.alloc(10_240)))).toEqual({});
});

describe('is refused before anything is written', () => {
  const rows: readonly (readonly [string, TarFile[], RegExp])[] = [
    ['a path upwards', [{ name: '../outside' }], /has a "\.\." in its path/],
    ['a path upwards from a folder', [{ name: 'a/../../outside' }], /has a "\.\."/],
    ['an absolute path', [{ name: '/tmp/outside' }], /has an absolute path/],
    ['a link out of the archive', [{ name: 'a', type: '2', link: '../../etc' }], /leads out of the archive/],
    ['an absolute link', [{ name: 'a', type: '2', link: '/etc/passwd' }], /absolute path/],
    ['a file through a link', [{ name: 'a', type: '2', link: '..' }, { name: 'a/b' }], /would be below "a"/],
    [
      'links in a loop',
      [
        { name: 'a', type: '2', link: 'b' },
        { name: 'b', type: '2', link: 'a' },
      ],
      /loop/,
    ],
    [
      'a hard link to a file outside',
      [{ name: 'a', type: '1', link: '/etc/passwd' }],
      /is a hard link to "\/etc\/passwd"/,
    ],
    ['a hard link upwards', [{ name: 'a', type: '1', link: '../secret' }], /is a hard link/],
    ['a hard link to a file after it', [{ name: 'a', type: '1', link: 'b' }, { name: 'b' }], /is a hard link/],
    [
      'a hard link to a link',
      [
        { name: 'b', type: '2', link: 'c' },
        { name: 'a', type: '1', link: 'b' },
      ],
      /is a hard link/,
    ],
    ['a device', [{ name: 'null', type: '3' }], /is a device, pipe or socket/],
    ['a pipe', [{ name: 'pipe', type: '6' }], /is a device, pipe or socket/],
    ['the same file twice', [{ name: 'a' }, { name: './a' }], /occurs twice/],
    ['a file that is a folder, too', [{ name: 'a' }, { name: 'a/b' }], /would be below "a"/],
    ['a name that is too long for a file system', [{ name: `${'x'.repeat(100)}` }, { name: 'y', type: 'Z' }], /Z|type/],
  ];

  test.each(rows)('%s', async (_, files, says) => {
    for (const archive of [tarOf([EXEC, ...files]), gzipOf(tarOf([EXEC, ...files]))]) {
      await expect(unpack(archive)).rejects.toMatchObject({
        code: 'ERR_RUNNER_ARCHIVE_REFUSED',
        message: expect.stringMatching(says),
      });
      expect(readTree(sandbox.directory)).toEqual({});
    }
  });

  test.each([
    [
      'more bytes',
      tarOf([{ name: 'a', data: Buffer.alloc(2000) }]),
      { maxEntries: 10, maxBytes: 1999 },
      /more than the 1999 bytes/,
    ],
    [
      'more bytes in many files',
      tarOf([1, 2, 3].map((n) => ({ name: `${n}`, data: 'x'.repeat(700) }))),
      { maxEntries: 10, maxBytes: 2000 },
      /more than/,
    ],
    [
      'more bytes by hard links',
      tarOf([
        { name: 'a', data: 'x'.repeat(900) },
        { name: 'b', type: '1', link: 'a' },
      ]),
      { maxEntries: 10, maxBytes: 1000 },
      /more than/,
    ],
    [
      'more entries',
      tarOf(['a', 'b', 'c'].map((name) => ({ name }))),
      { maxEntries: 2, maxBytes: 1000 },
      /more than the 2 entries/,
    ],
    [
      'more folders',
      tarOf([{ name: 'a/b/c/d' }]),
      { maxEntries: 2, maxBytes: 1000 },
      /imply more than the 2 directories/,
    ],
    [
      'a size that is not there',
      tarOf([{ name: 'a', data: 'x', size: 1_000_000_000 }]),
      { maxEntries: 2, maxBytes: 1000 },
      /more than the 1000 bytes/,
    ],
    [
      'zeros behind the end',
      Buffer.concat([tarOf([{ name: 'a' }]), Buffer.alloc(1_000_000)]),
      { maxEntries: 2, maxBytes: 1000 },
      /more than the 1000 bytes/,
    ],
  ])('%s than allowed', async (_, tar, limits, says) => {
    for (const archive of [tar, gzipOf(tar)]) {
      await expect(unpack(archive, limits)).rejects.toMatchObject({
        code: 'ERR_RUNNER_ARCHIVE_REFUSED',
        message: expect.stringMatching(says),
      });
      expect(readTree(sandbox.directory)).toEqual({});
    }
  });

  test('a gzip file of something else', async () => {
    for (const bytes of [Buffer.from(SCRIPT), gzipOf(tarOf([EXEC])), Buffer.alloc(0)]) {
      await expect(unpack(gzipOf(bytes))).rejects.toMatchObject({
        code: expect.stringMatching(/ARCHIVE_(REFUSED|INVALID)$/),
      });
    }
    await expect(unpack(gzipOf(Buffer.from(SCRIPT)))).rejects.toMatchObject({
      message: expect.stringContaining('a gzip file without a tar in it'),
    });
  });

  const tar = tarOf([EXEC, { name: 'a', data: Buffer.alloc(5000, 'a') }]);
  test.each([
    ['a tar that is cut off', tar.subarray(0, 3000)],
    ['a gzip file that is cut off', gzipOf(tar).subarray(0, 100)],
    ['a gzip file with a wrong checksum', Buffer.concat([gzipOf(tar).subarray(0, -8), Buffer.alloc(8, 1)])],
    [
      'a header with a wrong checksum',
      Buffer.concat([tar.subarray(0, 1024), Buffer.alloc(1, 'z'), tar.subarray(1025)]),
    ],
  ])('%s', async (_, archive) => {
    await expect(unpack(archive)).rejects.toMatchObject({
      code: 'ERR_RUNNER_ARCHIVE_INVALID',
      message: expect.stringMatching(/^The code is not a valid tar archive: /),
    });
    expect(readTree(sandbox.directory)).toEqual({});
  });
});

test('an abort stops the unpacking with its reason', async () => {
  const reason = new Error('enough');
  const archive = gzipOf(tarOf([EXEC]));
  await expect(unpackArchive(archive, sandbox.directory, LIMITS, AbortSignal.abort(reason))).rejects.toBe(reason);
});

test('its root can be listed, and what it lacks is said', async () => {
  expect(await listArchive(gzipOf(tarOf([EXEC, { name: 'lib/a' }])), LIMITS)).toEqual({
    names: ['exec', 'lib'],
    folder: undefined,
  });
  expect(await explainRoot(gzipOf(tarOf([{ name: 'hello/exec' }])), ['exec'], LIMITS)).toBe(
    'The tar does not include exec at its root: exec is in the folder "hello"; pack from inside that folder.',
  );
});

describe('delivered to native', () => {
  test('its exec runs, whatever its mode, and what is missing fails the init', async () => {
    await placeStub(sandbox.directory);
    const proxied = Proxied.of(new NativeRunner({ directory: sandbox.directory }), { allowReinit: true });
    try {
      for (const archive of [gzipOf(tarOf([{ ...EXEC, mode: 0o600 }])), tarOf([EXEC])]) {
        await proxied.init(archive);
        expect(await proxied.run()).toEqual({ by: 'tar' });
      }
      await expect(proxied.init(gzipOf(tarOf([{ ...EXEC, name: 'a/exec' }])))).rejects.toMatchObject({
        code: 'ERR_RUNNER_NO_BINARY',
      });
      await expect(proxied.init(gzipOf(tarOf([EXEC, { name: '../x' }])))).rejects.toThrow();
      expect(existsSync(join(sandbox.directory, '../x'))).toBe(false);
      expect(readFileSync(join(sandbox.directory, 'exec'), 'utf8')).toContain('stub');
    } finally {
      await proxied.close();
    }
  });
});
