import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import unzipper from 'unzipper';
import { afterFile } from '../../../../test/support/clean-up.js';
import { type CommandSandbox, makeCommandSandbox } from '../../../core/test/support/command-sandbox.js';
import { elfOf } from '../../../core/test/support/odd-files.js';
import { nameOf, readAction, shownPathOf } from '../../src/action/read-action.js';
import { zipDirectory } from '../../src/action/zip-directory.js';

describe('readAction', () => {
  let sandbox: CommandSandbox;
  beforeAll(() => {
    sandbox = makeCommandSandbox(afterFile);
  });

  it.each([
    ['hello.sh', 'hello', '.sh'],
    ['no-extension', 'no-extension', ''],
    ['two.parts.sh', 'two.parts', '.sh'],
    ['.hidden', '.hidden', ''],
  ])('reads the source file %s as text', async (file, name, extension) => {
    const path = sandbox.write(file, 'echo "größe"\n');
    expect(await readAction(path)).toEqual({
      name,
      code: 'echo "größe"\n',
      binary: false,
      extension,
      names: undefined,
      folder: undefined,
      content: { kind: 'text', name: 'text' },
    });
  });

  it('logs show the paths of a file and a folder, not those of an archive', async () => {
    const file = sandbox.write('shown/hello.pl', 'print "{}";\n');
    const folder = join(file, '..');
    const zip = join(folder, '..', 'shown.zip');
    writeFileSync(zip, await zipDirectory(folder));
    const shown = [file, folder, zip].map(async (path) => shownPathOf(await readAction(path), path));
    expect(await Promise.all(shown)).toEqual([file, folder, undefined]);
  });

  it('reads an empty file as empty source', async () => {
    expect(await readAction(sandbox.write('empty.sh', ''))).toMatchObject({ code: '', binary: false });
  });

  it('passes a zip on byte for byte, whatever its extension, with the names at its root', async () => {
    sandbox.write('tree/exec', '#!/bin/sh\n');
    sandbox.write('tree/lib/deep/file', 'x');
    const zip = await zipDirectory(join(sandbox.folder, 'tree'));
    const action = await readAction(sandbox.write('action.bin', zip));
    expect(action).toMatchObject({ name: 'action', binary: true, extension: '', code: zip.toString('base64') });
    expect([...(action.names ?? [])].sort()).toEqual(['exec', 'lib']);
  });

  it.each([
    ['.', 'packages'],
    ['..', 'two'],
    ['../packages/', 'packages'],
  ])('names the action of %s after the folder', (path, name) => {
    const cwd = process.cwd();
    sandbox.write('two/packages/exec', 'content');
    process.chdir(join(sandbox.folder, 'two/packages'));
    try {
      expect(nameOf(path)).toBe(name);
    } finally {
      process.chdir(cwd);
    }
  });

  it('zips a directory', async () => {
    const directory = join(sandbox.folder, 'folder.d');
    sandbox.write('folder.d/exec', 'content');
    const action = await readAction(directory);
    expect(action).toMatchObject({ name: 'folder', binary: true, extension: '', names: ['exec'] });
    const { files } = await unzipper.Open.buffer(Buffer.from(action.code, 'base64'));
    expect(files.map(({ path }) => path)).toEqual(['exec']);
  });

  it('reads an empty directory as an empty archive', async () => {
    const directory = join(sandbox.folder, 'nothing');
    mkdirSync(directory);
    expect(await readAction(directory)).toMatchObject({ binary: true, names: [] });
  });

  it('zips an ELF executable as exec', async () => {
    const bytes = elfOf({});
    const action = await readAction(sandbox.write('program', bytes));
    expect(action).toMatchObject({ binary: true, names: ['exec'], content: undefined });
    const { files } = await unzipper.Open.buffer(Buffer.from(action.code, 'base64'));
    expect(files).toHaveLength(1);
    expect((files[0] as unzipper.File).externalFileAttributes >>> 16).toBe(0o100755);
    expect(await files[0]?.buffer()).toEqual(bytes);
  });

  it('zips C++ under its name, unless the user names another runner', async () => {
    const path = sandbox.write('hello.cpp', 'int main() {}');
    expect(await readAction(path)).toMatchObject({ binary: true, names: ['hello.cpp'] });
    expect(await readAction(path, 'c')).toMatchObject({ binary: true, names: ['hello.cpp'] });
    expect(await readAction(path, './cpp-runner.js')).toMatchObject({ binary: false, code: 'int main() {}' });
  });

  it.each([
    ['latin-1.c', Buffer.from('/* ä */', 'latin1'), 'encoded'],
    ['utf-16.py', Buffer.from('\ufeffdef', 'utf16le'), 'wide'],
    ['nul.c', Buffer.from('a\0b'), 'data'],
    ['payload.sh', Buffer.from('#!/bin/sh\nexit\n\0', 'latin1'), 'script'],
    ['tool.wasm', Buffer.from('\0asm\x01\0\0\0'), 'program'],
    ['tool.xz', Buffer.from('\xfd7zXZ\0', 'latin1'), 'archive'],
  ])('passes %s on byte for byte, with what it is', async (name, bytes, kind) => {
    const action = await readAction(sandbox.write(name, bytes));
    expect(action).toMatchObject({ binary: true, names: undefined, content: { kind } });
    expect(Buffer.from(action.code, 'base64')).toEqual(bytes);
  });

  it('refuses what is not there', async () => {
    await expect(readAction(join(sandbox.folder, 'none.sh'))).rejects.toMatchObject({
      exitCode: 3,
      message: expect.stringMatching(/none\.sh does not exist\.$/),
    });
  });

  it('refuses a device', async () => {
    await expect(readAction('/dev/null')).rejects.toMatchObject({
      exitCode: 3,
      message: '/dev/null is neither a file nor a directory.',
    });
  });

  it('refuses a path that the system refuses', async () => {
    await expect(readAction(`${sandbox.folder}/${'x'.repeat(5000)}`)).rejects.toMatchObject({
      exitCode: 3,
      message: expect.stringMatching(/^the action cannot be read: .*ENAMETOOLONG/),
    });
  });

  it('calls a truncated zip the fault of the action', async () => {
    sandbox.write('whole/exec', 'x'.repeat(500));
    const zip = await zipDirectory(join(sandbox.folder, 'whole'));
    const path = sandbox.write('truncated.zip', zip.subarray(0, zip.length - 30));
    await expect(readAction(path)).rejects.toMatchObject({
      exitCode: 2,
      message: expect.stringContaining('the archive cannot be read'),
    });
  });
});
