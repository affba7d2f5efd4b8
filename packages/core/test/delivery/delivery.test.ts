import { chmodSync, lstatSync, mkdirSync, readdirSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { extendedTimestamp } from '../../../../test/support/extra-fields.js';
import { repetitions } from '../../../../test/support/repetitions.js';
import { buildZip, type ZipEntry } from '../../../../test/support/zip-builder.js';
import { DeliveryFolder, LIMITS, setUpDelivery } from '../support/delivery-folder.js';
import { readTree } from '../support/tree.js';

/** Folders in folders whose path is longer than one may be. */
const LEVELS = repetitions(341, 2_046);
const isRoot = process.getuid?.() === 0;

describe('Delivery', () => {
  const folder = setUpDelivery();

  describe('archive', () => {
    test('delivers files, and nothing else remains', async () => {
      await folder.archive([
        { name: 'exec', data: 'run', mode: 0o755 },
        { name: 'lib/a', data: 'a' },
        { name: 'l', link: 'lib/a' },
      ]);
      expect(folder.tree()).toEqual({ exec: '755 run', lib: '755/', 'lib/a': '644 a', l: '-> lib/a' });
      await folder.delivery.undo();
      expect(folder.tree()).toEqual({});
    });

    test.each([
      ['exec', [{ name: 'exec', data: 'x', mode: 0o600 }], { exec: '755 x' }],
      ['bin/run', [{ name: 'bin/run', data: 'x', host: 0 }], { bin: '755/', 'bin/run': '755 x' }],
      [
        'exec',
        [
          { name: 'exec', link: 'a' },
          { name: 'a', data: 'x' },
        ],
        { exec: '-> a', a: '755 x' },
      ],
      ['exec', [{ name: 'exec/', mode: 0o700 }], { exec: '700/' }],
      ['exec', [{ name: 'other', data: 'x' }], { other: '644 x' }],
    ])('the executable %j of %j', async (executable, entries, expected) => {
      await folder.archive(entries as ZipEntry[], executable as string);
      expect(folder.tree()).toEqual(expected);
    });

    test('an empty archive takes away what was there before', async () => {
      await folder.delivery.deliverFile('exec', 'x', 0o755);
      await folder.archive([]);
      expect(folder.tree()).toEqual({});
    });

    test('merges with directories of the image; undo takes out its own only', async () => {
      folder.image('lib/a', 'image a');
      folder.image('lib/deep/b', 'image b');
      folder.image('exec', 'image exec', 0o755);
      const before = folder.tree();
      await folder.archive([
        { name: 'lib/', mode: 0o700 },
        { name: 'lib/a', data: 'new a' },
        { name: 'lib/deep/c', data: 'new c' },
        { name: 'lib/deep/er/d', data: 'new d' },
        { name: 'exec', data: 'new exec' },
      ]);
      expect(folder.visible()).toEqual({
        exec: '755 new exec',
        lib: '755/',
        'lib/a': '644 new a',
        'lib/deep': '755/',
        'lib/deep/b': '644 image b',
        'lib/deep/c': '644 new c',
        'lib/deep/er': '755/',
        'lib/deep/er/d': '644 new d',
      });
      // What an action made beside them belongs to nobody here; below a delivered directory it goes.
      folder.image('lib/deep/made', 'by the action');
      folder.image('lib/deep/er/made', 'by the action');
      await folder.delivery.undo();
      expect(folder.tree()).toEqual({ ...before, 'lib/deep/made': '644 by the action' });
    });

    test('times are those of the archive, in new directories and in those of the image', async () => {
      folder.image('lib/own', 'image');
      const entry = (name: string, seconds: number): ZipEntry => ({
        name,
        data: 'x',
        extra: extendedTimestamp(seconds),
      });
      await folder.archive([entry('exec', 1), entry('lib/other', 3), entry('new/a', 5), entry('lib/own', 7)]);
      const timeOf = (path: string): number => lstatSync(join(folder.path, path)).mtimeMs / 1000;
      expect(['exec', 'lib/other', 'new/a', 'lib/own'].map(timeOf)).toEqual([1, 3, 5, 7]);
      await folder.delivery.undo();
      expect(timeOf('lib/own')).toBeGreaterThan(7);
    });

    test('never writes through a link of the image', async () => {
      mkdirSync(join(folder.outside, 'elsewhere'));
      symlinkSync('../elsewhere', join(folder.path, 'lib'));
      writeFileSync(join(folder.outside, 'target'), 'safe');
      symlinkSync('../target', join(folder.path, 'exec'));
      const before = readTree(folder.outside);
      await folder.archive([
        { name: 'lib/a', data: 'new' },
        { name: 'exec', data: 'new' },
      ]);
      expect(folder.visible()).toEqual({ lib: '755/', 'lib/a': '644 new', exec: '755 new' });
      expect(readdirSync(join(folder.outside, 'elsewhere'))).toEqual([]);
      await folder.delivery.undo();
      expect(readTree(folder.outside)).toEqual(before);
    });

    test('kinds that differ: file for directory, directory for file, link for directory', async () => {
      folder.image('a/deep/file', 'image');
      folder.image('b', 'image');
      folder.image('c/file', 'image');
      const before = folder.tree();
      await folder.archive([
        { name: 'a', data: 'file' },
        { name: 'b/file', data: 'x' },
        { name: 'c', link: 'b' },
      ]);
      expect(folder.visible()).toEqual({ a: '644 file', b: '755/', 'b/file': '644 x', c: '-> b' });
      expect(folder.kept()).toHaveLength(1);
      await folder.delivery.undo();
      expect(folder.tree()).toEqual(before);
    });

    test('works in a directory that is reached through a link', async () => {
      symlinkSync('action', join(folder.outside, 'alias'));
      folder.image('exec', 'image');
      const alias = new DeliveryFolder(join(folder.outside, 'alias'));
      await alias.archive([{ name: 'exec', data: 'new' }]);
      expect(folder.visible()).toEqual({ exec: '755 new' });
      await alias.delivery.undo();
      expect(folder.tree()).toEqual({ exec: '644 image' });
    });
  });

  describe('all or nothing', () => {
    const failing: [string, ZipEntry[], string][] = [
      ['refused', [{ name: 'exec', data: 'new' }, { name: '../x' }], 'ERR_RUNNER_ARCHIVE_REFUSED'],
      [
        'damaged at the end',
        [
          { name: 'exec', data: 'new' },
          { name: 'z', data: 'z', crc: 1 },
        ],
        'ERR_RUNNER_ARCHIVE_INVALID',
      ],
      [
        'too deep for the system',
        [{ name: 'exec', data: 'new' }, { name: `${`${'d'.repeat(4_092 / LEVELS - 1)}/`.repeat(LEVELS)}f` }],
        'ERR_RUNNER_DELIVERY',
      ],
    ];
    test.each(failing)(
      'an archive that is %s leaves the image as it was, and nothing of the last delivery',
      async (_, entries, code) => {
        folder.image('exec', 'image');
        await folder.archive([
          { name: 'exec', data: 'first' },
          { name: 'first', data: 'x' },
        ]);
        await expect(folder.archive(entries)).rejects.toMatchObject({ code });
        expect(folder.tree()).toEqual({ exec: '644 image' });
      },
    );

    // The superuser may write everywhere, so the process becomes somebody else for a moment.
    test.each(['new', 'file'])('a failure at locked/%s in the middle of moving is rolled back', async (name) => {
      folder.image('a', 'image a');
      folder.image('locked/file', 'image');
      folder.image('z', 'image z');
      const before = folder.tree();
      chmodSync(folder.outside, 0o755);
      chmodSync(folder.path, 0o777);
      chmodSync(join(folder.path, 'locked'), 0o555);
      if (isRoot) process.seteuid?.(65_534);
      try {
        const entries = ['a', 'b/c', `locked/${name}`, 'z'].map((path) => ({ name: path, data: 'new' }));
        await expect(folder.archive(entries)).rejects.toMatchObject({
          code: 'ERR_RUNNER_DELIVERY',
          message: expect.stringMatching(/EACCES at "/),
        });
      } finally {
        if (isRoot) process.seteuid?.(0);
        chmodSync(join(folder.path, 'locked'), 0o755);
      }
      expect(folder.tree()).toEqual(before);
    });
  });

  test('undo can be called at any time, also when the files are gone already', async () => {
    await folder.delivery.undo();
    await folder.archive([
      { name: 'a', data: 'a' },
      { name: 'd/b', data: 'b' },
    ]);
    rmSync(folder.outside, { recursive: true });
    mkdirSync(folder.path, { recursive: true });
    await folder.delivery.undo();
    await folder.delivery.undo();
    expect(lstatSync(folder.path).isDirectory()).toBe(true);
    expect(folder.tree()).toEqual({});
  });

  const many = repetitions(1_000, 3_000);
  test(`${many} files at the top, merged and undone`, async () => {
    folder.image('f1', 'image');
    await folder.archive(Array.from({ length: many }, (_, index) => ({ name: `f${index}`, data: 'x' })));
    expect(readdirSync(folder.path)).toHaveLength(many + 1);
    await folder.delivery.undo();
    expect(folder.tree()).toEqual({ f1: '644 image' });
  });

  test('what looks like a folder of ours is delivered as anything else', async () => {
    await folder.archive([
      { name: '.actionrunner-x/a', data: 'a' },
      { name: '.actionrunner-y', data: 'b' },
    ]);
    expect(folder.kept()).toEqual(['.actionrunner-x', '.actionrunner-y']);
    await folder.delivery.undo();
    expect(folder.tree()).toEqual({});
  });

  test('an archive is given up when the signal is aborted, and nothing of it stays', async () => {
    folder.image('exec', 'image');
    const reason = new Error('too late');
    const signal = AbortSignal.abort(reason);
    const zip = buildZip([{ name: 'exec', data: 'new' }]);
    await expect(folder.delivery.deliverArchive(zip, 'exec', { limits: LIMITS, signal })).rejects.toThrow('too late');
    expect(folder.tree()).toEqual({ exec: '644 image' });
  });
});
