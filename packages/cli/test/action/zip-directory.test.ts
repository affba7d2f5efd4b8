import { execFileSync } from 'node:child_process';
import { chmodSync, lstatSync, lutimesSync, mkdirSync, symlinkSync, utimesSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { unpackArchive } from '../../../core/src/archive/unpack-archive.js';
import { setUpCommandSandbox } from '../../../core/test/support/command-sandbox.js';
import { readTree } from '../../../core/test/support/tree.js';
import { zipDirectory } from '../../src/action/zip-directory.js';
import { entriesOf } from '../support/archive.js';

const LIMITS = { maxEntries: 100, maxBytes: 100_000 };

describe('zipDirectory', () => {
  const sandbox = setUpCommandSandbox();
  let directory: string;

  async function unpack(zip: Buffer): Promise<Record<string, string>> {
    const target = join(sandbox.folder, 'unpacked');
    mkdirSync(target);
    await unpackArchive(zip, target, LIMITS);
    return readTree(target, '/');
  }

  beforeEach(() => {
    directory = join(sandbox.folder, 'action');
    mkdirSync(directory);
  });

  it('keeps files, modes, links and empty directories', async () => {
    sandbox.write('action/exec', '#!/bin/sh\n', 0o755);
    sandbox.write('action/lib/private', 'p', 0o600);
    sandbox.write('action/größe', '');
    mkdirSync(join(directory, 'lib/empty'));
    chmodSync(join(directory, 'lib/empty'), 0o700);
    chmodSync(join(directory, 'lib'), 0o755);
    symlinkSync('lib/private', join(directory, 'link'));
    symlinkSync('lib', join(directory, 'to-folder'));
    symlinkSync('gone', join(directory, 'broken'));
    const linkMode = lstatSync(join(directory, 'link')).mode.toString(8);
    expect(await entriesOf(await zipDirectory(directory))).toEqual({
      exec: '100755 #!/bin/sh\n',
      größe: '100644 ',
      'lib/': '40755 ',
      'lib/private': '100600 p',
      'lib/empty/': '40700 ',
      link: `${linkMode} lib/private`,
      'to-folder': `${linkMode} lib`,
      broken: `${linkMode} gone`,
    });
  });

  it('follows a link to a file elsewhere, and refuses one to a directory', async () => {
    sandbox.write('elsewhere', 'e', 0o755);
    mkdirSync(join(directory, 'bin'));
    chmodSync(join(directory, 'bin'), 0o755);
    symlinkSync(join(sandbox.folder, 'elsewhere'), join(directory, 'bin/absolute'));
    symlinkSync('../../elsewhere', join(directory, 'bin/relative'));
    expect(await entriesOf(await zipDirectory(directory))).toEqual({
      'bin/': '40755 ',
      'bin/absolute': '100755 e',
      'bin/relative': '100755 e',
    });
    symlinkSync('..', join(directory, 'parent'));
    await expect(zipDirectory(directory)).rejects.toThrow(
      `${join(directory, 'parent')} cannot be zipped: it links to something elsewhere.`,
    );
  });

  it('keeps names that are paths, drives or members of objects elsewhere', async () => {
    const names = [
      'a\\b',
      '..\\up',
      'C:x',
      'c:\\d',
      '__proto__',
      'constructor',
      '-rf',
      'a\nb',
      '\u007f\u009b',
      ' ',
      '...',
      '😀',
    ];
    for (const name of names) sandbox.write(`action/${name}`, `content of ${name}`);
    for (const name of names) sandbox.write(`action/C:/${name}`, 'deeper');
    symlinkSync('a\\b', join(directory, 'l\\k'));
    const expected = readTree(directory, '/');
    expect(Object.keys(expected)).toHaveLength(2 * names.length + 2);
    await expect(unpack(await zipDirectory(directory))).resolves.toEqual(expected);
  });

  it('keeps files whose names are in no encoding that is declared', async () => {
    const bytes = (name: string): Buffer => Buffer.concat([Buffer.from(`${directory}/`), Buffer.from(name, 'latin1')]);
    writeFileSync(bytes('gr\xf6\xdfe'), 'latin1');
    mkdirSync(bytes('gr\x94\xe1e'));
    writeFileSync(bytes('gr\x94\xe1e/\xff'), 'below');
    symlinkSync(Buffer.from('gr\xf6\xdfe', 'latin1'), join(directory, 'link'));
    const tree = await unpack(await zipDirectory(directory));
    expect(Object.keys(tree).sort()).toEqual(['/gr÷▀e', '/größe', '/größe/\u00a0', '/link'].sort());
    expect(tree).toMatchObject({ '/gr÷▀e': expect.stringMatching(/latin1$/), '/link': '-> gr÷▀e' });
  });

  it('keeps the times of files, directories and links, to the second', async () => {
    const time = (year: number): Date => new Date(Date.UTC(year, 5, 7, 8, 9, 11));
    sandbox.write('action/lib/file', 'f');
    sandbox.write('action/old', 'before what MS-DOS can hold');
    symlinkSync('old', join(directory, 'link'));
    utimesSync(join(directory, 'lib/file'), time(2001), time(2001));
    utimesSync(join(directory, 'lib'), time(2002), time(2002));
    utimesSync(join(directory, 'old'), time(1969), time(1969));
    lutimesSync(join(directory, 'link'), time(2003), time(2003));
    const target = join(sandbox.folder, 'unpacked');
    mkdirSync(target);
    await unpackArchive(await zipDirectory(directory), target, LIMITS);
    const times = ['lib/file', 'lib', 'old', 'link'].map((path) => lstatSync(join(target, path)).mtime);
    expect(times.map(Number)).toEqual([time(2001), time(2002), time(1969), time(2003)].map(Number));
  });

  it('makes the same archive of the same files', async () => {
    sandbox.write('action/exec', 'x');
    expect((await zipDirectory(directory)).equals(await zipDirectory(directory))).toBe(true);
  });

  it('does not follow a link out of the directory and back', async () => {
    sandbox.write('action/file', 'f');
    symlinkSync('../action/file', join(directory, 'link'));
    const { '/link': link, '/file': file } = await unpack(await zipDirectory(directory));
    expect(file).toMatch(/ f$/);
    expect(link).toBe(file);
  });

  it('makes a valid archive of an empty directory', async () => {
    expect(await entriesOf(await zipDirectory(directory))).toEqual({});
  });

  it('refuses a pipe and names it', async () => {
    sandbox.write('action/a-file-before', 'x');
    execFileSync('mkfifo', [join(directory, 'pipe')]);
    expect(await zipDirectory(directory).catch((error: unknown) => error)).toMatchObject({
      exitCode: 3,
      message: `${join(directory, 'pipe')} cannot be zipped: it is neither a file, a directory nor a link.`,
    });
  });
});
