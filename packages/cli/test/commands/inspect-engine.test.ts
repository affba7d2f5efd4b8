import { fileURLToPath } from 'node:url';
import { setUpCommandSandbox } from '../../../core/test/support/command-sandbox.js';
import { type Ended, runHere } from '../support/command.js';

const IMAGES = fileURLToPath(new URL('../../../images/test/fixtures/inspect', import.meta.url));

/** A program that answers as an engine does which has one image. */
const engine = (version: string, image: string) =>
  [
    '#!/bin/sh',
    'case "$1" in',
    `--version) echo '${version}';;`,
    `image) exec /bin/cat '${IMAGES}/${image}.json';;`,
    'esac',
    '',
  ].join('\n');

const DOCKER = engine('Docker version 28.2.2, build e6534b4', 'docker-28');
const PODMAN = engine('podman version 4.3.1', 'podman-4');

/** A client that finds no engine. */
const CLIENT =
  '#!/bin/sh\n[ "$1" = --version ] && exec echo Docker version 28.2.2\necho Cannot connect to the daemon. >&2\nexit 1\n';

const ADVICE = 'Install or start docker or podman, or name another command with ACTIONRUNNER_DOCKER.';

describe('what runs containers', () => {
  const sandbox = setUpCommandSandbox();

  const inspect = (args: readonly string[] = [], env: Record<string, string> = {}): Promise<Ended> =>
    runHere(sandbox, ['inspect', 'example/python:1.0', '--no-run', '--json', ...args], {
      env: { PATH: sandbox.folder, ...env },
    });
  const sourceOf = ({ stdout }: Ended) => (JSON.parse(stdout) as { source: string }).source;

  it('is docker, if it answers, before podman', async () => {
    sandbox.write('docker', DOCKER, 0o755);
    sandbox.write('podman', PODMAN, 0o755);
    const ended = await inspect();
    expect({ code: ended.code, source: sourceOf(ended) }).toEqual({ code: 0, source: 'docker' });
  });

  it('is podman where docker is a client without its engine', async () => {
    sandbox.write('docker', CLIENT, 0o755);
    sandbox.write('podman', PODMAN, 0o755);
    expect(sourceOf(await inspect())).toBe('podman');
  });

  it('is podman also behind a command called docker', async () => {
    sandbox.write('docker', PODMAN, 0o755);
    expect(sourceOf(await inspect())).toBe('podman');
  });

  it('is the command of --docker, else of the variable, and no other', async () => {
    sandbox.write('docker', DOCKER, 0o755);
    const mine = sandbox.write('mine', PODMAN, 0o755);
    const broken = sandbox.write('broken', CLIENT, 0o755);
    expect(sourceOf(await inspect([], { ACTIONRUNNER_DOCKER: mine }))).toBe('podman');
    expect(sourceOf(await inspect(['--docker', mine], { ACTIONRUNNER_DOCKER: broken }))).toBe('podman');
    expect(await inspect(['--docker', broken])).toMatchObject({
      code: 2,
      stderr: `actionrunner: no container engine answers (${broken}: Cannot connect to the daemon.). ${ADVICE}\n`,
    });
  });

  it('is missing with the reason of each command', async () => {
    sandbox.write('docker', CLIENT, 0o755);
    expect(await inspect()).toMatchObject({
      code: 2,
      stdout: '',
      stderr: `actionrunner: no container engine answers (docker: Cannot connect to the daemon.; podman: it is not installed). ${ADVICE}\n`,
    });
  });
});
