import { readdirSync, readlinkSync } from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';
import { shellsOf } from '../../../../test/support/processes.js';
import { trySystemCall } from '../../src/errors.js';
import { ActionLoopRunner } from '../../src/loop/action-loop-runner.js';
import { ActionProxy } from '../../src/proxy/action-proxy.js';
import { NativeRunner } from '../../src/runner/native-runner.js';
import { MemoryLogSink } from '../support/memory-log-sink.js';
import { initBody, runBody } from '../support/messages.js';
import { IS_LINUX } from '../support/test-where.js';
import { setUpSandbox } from '../support/tree.js';
import { waitFor } from '../support/wait-for.js';

/** Names its parent, and two variables: of the init and of the container. */
const CODE = `#!/bin/sh
echo "{\\"parent\\": $PPID, \\"colour\\": \\"$COLOUR\\", \\"shape\\": \\"$SHAPE\\"}"`;

/** Those that this process holds and that have lost their names. */
function countPipes(): number {
  const targets = readdirSync('/proc/self/fd').map((name) =>
    trySystemCall('', () => readlinkSync(`/proc/self/fd/${name}`)),
  );
  return targets.filter((target) => /\.actionrunner-.*\/\d+ \(deleted\)$/.test(target)).length;
}

/** Longer than a runtime waits for its first init. */
const LONG_MS = 150;

const onLinux = IS_LINUX ? describe : describe.skip;

onLinux('a runtime that waits for its first init', () => {
  const sandbox = setUpSandbox();
  const own = { PATH: process.env['PATH'], OWN: 'before-the-init' };
  const ownShells = () => shellsOf(process.pid, `OWN=${own.OWN}`);

  test('has a shell, which starts activations with the environment of the init', async () => {
    const environment = { ...own, COLOUR: 'red', SHAPE: 'round' };
    const runner = new NativeRunner({ directory: sandbox.directory, environment });
    const proxy = new ActionProxy(runner, { logs: new MemoryLogSink() });
    runner.prepareForInit();
    await waitFor('a shell', () => ownShells().length > 0);
    const shells = ownShells();
    await proxy.init(initBody(CODE, { env: { COLOUR: 'blue' } }));
    // An activation that comes before the shell is ready starts in another way.
    await waitFor('an activation by that shell', async () => {
      const { parent, ...variables } = JSON.parse((await proxy.run(runBody({}))).toString());
      expect(variables).toEqual({ colour: 'blue', shape: 'round' });
      return shells.includes(parent);
    });
    await proxy.stop();
    await waitFor('the end of the shells', () => ownShells().length === 0);
  });

  test('has none once it was stopped', async () => {
    const runner = new NativeRunner({ directory: sandbox.directory, environment: own });
    runner.prepareForInit();
    await runner.close();
    await sleep(LONG_MS);
    expect(ownShells()).toEqual([]);
  });

  test('has none once it was stopped, be it that its hook throws', async () => {
    class Stubborn extends NativeRunner {
      protected override stop(): Promise<void> {
        return Promise.reject(new Error('not yet'));
      }
    }
    const runner = new Stubborn({ directory: sandbox.directory, environment: own });
    runner.prepareForInit();
    await waitFor('a shell', () => ownShells().length > 0);
    await expect(runner.close()).rejects.toThrow('not yet');
    await waitFor('the end of the shells', () => ownShells().length === 0);
  });

  test('has the pipes of its process, and no shell, if that does not start by one', async () => {
    const before = countPipes();
    const runner = new ActionLoopRunner({ directory: sandbox.directory, environment: own });
    runner.prepareForInit();
    await waitFor('pipes', () => countPipes() === before + 4);
    expect(ownShells()).toEqual([]);
    await runner.close();
    expect(countPipes()).toBe(before);
  });
});
