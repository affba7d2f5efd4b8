import { chmodSync, readdirSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { Delivery } from '../../src/delivery/delivery.js';
import { DeliveryFolder, setUpDelivery } from '../support/delivery-folder.js';

describe('delivered text', () => {
  const folder = setUpDelivery();

  test.each([0o644, 0o755, 0o600, 0o444])('writes UTF-8 with mode %i, whatever the umask is', async (mode) => {
    const before = process.umask(0o077);
    try {
      await folder.delivery.deliverFile('src/exec', 'grüße\n', mode);
    } finally {
      process.umask(before);
    }
    expect(folder.tree()).toEqual({ src: '755/', 'src/exec': `${mode.toString(8)} grüße\n` });
  });

  test('creates the directory and those on the way', async () => {
    const made = new DeliveryFolder(join(folder.path, 'new/action'));
    await made.delivery.deliverFile('src/main/a.c', 'int', 0o644);
    expect(made.tree()).toEqual({ src: '755/', 'src/main': '755/', 'src/main/a.c': '644 int' });
    await made.delivery.undo();
    expect(made.tree()).toEqual({});
  });

  test('goes into a directory of the image and leaves it there', async () => {
    folder.image('src/other', 'image');
    chmodSync(join(folder.path, 'src'), 0o711);
    await folder.delivery.deliverFile('src/main', 'delivered', 0o644);
    expect(folder.tree()).toEqual({ src: '711/', 'src/main': '644 delivered', 'src/other': '644 image' });
    await folder.delivery.undo();
    expect(folder.tree()).toEqual({ src: '711/', 'src/other': '644 image' });
  });

  describe('in no folder', () => {
    test.each([0o644, 0o755, 0o600, 0o444])(
      'gets mode %i, whatever the umask is, and nothing else is there',
      async (mode) => {
        const before = process.umask(0o077);
        try {
          await folder.delivery.deliverFile('exec', 'grüße\n', mode);
        } finally {
          process.umask(before);
        }
        expect(folder.tree()).toEqual({ exec: `${mode.toString(8)} grüße\n` });
      },
    );

    test('takes the place of a file, a folder or a link of the image, which undo restores', async () => {
      folder.image('file', 'image', 0o600);
      folder.image('folder/inner', 'image');
      writeFileSync(join(folder.outside, 'secret'), 'outside');
      symlinkSync(join(folder.outside, 'secret'), join(folder.path, 'link'));
      const before = folder.tree();
      for (const name of ['file', 'folder', 'link']) {
        await folder.delivery.deliverFile(name, 'delivered', 0o644);
        expect(folder.visible()).toMatchObject({ [name]: '644 delivered' });
        await folder.delivery.undo();
        expect(folder.tree()).toEqual(before);
      }
      expect(readFileSync(join(folder.outside, 'secret'), 'utf8')).toBe('outside');
    });

    test('a failure leaves the image as it was, and nothing of the last delivery', async () => {
      folder.image('exec', 'image');
      await folder.delivery.deliverFile('exec', 'first', 0o755);
      await expect(folder.delivery.deliverFile('x'.repeat(256), 'second', 0o755)).rejects.toMatchObject({
        code: 'ERR_RUNNER_DELIVERY',
        message: expect.stringContaining('ENAMETOOLONG'),
      });
      expect(folder.tree()).toEqual({ exec: '644 image' });
    });
  });

  test.each(['', '.', '..', '../x', 'a/../../x', '/etc/x', 'a/', 'a\0b'])('the path %j is refused', async (path) => {
    await expect(folder.delivery.deliverFile(path, 'x', 0o644)).rejects.toMatchObject({ code: 'ERR_RUNNER_DELIVERY' });
    expect(readdirSync(folder.outside)).toEqual(['action']);
    expect(folder.tree()).toEqual({});
  });

  test('a file system error names path and code', async () => {
    folder.image('file', 'x');
    const below = new Delivery(join(folder.path, 'file/below'));
    await expect(below.deliverFile('a', 'x', 0o644)).rejects.toMatchObject({
      code: 'ERR_RUNNER_DELIVERY',
      phase: 'deliver',
      message: expect.stringMatching(/ENOTDIR at ".*\/file\/below"/),
      cause: expect.objectContaining({ syscall: 'mkdir' }),
    });
  });
});
