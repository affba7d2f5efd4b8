import { mkdirSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { buildZip, type ZipEntry } from '../../../../test/support/zip-builder.js';
import { listArchive } from '../../src/archive/list-archive.js';
import { explainRoot } from '../../src/archive/list-paths.js';
import { placeStub } from '../../src/delivery/stub.js';
import { ActionLoopRunner } from '../../src/loop/action-loop-runner.js';
import { ActionRunner } from '../../src/runner/action-runner.js';
import { NativeRunner } from '../../src/runner/native-runner.js';
import { Proxied } from '../support/proxied.js';
import { readTree, setUpSandbox } from '../support/tree.js';

const SCRIPT = '#!/bin/sh\necho "{\\"by\\":\\"delivered\\"}"\n';
const LIMITS = { maxEntries: 100, maxBytes: 10_000 };
const exec = (name: string): ZipEntry => ({ name, data: SCRIPT, mode: 0o755 });

/** One that starts an interpreter on its source. */
class SourceRunner extends ActionRunner {
  constructor(directory: string) {
    super({ directory, source: 'main.txt', command: ['sh', 'main.txt'] });
  }
}

const RUNNERS: readonly (readonly [string, string, (directory: string) => ActionRunner])[] = [
  ['native', 'exec', (directory) => new NativeRunner({ directory })],
  ['loop', 'exec', (directory) => new ActionLoopRunner({ directory, acknowledges: false })],
  [
    'a runner with a binary of another name',
    'bin/run',
    (directory) => new NativeRunner({ directory, binary: 'bin/run' }),
  ],
  ['a runner with a source', 'main.txt', (directory) => new SourceRunner(directory)],
];

describe('an archive without anything to run never ends in code of the image', () => {
  const sandbox = setUpSandbox();
  let proxied: Proxied | undefined;
  afterEach(() => proxied?.close());

  describe.each(RUNNERS)('%s', (_, program, make) => {
    const archives: readonly (readonly [string, ZipEntry[], RegExp])[] = [
      ['everything in a folder', [exec(`hello/${program}`), { name: 'hello/data' }], /is in the folder "hello/],
      ['nothing', [], /: it is empty\.$/],
      ['data', [{ name: 'data' }, { name: 'lib/more' }], /, but "data", "lib"\.$/],
      ['a folder in its place', [{ name: `${program}/file` }], /folder/],
      ['what macOS adds', [{ name: '__MACOSX/._exec' }, { name: '.DS_Store' }], /: it is empty\.$/],
    ];

    test.each(archives)('%s', async (__, entries, says) => {
      writeProgram(sandbox.directory, program);
      proxied = Proxied.of(make(sandbox.directory));
      const before = readTree(sandbox.directory);

      await expect(proxied.init(buildZip(entries))).rejects.toMatchObject({
        code: 'ERR_RUNNER_NO_BINARY',
        message: expect.stringMatching(says),
      });

      await expect(proxied.run()).rejects.toMatchObject({ code: 'ERR_RUNNER_NOT_INITIALIZED' });
      expect(readTree(sandbox.directory)).toEqual(before);
    });
  });

  test('an init without code runs that of the image, and so does one after which another archive failed', async () => {
    await placeStub(sandbox.directory);
    proxied = Proxied.of(new NativeRunner({ directory: sandbox.directory }), { allowReinit: true });
    await proxied.proxy.init(Buffer.from('{"value":{}}'));
    expect(await proxied.run()).toMatchObject({ error: expect.stringContaining('stub action') });
    await expect(proxied.init(buildZip([exec('a/exec')]))).rejects.toThrow();
    await proxied.proxy.init(Buffer.from('{"value":{}}'));
    expect(await proxied.run()).toMatchObject({ error: expect.stringContaining('stub action') });
  });

  test('a build may make the binary from an archive, in place of that of the image', async () => {
    class Building extends ActionRunner {
      protected override async build(): Promise<void> {
        await this.compile('cp', ['-p', 'made', 'exec']);
      }
    }
    writeProgram(sandbox.directory, 'exec');
    proxied = Proxied.of(new Building({ directory: sandbox.directory }), { allowReinit: true });
    await proxied.init(buildZip([exec('made')]));
    expect(await proxied.run()).toEqual({ by: 'delivered' });
    await proxied.proxy.init(Buffer.from('{"value":{}}'));
    expect(readFileSync(join(sandbox.directory, 'exec'), 'utf8')).toContain('image');
  });

  test('in a directory that is reached through a link, too', async () => {
    const link = join(sandbox.outside, 'link');
    symlinkSync(sandbox.directory, link);
    writeProgram(sandbox.directory, 'exec');
    proxied = Proxied.of(new NativeRunner({ directory: link }));
    await expect(proxied.init(buildZip([{ name: 'data' }]))).rejects.toMatchObject({ code: 'ERR_RUNNER_NO_BINARY' });
  });
});

function writeProgram(directory: string, path: string): void {
  mkdirSync(join(directory, path, '..'), { recursive: true });
  writeFileSync(join(directory, path), '#!/bin/sh\necho "{\\"by\\":\\"image\\"}"\n', { mode: 0o755 });
}

describe('explainRoot', () => {
  test.each([
    [[exec('exec')], undefined],
    [[exec('./exec')], undefined],
    [[exec('a/b/exec'), exec('c/exec')], 'exec is in the folder "c"; zip from inside that folder.'],
    [[exec('project-main/src/exec')], 'exec is in the folder "project-main/src"; zip from inside that folder.'],
    [
      [exec('hello/run'), { name: '__MACOSX/hello/._run' }],
      'everything is in the folder "hello"; zip from inside that folder.',
    ],
    [['a', 'b', 'c', 'd', 'e', 'f', 'g'].map((name) => ({ name })), '"a", "b", "c", "d", "e" and 2 more.'],
    [[{ name: 'line\nbreak' }], '"line\\nbreak".'],
  ])('%#', async (entries, says) => {
    const sentence = await explainRoot(buildZip(entries), ['exec'], LIMITS);
    if (says === undefined) expect(sentence).toBeUndefined();
    else
      expect(sentence).toMatch(
        new RegExp(`^Zip file does not include exec at its root.*${says.replaceAll(/[.\\]/g, '\\$&')}$`),
      );
  });
});

test.each([
  [[exec('exec'), { name: 'lib/a' }], { names: ['exec', 'lib'], folder: undefined }],
  [[{ name: 'lib/a' }, { name: '__MACOSX/x' }], { names: ['lib', '__MACOSX'], folder: 'lib' }],
  [[{ name: 'file' }], { names: ['file'], folder: undefined }],
  [[], { names: [], folder: undefined }],
])('listArchive %#', async (entries, expected) => {
  expect(await listArchive(buildZip(entries), LIMITS)).toEqual(expected);
});
