import { spawnSync } from 'node:child_process';
import { chmodSync } from 'node:fs';
import { runProgram } from '../support/child-program.js';
import { becomingSleep, endAllIn, escaping, pidOf } from '../support/left-processes.js';
import { IS_ROOT, testWhere } from '../support/test-where.js';
import { setUpSandbox } from '../support/tree.js';
import { isAlive, waitFor } from '../support/wait-for.js';

/** As root is in a container: it may not look into processes of other users (Linux also accepts the two other rights for that). */
const AS_IN_CONTAINER = ['setpriv', '--bounding-set', '-sys_ptrace,-sys_admin,-perfmon'];

/** A runtime that runs an action as another user, and waits for nothing afterwards. */
const RUNTIME = `
  import { ActionProxy, NativeRunner } from '@actionrunner/core';
  const [directory, code, leftovers] = process.argv.slice(1);
  const logged = { stdout: '', stderr: '' };
  const logs = { write: (stream, bytes) => { logged[stream] += bytes; }, frame: () => undefined };
  const user = { uid: 12_345, gid: 23_456 };
  const proxy = new ActionProxy(new NativeRunner({ directory }), { logs, user, leftovers });
  await proxy.init(Buffer.from(JSON.stringify({ value: { code } })));
  await proxy.run(Buffer.from('{}'));
  await proxy.stop();
  console.log(JSON.stringify(logged));
`;

describe('processes that an action of another user leaves behind', () => {
  const sandbox = setUpSandbox();
  beforeEach(() => {
    chmodSync(sandbox.outside, 0o755);
  });
  afterEach(() => endAllIn(sandbox.directory));

  const possible = IS_ROOT && spawnSync(AS_IN_CONTAINER[0] ?? '', [...AS_IN_CONTAINER.slice(1), 'true']).status === 0;
  const needs = 'root and setpriv';
  const what = 'processes that an action of another user leaves behind';
  const asRoot = testWhere(possible, needs, what);

  const run = (leftovers: string, wrapper: readonly string[]) =>
    runProgram(RUNTIME, {
      args: [
        sandbox.directory,
        `#!/bin/sh\n${escaping('near', 'sh -c "$RUN" &')}${escaping('far')}${['near', 'far'].map(becomingSleep).join('')}echo '{}'`,
        leftovers,
      ],
      wrapper,
    });
  const pids = () => ['near', 'far'].map((file) => pidOf(sandbox.directory, file));

  asRoot.each([
    ['with all rights', []],
    ['in a container', AS_IN_CONTAINER],
  ])('end with it where the runtime is root %s', async (_, wrapper) => {
    expect(await run('kill', wrapper)).toEqual({ stdout: '', stderr: '' });
    await waitFor('the end of both', () => !pids().some(isAlive));
  });

  asRoot('are named where they may stay, also in a container', async () => {
    const { stderr } = (await run('leave', AS_IN_CONTAINER)) as { stderr: string };
    expect(pids().map(isAlive)).toEqual([true, true]);
    for (const pid of pids()) {
      expect(stderr).toContain(`${pid} (sleep)`);
    }
  });
});
