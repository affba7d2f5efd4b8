import { existsSync, lstatSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setUpDelivery } from '../support/delivery-folder.js';
import { readTree } from '../support/tree.js';

describe('a file of the image', () => {
  const folder = setUpDelivery();

  describe('that is claimed', () => {
    test('the build replaces a file of the image, undo puts it back', async () => {
      folder.image('exec', 'image', 0o755);
      await folder.delivery.deliverFile('main.c', 'int', 0o644);
      await folder.delivery.claim('exec');
      expect(existsSync(join(folder.path, 'exec'))).toBe(false);
      folder.image('exec', 'built', 0o755);
      await folder.delivery.undo();
      expect(folder.tree()).toEqual({ exec: '755 image' });
    });

    test('the build makes a file where none was, in a new directory', async () => {
      folder.image('out/kept', 'image');
      await folder.delivery.claim('out/exec');
      await folder.delivery.claim('new/exec');
      folder.image('out/exec', 'built');
      folder.image('new/exec', 'built');
      await folder.delivery.undo();
      expect(folder.tree()).toEqual({ out: '755/', 'out/kept': '644 image' });
    });

    test('a claim alone is undone by the next delivery', async () => {
      folder.image('exec', 'image');
      await folder.delivery.claim('exec');
      await folder.delivery.deliverFile('other', 'x', 0o644);
      expect(folder.tree()).toEqual({ exec: '644 image', other: '644 x' });
    });

    test('has no effect for delivered paths, nor twice', async () => {
      folder.image('exec', 'image');
      await folder.archive([
        { name: 'exec', data: 'new' },
        { name: 'lib/a', data: 'a' },
      ]);
      await folder.delivery.claim('exec');
      await folder.delivery.claim('lib/a');
      await folder.delivery.claim('lib/missing');
      await folder.delivery.claim('image-less');
      await folder.delivery.claim('image-less');
      expect(folder.visible()).toEqual({ exec: '755 new', lib: '755/', 'lib/a': '644 a' });
      await folder.delivery.undo();
      expect(folder.tree()).toEqual({ exec: '644 image' });
    });

    test('takes a link of the image aside, not what it leads to', async () => {
      writeFileSync(join(folder.outside, 'tool'), 'tool');
      symlinkSync('../tool', join(folder.path, 'exec'));
      await folder.delivery.claim('exec');
      folder.image('exec', 'built');
      await folder.delivery.undo();
      expect(folder.tree()).toEqual({ exec: '-> ../tool' });
      expect(readTree(folder.outside)['tool']).toContain('tool');
    });

    test('follows links of directories inside, and refuses those that lead out', async () => {
      folder.image('real/exec', 'image');
      symlinkSync('real', join(folder.path, 'bin'));
      symlinkSync('..', join(folder.path, 'out'));
      symlinkSync('nowhere', join(folder.path, 'dangling'));
      const before = folder.tree();
      await folder.delivery.claim('bin/exec');
      expect(existsSync(join(folder.path, 'real/exec'))).toBe(false);
      folder.image('real/exec', 'built');
      await folder.delivery.claim('dangling/exec');
      await expect(folder.delivery.claim('out/exec')).rejects.toMatchObject({ code: 'ERR_RUNNER_DELIVERY' });
      await expect(folder.delivery.claim('../exec')).rejects.toMatchObject({ code: 'ERR_RUNNER_DELIVERY' });
      await folder.delivery.undo();
      expect(folder.tree()).toEqual(before);
    });
  });

  describe('that is adopted', () => {
    test('lets a file of the image be changed and brings the original back', async () => {
      folder.image('exec', 'image', 0o755);
      await folder.delivery.adopt('exec');
      expect(folder.visible()).toEqual({ exec: '755 image' });
      writeFileSync(join(folder.path, 'exec'), 'changed');
      await folder.delivery.undo();
      expect(folder.tree()).toEqual({ exec: '755 image' });
    });

    test('changes a copy of what a link of the image leads to', async () => {
      folder.image('lib/run', 'image', 0o755);
      symlinkSync('lib/run', join(folder.path, 'exec'));
      await folder.delivery.adopt('exec');
      writeFileSync(join(folder.path, 'exec'), 'changed');
      expect(folder.visible()).toMatchObject({ exec: '755 changed', 'lib/run': '755 image' });
      await folder.delivery.undo();
      expect(folder.tree()['lib/run']).toBe('755 image');
      expect(lstatSync(join(folder.path, 'exec')).isSymbolicLink()).toBe(true);
    });

    test('leaves delivered files and missing ones alone', async () => {
      await folder.delivery.deliverFile('exec', 'delivered', 0o755);
      await folder.delivery.adopt('exec');
      await folder.delivery.adopt('missing');
      expect(folder.tree()).toEqual({ exec: '755 delivered' });
    });

    test('refuses a delivered link that goes on through a link of the image and leads out', async () => {
      writeFileSync(join(folder.outside, 'x'), 'outside');
      symlinkSync(folder.outside, join(folder.path, 'lib'));
      await folder.archive([{ name: 'exec', link: 'lib/x' }]);
      await expect(folder.delivery.adopt('exec')).rejects.toMatchObject({ code: 'ERR_RUNNER_DELIVERY' });
    });
  });
});
