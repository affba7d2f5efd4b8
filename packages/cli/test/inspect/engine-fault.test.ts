import { fileURLToPath } from 'node:url';
import type { CheckResult } from '../../src/inspect/check.js';
import { type Ended, run } from '../support/command.js';
import { makeSandbox, type Sandbox } from '../support/sandbox.js';

const IMAGE = fileURLToPath(new URL('../fixtures/inspect/docker-28.json', import.meta.url));

/** An engine that makes containers, but starts none, as one without the rights it needs. */
const ENGINE = [
  '#!/bin/sh',
  'case "$1" in',
  "--version) echo 'Docker version 28.2.2, build e6534b4';;",
  `image) exec /bin/cat '${IMAGE}';;`,
  'start) echo "Error: operation not permitted" >&2; exit 125;;',
  'port) echo "Error: it does not run" >&2; exit 1;;',
  'inspect) echo 0001-01-01T00:00:00Z;;',
  'esac',
  '',
].join('\n');

describe('an engine that cannot start containers', () => {
  let sandbox: Sandbox;
  beforeEach(() => {
    sandbox = makeSandbox();
    sandbox.write('docker', ENGINE, 0o755);
  });
  afterEach(() => {
    sandbox.close();
  });

  const command = (...args: readonly string[]): Promise<Ended> => run(sandbox, args, { env: { PATH: sandbox.folder } });
  const REASON = 'the engine could not start the container: operation not permitted';

  it('is no fault of the image', async () => {
    const { stdout } = await command('inspect', 'example/python:1.0', '--json');
    const { checks } = JSON.parse(stdout) as { checks: readonly CheckResult[] };
    const untested = checks.filter(({ status }) => status === 'skip').map(({ id, found }) => [id, found]);
    expect(Object.fromEntries(untested)).toMatchObject({
      'answers-init-and-run': REASON,
      'answers-on-port': REASON,
      'read-only-root': REASON,
      'no-network': REASON,
      'command-override': REASON,
      'pip-install': REASON,
    });
  });

  it('ends invoke --image with exit code 2 and its reason', async () => {
    sandbox.write('hello.sh', '#!/bin/sh\necho {}\n');
    expect(await command('invoke', 'hello.sh', '--image', 'example/python:1.0')).toMatchObject({
      code: 2,
      stdout: '',
      stderr: expect.stringContaining(`actionrunner: example/python:1.0: ${REASON}`),
    });
  });
});
