import { setTimeout as sleep } from 'node:timers/promises';
import { ActionLoopRunner } from '../../src/loop/action-loop-runner.js';
import { ActionProxy, type ActionProxyOptions } from '../../src/proxy/action-proxy.js';
import type { ActionRunner } from '../../src/runner/action-runner.js';
import { NativeRunner } from '../../src/runner/native-runner.js';
import { becomingSleep, endAllIn, escaping, pidOf } from '../support/left-processes.js';
import { loopProgram } from '../support/loop-program.js';
import { MemoryLogSink } from '../support/memory-log-sink.js';
import { initBody, runBody } from '../support/messages.js';
import { FRAME } from '../support/proxied.js';
import { Latch, ScriptedRunner } from '../support/scripted-runner.js';
import { IS_LINUX, testWhere } from '../support/test-where.js';
import { setUpSandbox } from '../support/tree.js';
import { isAlive, waitFor } from '../support/wait-for.js';

const onLinux = testWhere(IS_LINUX, '/proc and setsid', 'processes that left their group');
const hanging = () => new Promise<never>(() => undefined);

describe('hooks that hang', () => {
  let runner: ScriptedRunner;
  let proxy: ActionProxy;
  let sink: MemoryLogSink;
  beforeEach(() => {
    runner = new ScriptedRunner();
    sink = new MemoryLogSink();
  });

  const make = (options: ActionProxyOptions = {}) => {
    proxy = new ActionProxy(runner, { logs: sink, ...options });
  };
  const deadline = (ms: number) => ({ __OW_DEADLINE: String(Date.now() + ms) });
  const DEADLINE = { code: 'ERR_RUNNER_DEADLINE' };

  test('in a run past its deadline: it is given up, and the next one works', async () => {
    make({ timeoutMs: 1_000 });
    runner.onRun = hanging;
    await expect(proxy.run(runBody({}))).rejects.toMatchObject(DEADLINE);
    expect(sink.stdout).toBe(FRAME);
    expect(sink.stderr).toBe(`The action exceeded its time limits of 1000 milliseconds.\n${FRAME}`);
    runner.onRun = () => ({ ok: true });
    expect((await proxy.run(runBody({}))).toString()).toBe('{"ok":true}');
  });

  test('in a run that was given up: what it gives or logs later is dropped', async () => {
    make({ timeoutMs: 1_000 });
    const latch = new Latch();
    runner.onRun = async (_, { logs }) => {
      await latch.pass();
      await logs.stdout.line('late');
      return { late: true };
    };
    await expect(proxy.run(runBody({}))).rejects.toMatchObject(DEADLINE);
    latch.open();
    runner.onRun = () => ({ ok: true });
    expect((await proxy.run(runBody({}))).toString()).toBe('{"ok":true}');
    expect(sink.stdout).toBe(FRAME + FRAME);
  });

  test('in an init past its deadline: it has failed, and stays so when the hook ends after all', async () => {
    make();
    const latch = new Latch();
    runner.onInit = () => latch.pass();
    await expect(proxy.init(initBody('a', { name: 'a', env: deadline(1_000) }))).rejects.toMatchObject(DEADLINE);
    expect(proxy.state).toBe('failed');
    expect(sink.stderr).toMatch(
      new RegExp(`^The action exceeded its time limits of \\d+ milliseconds during initialization\\.\\n${FRAME}$`),
    );
    latch.open();
    await sleep(50);
    expect(proxy.state).toBe('failed');
    await expect(proxy.run(runBody({}))).rejects.toMatchObject({ code: 'ERR_RUNNER_NOT_INITIALIZED' });
  });

  test('in an init past its deadline: the next init begins when the hook has ended, and succeeds', async () => {
    make();
    const latch = new Latch();
    runner.onInit = async ({ name }) => {
      if (name === 'a') {
        await latch.pass();
        runner.events.push('a ends');
        throw new Error('too late');
      }
    };
    await expect(proxy.init(initBody('a', { name: 'a', env: deadline(1_000) }))).rejects.toMatchObject(DEADLINE);
    const next = proxy.init(initBody('b', { name: 'b' }));
    await sleep(50);
    expect(runner.events).toEqual(['stop', 'init a']);
    latch.open();
    await next;
    expect(runner.events).toEqual(['stop', 'init a', 'a ends', 'stop', 'init b']);
    expect(proxy.state).toBe('ready');
    expect((await proxy.run(runBody({}))).toString()).toBe('{"ok":true}');
  });

  test('in an init for ever: the next init waits some seconds, or until its own deadline, and never starts beside it', async () => {
    make();
    runner.onInit = hanging;
    await expect(proxy.init(initBody('a', { name: 'a', env: deadline(1_000) }))).rejects.toMatchObject(DEADLINE);
    const given = {
      code: 'ERR_RUNNER_FAULT',
      message: 'An earlier initialization was abandoned but has not finished yet.',
    };
    await expect(proxy.init(initBody('b', { name: 'b', env: deadline(1_000) }))).rejects.toMatchObject({
      code: expect.stringMatching(/^ERR_RUNNER_(FAULT|DEADLINE)$/),
    });
    await expect(proxy.init(initBody('c', { name: 'c' }))).rejects.toMatchObject(given);
    expect([proxy.state, runner.events]).toEqual(['failed', ['stop', 'init a']]);
    await proxy.stop();
  });

  test('in the stop: after five seconds it is given up', async () => {
    make();
    runner.onStop = hanging;
    const started = performance.now();
    await expect(proxy.stop()).rejects.toMatchObject({
      code: 'ERR_RUNNER_FAULT',
      message: 'The stop hook of the runner took longer than 5000 ms.',
    });
    expect(performance.now() - started).toBeGreaterThan(4_900);
    expect(proxy.state).toBe('stopped');
  });
});

describe('the end of a runtime', () => {
  const sandbox = setUpSandbox();
  let proxy: ActionProxy;
  let sink: MemoryLogSink;
  beforeEach(() => {
    sink = new MemoryLogSink();
  });
  afterEach(async () => {
    proxy.abort();
    await proxy.stop();
    endAllIn(sandbox.directory);
  });

  const make = (runner: ActionRunner, options: ActionProxyOptions = {}) => {
    proxy = new ActionProxy(runner, { logs: sink, ...options });
  };
  const native = (options: ActionProxyOptions = {}) =>
    make(new NativeRunner({ directory: sandbox.directory }), options);
  const pid = (file: string) => pidOf(sandbox.directory, file);
  const ended = (...files: string[]) => waitFor('the end of all', () => !files.some((file) => isAlive(pid(file))));

  onLinux('abort ends a running activation with all that it has started, and delivers its logs', async () => {
    native();
    await proxy.init(
      initBody(`#!/bin/sh\n${escaping('group', 'sh -c "$RUN" &')}${escaping('far')}echo here\necho now\nsleep 60`),
    );
    const running = proxy.run(runBody({}));
    const failed = expect(running).rejects.toMatchObject({ code: 'ERR_RUNNER_ABORTED' });
    await waitFor('the activation', () => sink.stdout.includes('here'));
    proxy.abort();
    await failed;
    await ended('group', 'far');
    expect(sink.stdout).toBe(`here\nnow\n${FRAME}`);
  });

  onLinux('abort ends a build that is under way', async () => {
    class LongBuild extends NativeRunner {
      protected override async build(): Promise<void> {
        await this.compile('sh', ['-c', `${escaping('far')}sleep 60`]);
      }
    }
    make(new LongBuild({ directory: sandbox.directory }));
    const failed = expect(proxy.init(initBody('text'))).rejects.toMatchObject({ code: 'ERR_RUNNER_ABORTED' });
    await waitFor('the build', () => isStarted('far'));
    const far = pid('far');
    proxy.abort();
    await failed;
    await waitFor('the end of the build', () => !isAlive(far));
    expect(proxy.state).toBe('failed');
  });

  const LOOP = loopProgram(
    "const { execSync } = require('node:child_process');",
    `execSync(${JSON.stringify(escaping('far', 'setsid sh -c "$RUN" >/dev/null 2>&1 &'))});`,
    'answer({ pid: process.pid });',
  );

  onLinux.each(['abort', 'stop'] as const)(
    '%s ends processes that wait for their next activation, and what they started',
    async (end) => {
      make(new ActionLoopRunner({ directory: sandbox.directory }));
      await proxy.init(initBody(LOOP));
      const { pid: loop } = JSON.parse((await proxy.run(runBody({}))).toString()) as { pid: number };
      expect([isAlive(loop), isAlive(pid('far'))]).toEqual([true, true]);
      await proxy[end]();
      await waitFor('the end of the process', () => !isAlive(loop));
      await ended('far');
    },
  );

  test('after an abort nothing is started any more', async () => {
    native();
    await proxy.init(initBody('#!/bin/sh\n: >ran\necho "{}"'));
    proxy.abort();
    await expect(proxy.run(runBody({}))).rejects.toMatchObject({ code: 'ERR_RUNNER_ABORTED' });
    expect(sink.stdout).toBe('');
  });

  function isStarted(file: string): boolean {
    try {
      return pid(file) > 0;
    } catch {
      return false;
    }
  }
});

describe('processes that an activation leaves behind', () => {
  const sandbox = setUpSandbox();
  let sink: MemoryLogSink;
  beforeEach(() => {
    sink = new MemoryLogSink();
  });
  afterEach(() => endAllIn(sandbox.directory));

  async function run(options: ActionProxyOptions, ...files: string[]): Promise<number[]> {
    const proxy = new ActionProxy(new NativeRunner({ directory: sandbox.directory }), { logs: sink, ...options });
    await proxy.init(
      initBody(`#!/bin/sh\n${files.map((file) => escaping(file) + becomingSleep(file)).join('')}echo "{}"`),
    );
    expect((await proxy.run(runBody({}))).toString()).toBe('{}');
    await proxy.stop();
    return files.map((file) => pidOf(sandbox.directory, file));
  }

  onLinux('end with it, without a word in the logs', async () => {
    const [pid = 0] = await run({}, 'far');
    await waitFor('the end of the process', () => !isAlive(pid));
    expect([sink.stdout, sink.stderr]).toEqual([FRAME, FRAME]);
  });

  onLinux('stay where the option says so, and the logs name them', async () => {
    const [one = 0, two = 0] = await run({ leftovers: 'leave' }, 'one', 'two');
    expect([isAlive(one), isAlive(two)]).toEqual([true, true]);
    const names = [one, two].sort((first, second) => first - second).map((pid) => `${pid} (sleep)`);
    expect(sink.stderr).toBe(`The action left processes behind: ${names.join(', ')}\n${FRAME}`);
  });

  onLinux('stay also when the runtime stops; one alone is named as one', async () => {
    const [pid = 0] = await run({ leftovers: 'leave' }, 'far');
    expect(isAlive(pid)).toBe(true);
    expect(sink.stderr).toBe(`The action left a process behind: ${pid} (sleep)\n${FRAME}`);
  });
});
