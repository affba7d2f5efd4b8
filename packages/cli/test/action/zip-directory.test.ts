import { execFileSync } from 'node:child_process';
import { chmodSync, lstatSync, mkdirSync, symlinkSync } from 'node:fs';
import { join } from 'node:path';
import { type CommandSandbox, makeCommandSandbox } from '../../../core/test/support/command-sandbox.js';
import { zipDirectory } from '../../src/action/zip-directory.js';
import { entriesOf } from '../support/archive.js';

describe('zipDirectory', () => {
  let sandbox: CommandSandbox;
  let directory: string;
  beforeEach(() => {
    sandbox = makeCommandSandbox();
    directory = join(sandbox.folder, 'action');
    mkdirSync(directory);
  });
  afterEach(() => void sandbox.close());

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
