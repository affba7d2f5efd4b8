import { symlinkSync } from 'node:fs';
import { join } from 'node:path';
import type { CheckResult } from '@actionrunner/images';
import { setUpCommandSandbox } from '../../../core/test/support/command-sandbox.js';
import { goodConfig, savedImage, writeTar } from '../../../images/test/support/saved-image.js';
import { type Ended, runHere } from '../support/command.js';

interface Report {
  readonly summary: Readonly<Record<string, number>>;
  readonly checks: readonly CheckResult[];
}

/** Without any engine: an archive needs none. */
const NOWHERE = { env: { PATH: '/no-such-folder' } };

describe('inspect', () => {
  const sandbox = setUpCommandSandbox();

  const archive = (config?: string, tags?: readonly string[]) =>
    writeTar(join(sandbox.folder, 'image.tar'), savedImage(config, tags));
  const inspect = (...args: readonly string[]): Promise<Ended> => runHere(sandbox, ['inspect', ...args], NOWHERE);
  const reportOf = ({ stdout }: Ended) => JSON.parse(stdout) as Report;

  it('reads an archive where no engine is, and says what it could not test', async () => {
    const ended = await inspect(archive(), '--json');
    expect(ended).toMatchObject({ code: 0, stderr: '' });
    const { checks, summary } = reportOf(ended);
    expect(summary).toMatchObject({ warn: 0, fail: 0 });
    expect(checks.find(({ id }) => id === 'sigterm')).toMatchObject({
      status: 'skip',
      found: 'an archive is not run; load it, and inspect the image',
    });
  });

  it('prints a table without colours where stdout is no terminal', async () => {
    const { stdout } = await inspect(archive(), '--profile', 'storlets');
    expect(stdout).toMatch(/^example\/good:1.0, read from an archive, for storlets\n\nok {4}user-not-root /);
    expect(stdout).not.toContain('\u001B');
  });

  it('exits with 1 when something fails, and tells how to mend it', async () => {
    const ended = await inspect(archive(goodConfig({ Entrypoint: ['start.sh'] })), '--profile', 'elyra', '--json');
    expect(ended.code).toBe(1);
    expect(reportOf(ended).checks.find(({ status }) => status === 'fail')).toEqual({
      id: 'entrypoint-empty',
      profiles: ['elyra'],
      status: 'fail',
      found: 'the ENTRYPOINT is ["start.sh"]',
      why: expect.stringMatching(/./),
      mend: expect.stringContaining('ENTRYPOINT []'),
    });
  });

  it('exits with 0 when there are warnings alone', async () => {
    const ended = await inspect(archive(undefined, ['example/good:latest']), '--json');
    expect(ended.code).toBe(0);
    expect(reportOf(ended).summary['warn']).toBe(1);
  });

  it('looks at the platforms that are named, each once and in its usual order', async () => {
    const ended = await inspect(
      archive(),
      '--profile',
      'storlets',
      '--profile',
      'elyra',
      '--profile',
      'elyra',
      '--json',
    );
    const { checks } = reportOf(ended);
    expect(new Set(checks.flatMap(({ profiles }) => profiles))).toEqual(new Set(['elyra', 'storlets']));
    expect(checks.find(({ id }) => id === 'tag')?.profiles).toEqual(['elyra', 'storlets']);
  });

  it.each(['layout', './layout', 'layout/', 'oci:layout', 'oci:layout:1.0', 'link'])(
    'names an OCI layout as such, however its path is spelled: %s',
    async (path) => {
      sandbox.write('layout/oci-layout', '{}');
      symlinkSync('layout', join(sandbox.folder, 'link'));
      expect(await inspect(path)).toMatchObject({
        code: 2,
        stderr: expect.stringContaining('a folder with an OCI layout'),
      });
    },
  );

  it('reads an archive that is named with its transport', async () => {
    archive();
    expect(await inspect('docker-archive:image.tar', '--json')).toMatchObject({ code: 0, stderr: '' });
  });

  it.each(['folder', 'dir:folder'])('takes a folder without an image for the name of one: %s', async (name) => {
    sandbox.write('folder/readme.txt', '');
    const message =
      name === 'folder' ? /no container engine answers/ : /folder cannot be read: it is a folder|no container/;
    expect(await inspect(name)).toMatchObject({ code: 2, stderr: expect.stringMatching(message) });
  });

  it.each([
    ['an archive that is not there', 2, ['none.tar'], /^actionrunner: none.tar cannot be read: ENOENT/],
    ['a folder', 2, ['.'], /^actionrunner: . cannot be read: it is a folder/],
    ['a compressed archive that is not there', 2, ['none.tar.gz'], /^actionrunner: none.tar.gz cannot be read: ENOENT/],
    ['an image where no engine is', 2, ['example/good:1.0'], /^actionrunner: no container engine answers/],
    [
      'a platform that is not known',
      3,
      ['x.tar', '--profile', 'lambda'],
      /must be one of openwhisk, knative, elyra, storlets/,
    ],
    ['an empty name', 3, [''], /"" is neither the name of an image nor a file/],
    ['no image', 3, [], /missing required argument/],
  ])('refuses %s with exit code %i', async (_, code, args, message) => {
    expect(await inspect(...args)).toMatchObject({ code, stdout: '', stderr: expect.stringMatching(message) });
  });
});
