import { readdirSync } from 'node:fs';
import { buildZip } from '../../../test/support/zip-builder.js';
import { setUpCommandSandbox } from '../../core/test/support/command-sandbox.js';
import { gzipOf, tarOf } from '../../core/test/support/odd-files.js';
import { testWhere } from '../../core/test/support/test-where.js';
import { placed, serve } from './support/served.js';

const EXEC = { name: 'exec', data: '#!/bin/sh\necho "{}"\n', mode: 0o644 };
const onLinux = testWhere(process.platform === 'linux', 'Linux', 'the threads of a server');
const archive = (bytes: Buffer) => ({ code: bytes.toString('base64'), binary: true });

describe('where no more threads can be started, which Node.js answers with an abort', () => {
  const sandbox = setUpCommandSandbox();

  onLinux.each([
    ['a zip', 'native', archive(buildZip([EXEC])), 200],
    ['a tar.gz', 'native', archive(gzipOf(tarOf([EXEC]))), 200],
    ['an archive without an executable', 'native', archive(buildZip([{ name: 'other', data: '' }])), 502],
    ['a script with an entry point', 'bash', { code: `hello() { echo '{}'; }`, main: 'hello' }, 200],
    ['a script with an error', 'bash', { code: 'if' }, 502],
    ['a C program with an entry point', 'c', { code: 'int hello(void) { return 0; }', main: 'hello' }, 200],
  ])('an init needs none, nor does the next one: %s', async (_, runner, value, status) => {
    const served = await serve(sandbox, [runner, '--allow-reinit', ...placed(sandbox)]);
    const listThreads = () => readdirSync(`/proc/${served.child.pid}/task`);
    const before = listThreads();
    for (let round = 0; round < 2; round++) {
      expect(await served.post('/init', { value })).toMatchObject({ status });
      expect(listThreads()).toEqual(before);
    }
  });
});
