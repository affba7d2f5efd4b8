import { readdirSync } from 'node:fs';
import { buildZip } from '../../../test/support/zip-builder.js';
import { setUpCommandSandbox } from '../../core/test/support/command-sandbox.js';
import { gzipOf, tarOf } from '../../core/test/support/odd-files.js';
import { testWhere } from '../../core/test/support/test-where.js';
import { placed, serve } from './support/served.js';

const EXEC = { name: 'exec', data: '#!/bin/sh\necho "{}"\n', mode: 0o644 };
const onLinux = testWhere(process.platform === 'linux', 'Linux', 'the threads of a server');

describe('where no more threads can be started, which Node.js answers with an abort', () => {
  const sandbox = setUpCommandSandbox();

  onLinux.each([
    ['zip', buildZip([EXEC])],
    ['tar.gz', gzipOf(tarOf([EXEC]))],
  ])('an init with a small %s needs none', async (_, archive) => {
    const served = await serve(sandbox, ['native', ...placed(sandbox)]);
    const listThreads = () => readdirSync(`/proc/${served.child.pid}/task`);
    const before = listThreads();
    const value = { code: archive.toString('base64'), binary: true };
    expect(await served.post('/init', { value })).toEqual({ status: 200, body: { ok: true } });
    expect(listThreads()).toEqual(before);
    served.child.kill('SIGTERM');
    expect(await served.ended).toMatchObject({ code: 0 });
  });
});
