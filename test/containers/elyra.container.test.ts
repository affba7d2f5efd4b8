import * as fs from 'node:fs';
import * as path from 'node:path';
import { fileURLToPath } from 'node:url';
import { tagOf } from '../../scripts/images/catalogue.js';
import { buildZip } from '../support/zip-builder.js';
import { runOnce, temporaryFolder } from './support/container.js';
import type { Ended } from './support/docker.js';

/** When the support of each version ends (devguide.python.org/versions: five years after its release, in October). */
const SUPPORTED_UNTIL: Readonly<Record<string, string>> = {
  '3.11': '2027-10-31',
  '3.12': '2028-10-31',
  '3.13': '2029-10-31',
  '3.14': '2030-10-31',
};

const PINNED = fileURLToPath(new URL('fixtures/elyra-requirements.json', import.meta.url));
const { requirements } = JSON.parse(fs.readFileSync(PINNED, 'utf8')) as { requirements: string[] };

const WHEEL = 'greeting-1.0-py3-none-any.whl';

/** Prints those requirements of stdin that what is installed does not meet. */
const CONFLICTS = `
import sys
from importlib.metadata import PackageNotFoundError, version
from pip._vendor.packaging.requirements import Requirement
for line in sys.stdin:
    wanted = Requirement(line.strip())
    try:
        installed = version(wanted.name)
    except PackageNotFoundError:
        continue
    if installed not in wanted.specifier:
        print(wanted, installed)
`;

/** Runs a command in the place of that of the image, as a pipeline does. */
function inPython(command: readonly string[], options: readonly string[] = []): Promise<Ended> {
  return runOnce(tagOf('python'), ['--network', 'none', ...options], command);
}

describe('the image python, as a runtime image of Elyra', () => {
  it('has a Python 3 that is supported today', async () => {
    const { stdout } = await inPython(['python3', '--version']);
    const [, version = ''] = /^Python (3\.\d+)\./.exec(stdout) ?? [];

    expect(new Date(SUPPORTED_UNTIL[version] ?? 0).getTime()).toBeGreaterThan(Date.now());
  });

  it('has curl', async () => {
    expect(await inPython(['curl', '--version'])).toMatchObject({
      status: 0,
      stdout: expect.stringMatching(/^curl \d/),
    });
  });

  it('runs another command in a folder that it may write, and nothing beside it', async () => {
    const processes = 'for file in /proc/[0-9]*/comm; do read -r name < $file && echo $name; done';
    const command = `mkdir -p ./jupyter-work-dir && cd ./jupyter-work-dir && touch made && ls && ${processes}`;

    expect(await inPython(['sh', '-c', command])).toEqual({ status: 0, stdout: 'made\nsh\n', stderr: '' });
  });

  it.each([
    ['its user', []],
    ['root', ['--user', '0']],
  ])('lets %s install a package with pip', async (_, options) => {
    const folder = temporaryFolder();
    fs.writeFileSync(path.join(folder, WHEEL), greeting());
    const install = `python3 -m pip install --no-index --no-deps /wheels/${WHEEL} && python3 -c 'import greeting; print(greeting.TEXT)'`;

    const { status, stdout, stderr } = await inPython(
      ['sh', '-c', install],
      ['-v', `${folder}:/wheels:ro`, ...options],
    );

    expect({ status, last: stdout.trim().split('\n').at(-1), stderr }).toMatchObject({ status: 0, last: 'hello' });
    fs.rmSync(folder, { recursive: true });
  });

  it('has no package that Elyra would replace', async () => {
    expect(await conflicts(requirements)).toBe('');
  });

  it('would not pass with one', async () => {
    expect(await conflicts(['pip<1', ...requirements])).toMatch(/^pip<1 \d+/);
  });
});

async function conflicts(wanted: readonly string[]): Promise<string> {
  const folder = temporaryFolder();
  fs.writeFileSync(path.join(folder, 'requirements.txt'), wanted.join('\n'));
  const command = ['sh', '-c', 'python3 -c "$0" < /pins/requirements.txt', CONFLICTS];
  const { status, stdout, stderr } = await inPython(command, ['-v', `${folder}:/pins:ro`]);
  fs.rmSync(folder, { recursive: true });
  expect([status, stderr]).toEqual([0, '']);
  return stdout;
}

/** A wheel with one module. */
function greeting(): Buffer {
  const info = 'greeting-1.0.dist-info';
  const files = {
    'greeting.py': 'TEXT = "hello"\n',
    [`${info}/METADATA`]: 'Metadata-Version: 2.1\nName: greeting\nVersion: 1.0\n',
    [`${info}/WHEEL`]: 'Wheel-Version: 1.0\nGenerator: test\nRoot-Is-Purelib: true\nTag: py3-none-any\n',
  };
  const names = [...Object.keys(files), `${info}/RECORD`];
  const record = names.map((name) => `${name},,\n`).join('');
  return buildZip(Object.entries({ ...files, [`${info}/RECORD`]: record }).map(([name, data]) => ({ name, data })));
}
