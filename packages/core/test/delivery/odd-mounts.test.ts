import { spawnSync } from 'node:child_process';
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { temporaryDirectory } from '../../../../test/support/clean-up.js';
import { runProgram } from '../support/child-program.js';
import { testWhere } from '../support/test-where.js';

const possible = spawnSync('unshare', ['-m', 'mount', '-t', 'tmpfs', 'none', '/mnt']).status === 0;
const withMounts = testWhere(possible, 'the right to mount (unshare -m)', 'action directories on odd mounts');

/** Runs a program with its folder, on which the script in `mount` has mounted something. */
const runOn = (folder: string, mount: string, program: string) =>
  runProgram(program, { args: [folder], wrapper: ['unshare', '-m', 'sh', '-ec', `${mount}; exec "$@"`, folder] });

describe('an action directory', () => {
  withMounts('on a full disk: no half stub stays, which a later start would take for an action', async () => {
    const program = `
      import { readdirSync } from 'node:fs';
      import { placeStub } from '@actionrunner/core';
      const directory = process.argv[1] + '/action';
      const failure = await placeStub(directory).then(() => 'none', ({ message }) => message);
      console.log(JSON.stringify({ failure, files: readdirSync(directory) }));`;
    const mount = 'mount -t tmpfs -o size=4k none "$0"; head -c 4096 /dev/zero >"$0/full"';
    expect(await runOn(temporaryDirectory(), mount, program)).toEqual({
      failure: expect.stringMatching(/^The stub cannot be written to the action directory .*: ENOSPC: no space/),
      files: [],
    });
  });

  withMounts('whose mount executes nothing: the logs of the init say so', async () => {
    const program = `
      import { ActionProxy, NativeRunner } from '@actionrunner/core';
      let logged = '';
      const logs = { write: (_, bytes) => { logged += bytes; }, frame: () => undefined };
      const proxy = new ActionProxy(new NativeRunner({ directory: process.argv[1] }), { logs });
      const code = '#!/bin/sh\\necho "{}"\\n';
      const init = proxy.init(Buffer.from(JSON.stringify({ value: { code } })));
      const failure = await init.then(() => 'none', ({ code }) => code);
      await proxy.stop();
      console.log(JSON.stringify({ failure, logged }));`;
    const folder = temporaryDirectory();
    expect(await runOn(folder, 'mount -t tmpfs -o noexec none "$0"', program)).toEqual({
      failure: 'ERR_RUNNER_NO_BINARY',
      logged: `${join(folder, 'exec')} is not executable, though its mode allows it: is its file system mounted with noexec?\n`,
    });
  });
});

describe('a runtime with forks', () => {
  withMounts('and no /proc starts a process for each activation, and says so', async () => {
    const program = `
      import { ActionProxy, ActionLoopRunner } from '@actionrunner/core';
      let logged = '';
      const logs = { write: (_, bytes) => { logged += bytes; }, frame: () => undefined };
      const directory = process.argv[1] + '/action';
      const proxy = new ActionProxy(new ActionLoopRunner({ directory, isolation: 'fork' }), { logs });
      const code = '#!/bin/sh\\necho "{\\\\"ok\\\\":true}" >&3\\nread line; echo "{\\\\"pid\\\\":$$}" >&3\\n';
      await proxy.init(Buffer.from(JSON.stringify({ value: { code } })));
      const run = () => proxy.run(Buffer.from('{}')).then(String);
      const pids = new Set([await run(), await run()]);
      await proxy.stop();
      console.log(JSON.stringify({ count: pids.size, logged }));`;
    const folder = temporaryDirectory();
    mkdirSync(join(folder, 'empty'));
    expect(await runOn(folder, 'mount --bind "$0/empty" /proc', program)).toEqual({
      count: 2,
      logged:
        'The action cannot be forked: that needs Linux with /proc. Each activation gets a process of its own instead.\n',
    });
  });
});
