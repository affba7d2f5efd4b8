import { fileURLToPath } from 'node:url';
import type { CheckResult } from '@actionrunner/images';
import { setUpCommandSandbox } from '../../../core/test/support/command-sandbox.js';
import { type Ended, runHere } from '../support/command.js';

const IMAGE = fileURLToPath(new URL('../../../images/test/fixtures/inspect/docker-28.json', import.meta.url));

/** An engine that makes containers, but starts none, as one without the rights it needs. */
const ENGINE = [
  '#!/bin/sh',
  'case "$1" in',
  "--version) echo 'Docker version 28.2.2, build e6534b4';;",
  `image) exec /bin/cat '${IMAGE}';;`,
  'start) printf "Error response from daemon: %s\\nError: failed to start containers: x\\n" "$REASON" >&2; exit 1;;',
  'port) echo "Error: it does not run" >&2; exit 1;;',
  'inspect) echo 0001-01-01T00:00:00Z;;',
  'esac',
  '',
].join('\n');

describe('an engine that starts no container', () => {
  const sandbox = setUpCommandSandbox();
  beforeEach(() => {
    sandbox.write('docker', ENGINE, 0o755);
  });

  const command = (reason: string, ...args: readonly string[]): Promise<Ended> =>
    runHere(sandbox, args, { env: { PATH: sandbox.folder, REASON: reason } });
  const checksOf = async (reason: string) => {
    const { stdout } = await command(reason, 'inspect', 'example/python:1.0', '--json', '--docker', './docker');
    return (JSON.parse(stdout) as { checks: readonly CheckResult[] }).checks;
  };
  const LIVE = ['answers-init-and-run', 'answers-on-port', 'read-only-root', 'no-network', 'command-override'];

  it('is no fault of the image', async () => {
    const checks = await checksOf('operation not permitted');
    for (const id of [...LIVE, 'pip-install']) {
      expect(checks.find((check) => check.id === id)).toMatchObject({
        status: 'skip',
        found: 'the engine could not start the container: operation not permitted',
      });
    }
  });

  it.each([
    'OCI runtime create failed: exec: "none": executable file not found in $PATH: unknown',
    'runc create failed: exec: "/etc/passwd": permission denied: OCI permission denied',
    'exec /run.sh: exec format error',
    'unable to find user nobody1: no matching entries in passwd file',
    'exec: "none": stat none: no such file or directory: unknown',
  ])('is told from an image that names what is not there: %s', async (reason) => {
    const checks = await checksOf(reason);
    for (const id of LIVE) {
      expect(checks.find((check) => check.id === id)).toMatchObject({
        status: expect.stringMatching(/fail|warn/),
        found: expect.stringContaining(`the container cannot start: ${reason}`),
      });
    }
  });

  it('ends invoke --image with exit code 2 and its reason', async () => {
    sandbox.write('hello.sh', '#!/bin/sh\necho {}\n');
    expect(await command('no rights', 'invoke', 'hello.sh', '--image', 'example/python:1.0')).toMatchObject({
      code: 2,
      stdout: '',
      stderr: expect.stringContaining(
        'actionrunner: example/python:1.0: the engine could not start the container: no rights',
      ),
    });
  });
});
