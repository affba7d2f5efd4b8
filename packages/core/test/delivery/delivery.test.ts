import {
  chmodSync,
  existsSync,
  lstatSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { dirname, join } from 'node:path';
import { extendedTimestamp } from '../../../../test/support/extra-fields.js';
import { repetitions } from '../../../../test/support/repetitions.js';
import { buildZip, type ZipEntry } from '../../../../test/support/zip-builder.js';
import { Delivery } from '../../src/delivery/delivery.js';
import { readTree, setUpSandbox } from '../support/tree.js';

const LIMITS = { maxEntries: 10_000, maxBytes: 10_000_000 };
/** Folders in folders whose path is longer than one may be. */
const LEVELS = repetitions(341, 2_046);
const isRoot = process.getuid?.() === 0;

describe('Delivery', () => {
  const sandbox = setUpSandbox();
  let directory: string;
  let delivery: Delivery;
  beforeEach(() => {
    directory = sandbox.directory;
    delivery = new Delivery(directory);
  });

  /** Puts a file of the image in place. */
  function image(path: string, text: string, mode = 0o644): void {
    const file = join(directory, path);
    mkdirSync(dirname(file), { recursive: true });
    writeFileSync(file, text);
    chmodSync(file, mode);
  }

  const archive = (entries: readonly ZipEntry[], executable = 'exec'): Promise<void> =>
    delivery.deliverArchive(buildZip(entries), executable, { limits: LIMITS });
  const tree = (): Record<string, string> => readTree(directory);
  const kept = (): string[] => readdirSync(directory).filter((name) => name.startsWith('.actionrunner-'));
  /** All but the folders that keep the image's files. */
  const visible = (): Record<string, string> =>
    Object.fromEntries(Object.entries(tree()).filter(([path]) => !path.startsWith('.actionrunner-')));

  describe('text', () => {
    test.each([0o644, 0o755, 0o600, 0o444])('writes UTF-8 with mode %i, whatever the umask is', async (mode) => {
      const before = process.umask(0o077);
      try {
        await delivery.deliverFile('src/exec', 'grüße\n', mode);
      } finally {
        process.umask(before);
      }
      expect(tree()).toEqual({ src: '755/', 'src/exec': `${mode.toString(8)} grüße\n` });
    });

    test('creates the directory and those on the way', async () => {
      directory = join(directory, 'new/action');
      delivery = new Delivery(directory);
      await delivery.deliverFile('src/main/a.c', 'int', 0o644);
      expect(tree()).toEqual({ src: '755/', 'src/main': '755/', 'src/main/a.c': '644 int' });
      await delivery.undo();
      expect(tree()).toEqual({});
    });

    test('goes into a directory of the image and leaves it there', async () => {
      image('src/other', 'image');
      chmodSync(join(directory, 'src'), 0o711);
      await delivery.deliverFile('src/main', 'delivered', 0o644);
      expect(tree()).toEqual({ src: '711/', 'src/main': '644 delivered', 'src/other': '644 image' });
      await delivery.undo();
      expect(tree()).toEqual({ src: '711/', 'src/other': '644 image' });
    });

    describe('in no folder', () => {
      test.each([0o644, 0o755, 0o600, 0o444])(
        'gets mode %i, whatever the umask is, and nothing else is there',
        async (mode) => {
          const before = process.umask(0o077);
          try {
            await delivery.deliverFile('exec', 'grüße\n', mode);
          } finally {
            process.umask(before);
          }
          expect(tree()).toEqual({ exec: `${mode.toString(8)} grüße\n` });
        },
      );

      test('takes the place of a file, a folder or a link of the image, which undo restores', async () => {
        image('file', 'image', 0o600);
        image('folder/inner', 'image');
        writeFileSync(join(sandbox.outside, 'secret'), 'outside');
        symlinkSync(join(sandbox.outside, 'secret'), join(directory, 'link'));
        const before = tree();
        for (const name of ['file', 'folder', 'link']) {
          await delivery.deliverFile(name, 'delivered', 0o644);
          expect(visible()).toMatchObject({ [name]: '644 delivered' });
          await delivery.undo();
          expect(tree()).toEqual(before);
        }
        expect(readFileSync(join(sandbox.outside, 'secret'), 'utf8')).toBe('outside');
      });

      test('a failure leaves the image as it was, and nothing of the last delivery', async () => {
        image('exec', 'image');
        await delivery.deliverFile('exec', 'first', 0o755);
        await expect(delivery.deliverFile('x'.repeat(256), 'second', 0o755)).rejects.toMatchObject({
          code: 'ERR_RUNNER_DELIVERY',
          message: expect.stringContaining('ENAMETOOLONG'),
        });
        expect(tree()).toEqual({ exec: '644 image' });
      });
    });

    test.each(['', '.', '..', '../x', 'a/../../x', '/etc/x', 'a/', 'a\0b'])('the path %j is refused', async (path) => {
      await expect(delivery.deliverFile(path, 'x', 0o644)).rejects.toMatchObject({ code: 'ERR_RUNNER_DELIVERY' });
      expect(readdirSync(sandbox.outside)).toEqual(['action']);
      expect(tree()).toEqual({});
    });

    test('a file system error names path and code', async () => {
      image('file', 'x');
      delivery = new Delivery(join(directory, 'file/below'));
      await expect(delivery.deliverFile('a', 'x', 0o644)).rejects.toMatchObject({
        code: 'ERR_RUNNER_DELIVERY',
        phase: 'deliver',
        message: expect.stringMatching(/ENOTDIR at ".*\/file\/below"/),
        cause: expect.objectContaining({ syscall: 'mkdir' }),
      });
    });
  });

  describe('archive', () => {
    test('delivers files, and nothing else remains', async () => {
      await archive([
        { name: 'exec', data: 'run', mode: 0o755 },
        { name: 'lib/a', data: 'a' },
        { name: 'l', link: 'lib/a' },
      ]);
      expect(tree()).toEqual({ exec: '755 run', lib: '755/', 'lib/a': '644 a', l: '-> lib/a' });
      await delivery.undo();
      expect(tree()).toEqual({});
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
      await archive(entries as ZipEntry[], executable as string);
      expect(tree()).toEqual(expected);
    });

    test('an empty archive takes away what was there before', async () => {
      await delivery.deliverFile('exec', 'x', 0o755);
      await archive([]);
      expect(tree()).toEqual({});
    });

    test('merges with directories of the image; undo takes out its own only', async () => {
      image('lib/a', 'image a');
      image('lib/deep/b', 'image b');
      image('exec', 'image exec', 0o755);
      const before = tree();
      await archive([
        { name: 'lib/', mode: 0o700 },
        { name: 'lib/a', data: 'new a' },
        { name: 'lib/deep/c', data: 'new c' },
        { name: 'lib/deep/er/d', data: 'new d' },
        { name: 'exec', data: 'new exec' },
      ]);
      expect(visible()).toEqual({
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
      image('lib/deep/made', 'by the action');
      image('lib/deep/er/made', 'by the action');
      await delivery.undo();
      expect(tree()).toEqual({ ...before, 'lib/deep/made': '644 by the action' });
    });

    test('times are those of the archive, in new directories and in those of the image', async () => {
      image('lib/own', 'image');
      const entry = (name: string, seconds: number): ZipEntry => ({
        name,
        data: 'x',
        extra: extendedTimestamp(seconds),
      });
      await archive([entry('exec', 1), entry('lib/other', 3), entry('new/a', 5), entry('lib/own', 7)]);
      const timeOf = (path: string): number => lstatSync(join(directory, path)).mtimeMs / 1000;
      expect(['exec', 'lib/other', 'new/a', 'lib/own'].map(timeOf)).toEqual([1, 3, 5, 7]);
      await delivery.undo();
      expect(timeOf('lib/own')).toBeGreaterThan(7);
    });

    test('never writes through a link of the image', async () => {
      mkdirSync(join(sandbox.outside, 'elsewhere'));
      symlinkSync('../elsewhere', join(directory, 'lib'));
      writeFileSync(join(sandbox.outside, 'target'), 'safe');
      symlinkSync('../target', join(directory, 'exec'));
      const before = readTree(sandbox.outside);
      await archive([
        { name: 'lib/a', data: 'new' },
        { name: 'exec', data: 'new' },
      ]);
      expect(visible()).toEqual({ lib: '755/', 'lib/a': '644 new', exec: '755 new' });
      expect(readdirSync(join(sandbox.outside, 'elsewhere'))).toEqual([]);
      await delivery.undo();
      expect(readTree(sandbox.outside)).toEqual(before);
    });

    test('kinds that differ: file for directory, directory for file, link for directory', async () => {
      image('a/deep/file', 'image');
      image('b', 'image');
      image('c/file', 'image');
      const before = tree();
      await archive([
        { name: 'a', data: 'file' },
        { name: 'b/file', data: 'x' },
        { name: 'c', link: 'b' },
      ]);
      expect(visible()).toEqual({ a: '644 file', b: '755/', 'b/file': '644 x', c: '-> b' });
      expect(kept()).toHaveLength(1);
      await delivery.undo();
      expect(tree()).toEqual(before);
    });

    test('works in a directory that is reached through a link', async () => {
      symlinkSync('action', join(sandbox.outside, 'alias'));
      image('exec', 'image');
      delivery = new Delivery(join(sandbox.outside, 'alias'));
      await archive([{ name: 'exec', data: 'new' }]);
      expect(visible()).toEqual({ exec: '755 new' });
      await delivery.undo();
      expect(tree()).toEqual({ exec: '644 image' });
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
        image('exec', 'image');
        await archive([
          { name: 'exec', data: 'first' },
          { name: 'first', data: 'x' },
        ]);
        await expect(archive(entries)).rejects.toMatchObject({ code });
        expect(tree()).toEqual({ exec: '644 image' });
      },
    );

    // The superuser may write everywhere, so the process becomes somebody else for a moment.
    test.each(['new', 'file'])('a failure at locked/%s in the middle of moving is rolled back', async (name) => {
      image('a', 'image a');
      image('locked/file', 'image');
      image('z', 'image z');
      const before = tree();
      chmodSync(sandbox.outside, 0o755);
      chmodSync(directory, 0o777);
      chmodSync(join(directory, 'locked'), 0o555);
      if (isRoot) process.seteuid?.(65_534);
      try {
        const entries = ['a', 'b/c', `locked/${name}`, 'z'].map((path) => ({ name: path, data: 'new' }));
        await expect(archive(entries)).rejects.toMatchObject({
          code: 'ERR_RUNNER_DELIVERY',
          message: expect.stringMatching(/EACCES at "/),
        });
      } finally {
        if (isRoot) process.seteuid?.(0);
        chmodSync(join(directory, 'locked'), 0o755);
      }
      expect(tree()).toEqual(before);
    });
  });

  describe('claim', () => {
    test('the build replaces a file of the image, undo puts it back', async () => {
      image('exec', 'image', 0o755);
      await delivery.deliverFile('main.c', 'int', 0o644);
      await delivery.claim('exec');
      expect(existsSync(join(directory, 'exec'))).toBe(false);
      image('exec', 'built', 0o755);
      await delivery.undo();
      expect(tree()).toEqual({ exec: '755 image' });
    });

    test('the build makes a file where none was, in a new directory', async () => {
      image('out/kept', 'image');
      await delivery.claim('out/exec');
      await delivery.claim('new/exec');
      image('out/exec', 'built');
      image('new/exec', 'built');
      await delivery.undo();
      expect(tree()).toEqual({ out: '755/', 'out/kept': '644 image' });
    });

    test('a claim alone is undone by the next delivery', async () => {
      image('exec', 'image');
      await delivery.claim('exec');
      await delivery.deliverFile('other', 'x', 0o644);
      expect(tree()).toEqual({ exec: '644 image', other: '644 x' });
    });

    test('has no effect for delivered paths, nor twice', async () => {
      image('exec', 'image');
      await archive([
        { name: 'exec', data: 'new' },
        { name: 'lib/a', data: 'a' },
      ]);
      await delivery.claim('exec');
      await delivery.claim('lib/a');
      await delivery.claim('lib/missing');
      await delivery.claim('image-less');
      await delivery.claim('image-less');
      expect(visible()).toEqual({ exec: '755 new', lib: '755/', 'lib/a': '644 a' });
      await delivery.undo();
      expect(tree()).toEqual({ exec: '644 image' });
    });

    test('takes a link of the image aside, not what it leads to', async () => {
      writeFileSync(join(sandbox.outside, 'tool'), 'tool');
      symlinkSync('../tool', join(directory, 'exec'));
      await delivery.claim('exec');
      image('exec', 'built');
      await delivery.undo();
      expect(tree()).toEqual({ exec: '-> ../tool' });
      expect(readTree(sandbox.outside)['tool']).toContain('tool');
    });

    test('follows links of directories inside, and refuses those that lead out', async () => {
      image('real/exec', 'image');
      symlinkSync('real', join(directory, 'bin'));
      symlinkSync('..', join(directory, 'out'));
      symlinkSync('nowhere', join(directory, 'dangling'));
      const before = tree();
      await delivery.claim('bin/exec');
      expect(existsSync(join(directory, 'real/exec'))).toBe(false);
      image('real/exec', 'built');
      await delivery.claim('dangling/exec');
      await expect(delivery.claim('out/exec')).rejects.toMatchObject({ code: 'ERR_RUNNER_DELIVERY' });
      await expect(delivery.claim('../exec')).rejects.toMatchObject({ code: 'ERR_RUNNER_DELIVERY' });
      await delivery.undo();
      expect(tree()).toEqual(before);
    });
  });

  test('undo can be called at any time, also when the files are gone already', async () => {
    await delivery.undo();
    await archive([
      { name: 'a', data: 'a' },
      { name: 'd/b', data: 'b' },
    ]);
    rmSync(sandbox.outside, { recursive: true });
    mkdirSync(directory, { recursive: true });
    await delivery.undo();
    await delivery.undo();
    expect(lstatSync(directory).isDirectory()).toBe(true);
    expect(tree()).toEqual({});
  });

  const many = repetitions(1_000, 3_000);
  test(`${many} files at the top, merged and undone`, async () => {
    image('f1', 'image');
    await archive(Array.from({ length: many }, (_, index) => ({ name: `f${index}`, data: 'x' })));
    expect(readdirSync(directory)).toHaveLength(many + 1);
    await delivery.undo();
    expect(tree()).toEqual({ f1: '644 image' });
  });

  test('what looks like a folder of ours is delivered as anything else', async () => {
    await archive([
      { name: '.actionrunner-x/a', data: 'a' },
      { name: '.actionrunner-y', data: 'b' },
    ]);
    expect(kept()).toEqual(['.actionrunner-x', '.actionrunner-y']);
    await delivery.undo();
    expect(tree()).toEqual({});
  });

  describe('adopt', () => {
    test('lets a file of the image be changed and brings the original back', async () => {
      image('exec', 'image', 0o755);
      await delivery.adopt('exec');
      expect(visible()).toEqual({ exec: '755 image' });
      writeFileSync(join(directory, 'exec'), 'changed');
      await delivery.undo();
      expect(tree()).toEqual({ exec: '755 image' });
    });

    test('changes a copy of what a link of the image leads to', async () => {
      image('lib/run', 'image', 0o755);
      symlinkSync('lib/run', join(directory, 'exec'));
      await delivery.adopt('exec');
      writeFileSync(join(directory, 'exec'), 'changed');
      expect(visible()).toMatchObject({ exec: '755 changed', 'lib/run': '755 image' });
      await delivery.undo();
      expect(tree()['lib/run']).toBe('755 image');
      expect(lstatSync(join(directory, 'exec')).isSymbolicLink()).toBe(true);
    });

    test('leaves delivered files and missing ones alone', async () => {
      await delivery.deliverFile('exec', 'delivered', 0o755);
      await delivery.adopt('exec');
      await delivery.adopt('missing');
      expect(tree()).toEqual({ exec: '755 delivered' });
    });

    test('refuses a delivered link that goes on through a link of the image and leads out', async () => {
      writeFileSync(join(sandbox.outside, 'x'), 'outside');
      symlinkSync(sandbox.outside, join(directory, 'lib'));
      await archive([{ name: 'exec', link: 'lib/x' }]);
      await expect(delivery.adopt('exec')).rejects.toMatchObject({ code: 'ERR_RUNNER_DELIVERY' });
    });
  });

  test('an archive is given up when the signal is aborted, and nothing of it stays', async () => {
    image('exec', 'image');
    const reason = new Error('too late');
    const signal = AbortSignal.abort(reason);
    const zip = buildZip([{ name: 'exec', data: 'new' }]);
    await expect(delivery.deliverArchive(zip, 'exec', { limits: LIMITS, signal })).rejects.toThrow('too late');
    expect(tree()).toEqual({ exec: '644 image' });
  });
});
