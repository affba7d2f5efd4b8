import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { ActionRunner } from '../../src/runner/action-runner.js';
import { NativeRunner } from '../../src/runner/native-runner.js';
import { Proxied } from '../support/proxied.js';
import { setUpSandbox } from '../support/tree.js';
import { isAlive, reachLimit, waitFor } from '../support/wait-for.js';

describe('an init or activation at its deadline', () => {
  const sandbox = setUpSandbox();
  let action: Proxied;

  afterEach(() => action.close());

  const pidIn = (name: string) => Number(readFileSync(join(sandbox.directory, name), 'utf8'));
  const isReached = () => existsSync(join(sandbox.outside, 'reached'));
  /** Shell: the action has got far enough. */
  const REACHED = ': >../reached';

  test.each([
    ['a string', String],
    ['a number', Number],
  ])('given as %s, an activation is ended together with what it started', async (_, convert) => {
    action = Proxied.of(new NativeRunner({ directory: sandbox.directory }));
    await action.init(`#!/bin/sh\nsleep 1000 &\necho $! >sleeper\necho working\necho more\n${REACHED}\nwait\n`);
    let logged = { stdout: '', stderr: '' };
    await reachLimit(isReached, async (limitMs) => {
      await expect(action.run({}, { deadline: convert(Date.now() + limitMs) })).rejects.toMatchObject({
        code: 'ERR_RUNNER_DEADLINE',
        phase: 'run',
      });
      logged = action.logged();
    });
    await waitFor('the end of the sleeper', () => !isAlive(pidIn('sleeper')));
    const { stdout, stderr } = logged;
    expect(stdout).toMatch(/^working\nmore\n/);
    expect(stderr).toMatch(/^The action exceeded its time limits of \d+ milliseconds\.\n/);
  });

  test('a process that ignores SIGTERM is killed', async () => {
    action = Proxied.of(new NativeRunner({ directory: sandbox.directory }));
    await action.init(`#!/bin/sh\ntrap '' TERM\necho $$ >pid\n${REACHED}\nwhile :; do sleep 0.05; done\n`);
    await reachLimit(isReached, async (limitMs) => {
      const running = action.run({}, { deadline: Date.now() + limitMs });
      await expect(running).rejects.toMatchObject({ code: 'ERR_RUNNER_DEADLINE' });
    });
    await waitFor('the end of the process', () => !isAlive(pidIn('pid')));
  });

  test('an activation that ended before counts, though the runtime was held up until after it', async () => {
    action = Proxied.of(new NativeRunner({ directory: sandbox.directory }));
    await action.init(`#!/bin/sh\necho $$ >pid\n${REACHED}\nsleep 0.5\necho '{"ok":true}'\n`);
    const reachesIn = async (limitMs: number) => {
      const deadline = Date.now() + limitMs;
      const running = action.run({}, { deadline }).catch(({ code }: { code: unknown }) => code);
      const wait = new Int32Array(new SharedArrayBuffer(4));
      // Once the start is under way, nothing is read. Timers come next.
      await new Promise((resolve) => setTimeout(() => setImmediate(resolve), limitMs / 4));
      while (Date.now() < deadline || (isReached() && isAlive(pidIn('pid')))) {
        Atomics.wait(wait, 0, 0, 10);
      }
      return await running;
    };
    expect(await reachLimit(isReached, reachesIn)).toEqual({ ok: true });
  });

  test('a past one does not end the activation', async () => {
    action = Proxied.of(new NativeRunner({ directory: sandbox.directory }));
    await action.init("#!/bin/sh\nsleep 0.3\necho '{}'\n");
    expect(await action.run({}, { deadline: '123' })).toEqual({});
  });

  test('a compiler that loops in the init is ended', async () => {
    class LoopingBuild extends ActionRunner {
      protected override async build(): Promise<void> {
        await this.compile('sh', ['-c', `echo compiling; echo $$ >../compiler; ${REACHED}; while :; do :; done`]);
      }
    }
    action = Proxied.of(new LoopingBuild({ directory: sandbox.directory }));
    let logged = { stdout: '', stderr: '' };
    await reachLimit(isReached, async (limitMs) => {
      const env = { __OW_DEADLINE: String(Date.now() + limitMs) };
      await expect(action.init('source', { env })).rejects.toMatchObject({
        code: 'ERR_RUNNER_DEADLINE',
        phase: 'init',
      });
      logged = action.logged();
    });
    const compiler = pidIn('../compiler');
    await waitFor('the end of the compiler', () => !isAlive(compiler));
    const { stdout, stderr } = logged;
    expect(stdout).toMatch(/^compiling\n/);
    expect(stderr).toMatch(/^The action exceeded its time limits of \d+ milliseconds during initialization\.\n/);
  });
});
