import { randomBytes } from 'node:crypto';
import { FRAME } from '../../packages/http/test/support/frame.js';
import { tagOf } from '../../scripts/images/catalogue.js';
import { buildZip } from '../support/zip-builder.js';
import { Container, shared } from './support/container.js';

const STUB = { error: 'This is a stub action. Replace it with custom logic.' };

/** What actions of the skeleton image may call. */
const TOOLS = [
  'bash --version',
  'perl --version',
  'python --version',
  'python3 --version',
  'jq --version',
  'zip --version',
  'git --version',
  'curl --version',
  'wget --version',
  'openssl version',
  'ssh -V',
];

describe('the image native', () => {
  const container = shared(tagOf('native'));

  it.each(TOOLS)('has a program for actions: %s', async (command) => {
    const { status, stdout, stderr } = await container().exec(...command.split(' '));

    expect([status, stdout + stderr]).toEqual([0, expect.stringMatching(/\d+\.\d+/)]);
  });

  it('calls Python 3 python', async () => {
    expect(await container().shell('python -c "import sys; print(sys.version_info.major)"')).toBe('3');
  });

  it('has the stub of the skeleton image as /action/exec, which explains itself', async () => {
    expect(await container().run({ name: 'James' })).toMatchObject({ status: 200, json: STUB });

    const { stdout, stderr } = await container().framed(1);
    expect(stdout).toMatch(/^This is a stub action that should be replaced with user code/);
    expect([stdout.endsWith(`\n${FRAME}`), stderr]).toEqual([true, FRAME]);
    expect(await container().shell('ls /action')).toBe('exec');
  });

  it('takes the largest archive of the platform with 160 MB of memory', async () => {
    const script = `#!/bin/sh\necho "{\\"bytes\\":$(wc -c <data)}"\n`;
    const zip = buildZip([
      { name: 'exec', data: script, mode: 0o755 },
      { name: 'data', data: randomBytes(36_000_000) },
    ]);
    const options = ['--memory', '160m', '--memory-swap', '160m'];
    const small = await Container.start(tagOf('native'), { options });

    await small.initialize({ code: zip.toString('base64'), binary: true });

    expect((await small.run()).json).toEqual({ bytes: 36_000_000 });
  });
});
