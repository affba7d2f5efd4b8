import { buildZip, type ZipEntry } from '../../../../test/support/zip-builder.js';
import { type ArchivePlan, planArchive } from '../../src/archive/plan-archive.js';
import { readDirectory } from '../../src/archive/read-directory.js';

const LIMITS = { maxEntries: 1000, maxBytes: 1000 };

async function plan(...entries: ZipEntry[]): Promise<ArchivePlan> {
  return planArchive(await readDirectory(buildZip(entries), LIMITS), LIMITS);
}

async function list(...entries: ZipEntry[]): Promise<string[]> {
  return (await plan(...entries)).nodes.map(
    (node) => `${node.kind} ${node.path} ${node.mode?.toString(8) ?? 'default'}`,
  );
}

const refused = (message: RegExp): Error =>
  expect.objectContaining({ code: 'ERR_RUNNER_ARCHIVE_REFUSED', message: expect.stringMatching(message) });

describe('planArchive', () => {
  test('directories come before what they hold, implied ones too', async () => {
    await expect(
      list({ name: 'a/b/c' }, { name: 'a/d', mode: 0o755 }, { name: 'e/' }, { name: 'l', link: 'a' }),
    ).resolves.toEqual([
      'directory a default',
      'directory a/b default',
      'file a/b/c 644',
      'file a/d 755',
      'directory e 755',
      'link l 777',
    ]);
  });

  test('a directory after its content, and twice: the last mode counts', async () => {
    const entries = [{ name: 'a/b' }, { name: 'a/', mode: 0o750 }, { name: './a/', mode: 0o700 }];
    await expect(list(...entries)).resolves.toEqual(['directory a 700', 'file a/b 644']);
  });

  test('the directory itself is no entry', async () => {
    await expect(list({ name: './', mode: 0o700 }, { name: './a' })).resolves.toEqual(['file a 644']);
  });

  test('announced bytes are bounded, all together', async () => {
    const half = { data: 'x'.repeat(500) };
    await expect(list({ name: 'a', ...half }, { name: 'b', ...half })).resolves.toHaveLength(2);
    await expect(plan({ name: 'a', ...half }, { name: 'b', ...half }, { name: 'c', data: 'x' })).rejects.toThrow(
      refused(/unpacks to more than the 1000 bytes allowed/),
    );
    await expect(plan({ name: 'a', data: 'x', size: 0xfffffffe })).rejects.toThrow(refused(/1000 bytes/));
  });

  test('implied directories are bounded too', async () => {
    const deep = (top: string): ZipEntry => ({ name: `${top}/${'d/'.repeat(998)}f` });
    await expect(list(deep('a'))).resolves.toHaveLength(1000);
    await expect(plan(deep('a'), deep('b'))).rejects.toThrow(refused(/imply more than the 1000 directories/));
  });

  test('thousands of long paths', async () => {
    const prefix = 'd/'.repeat(900);
    const entries = Array.from({ length: 900 }, (_, index) => ({ name: `${prefix}${index}` }));
    await expect(plan(...entries)).resolves.toMatchObject({ nodes: { length: 1800 } });
  });
});
