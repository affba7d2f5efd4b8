import { execFileSync } from 'node:child_process';
import {
  chmodSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  rmSync,
  statSync,
  symlinkSync,
  utimesSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { copyOver, move } from '../../src/delivery/journal.js';
import { readTree, setUpSandbox } from '../support/tree.js';

/** Of another file system than the sandbox: renaming between them fails as it does for a directory of a lower overlayfs layer. */
const SECOND = ['/dev/shm', '/tmp'].find(
  (folder) => existsSync(folder) && statSync(folder).dev !== statSync(tmpdir()).dev,
);

describe('move', () => {
  const sandbox = setUpSandbox();
  let from: string;
  let other: string;
  beforeEach(() => {
    from = join(sandbox.directory, 'from');
    mkdirSync(join(from, 'deep'), { recursive: true });
    writeFileSync(join(from, 'deep/file'), 'content');
    chmodSync(join(from, 'deep/file'), 0o750);
    chmodSync(join(from, 'deep'), 0o711);
    symlinkSync('deep/../missing', join(from, 'link'));
    other = mkdtempSync(join(SECOND ?? sandbox.outside, 'actionrunner-test-'));
  });
  afterEach(() => rmSync(other, { recursive: true, force: true }));

  const ways: [string, typeof move][] = [
    ['move', move],
    ['copyOver', copyOver],
  ];
  test.each(ways)('%s: a directory with its modes, links and times of files', async (_, way) => {
    const before = readTree(from);
    utimesSync(join(from, 'deep/file'), 1_600_000_001, 1_600_000_001);
    await way(from, join(other, 'to'));
    expect(readTree(join(other, 'to'))).toEqual(before);
    expect(statSync(join(other, 'to/deep/file')).mtimeMs).toBe(1_600_000_001_000);
    expect(existsSync(from)).toBe(false);
    expect(readdirSync(other)).toEqual(['to']);
  });

  test.each(ways)('%s: a link, which stays as it is', async (_, way) => {
    await way(join(from, 'link'), join(other, 'link'));
    expect(readTree(other)).toEqual({ link: '-> deep/../missing' });
    expect(readdirSync(from)).toEqual(['deep']);
  });

  test.each(ways)('%s: after a failure nothing is there, and nothing is lost', async (_, way) => {
    const before = readTree(from);
    writeFileSync(join(other, 'file'), '');
    await expect(way(from, join(other, 'file/to'))).rejects.toThrow(/ENOTDIR|EEXIST/);
    expect(readdirSync(other)).toEqual(['file']);
    expect(readTree(from)).toEqual(before);
  });

  test('copyOver: a copy that fails halfway is removed', async () => {
    execFileSync('mkfifo', [join(from, 'pipe')]);
    await expect(copyOver(from, join(other, 'to'))).rejects.toMatchObject({ code: 'ERR_FS_CP_FIFO_PIPE' });
    expect(readdirSync(other)).toEqual([]);
    expect(readdirSync(from)).toEqual(['deep', 'link', 'pipe']);
  });
});
