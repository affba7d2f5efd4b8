import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { RunnerError } from '../../src/errors.js';
import type { Environment } from '../../src/protocol/environment.js';
import type { ActionResult } from '../../src/protocol/messages.js';
import { ActionProxy } from '../../src/proxy/action-proxy.js';
import { ActionRunner } from '../../src/runner/action-runner.js';
import { MemoryLogSink } from '../support/memory-log-sink.js';
import { bodyOf, initBody, runBody } from '../support/messages.js';
import { makeSandbox, type Sandbox } from '../support/tree.js';

const PAGE = join(__dirname, '../../../../docs/reference/lifecycle.md');

/** Records which hooks are called, in order; fails in one of them. */
class RecordingRunner extends ActionRunner {
  readonly calls: string[] = [];
  failsIn: string | undefined;

  #record(hook: string): void {
    this.calls.push(hook);
    if (this.failsIn === hook) {
      throw new RunnerError('ERR_RUNNER_BUILD', `${hook} failed`);
    }
  }

  protected override async init(...[message, context]: Parameters<ActionRunner['init']>): Promise<void> {
    this.#record('init');
    await super.init(message, context);
  }
  protected override async epilogue(): Promise<void> {
    this.#record('epilogue');
  }
  protected override async build(): Promise<void> {
    this.#record('build');
  }
  protected override verify(): boolean {
    this.calls.push('verify');
    return this.failsIn !== 'verify';
  }
  protected override env(): Environment {
    this.#record('env');
    return {};
  }
  protected override async run(): Promise<ActionResult> {
    this.#record('run');
    return {};
  }
  protected override async stop(): Promise<void> {
    this.calls.push('stop');
  }
}

describe('the life of an action', () => {
  let sandbox: Sandbox;
  let runner: RecordingRunner;
  let proxy: ActionProxy;

  beforeEach(() => {
    sandbox = makeSandbox();
    runner = new RecordingRunner({ directory: sandbox.directory });
    proxy = new ActionProxy(runner, { logs: new MemoryLogSink() });
  });
  afterEach(async () => {
    await proxy.stop();
    await sandbox.remove();
  });

  /** The hooks that a request calls, and the code that it fails with. */
  async function record(request: () => Promise<unknown>): Promise<[string[], string | undefined]> {
    const before = runner.calls.length;
    const code = await request().then(
      () => undefined,
      (error: RunnerError) => error.code,
    );
    return [runner.calls.slice(before), code];
  }
  const init = () => record(() => proxy.init(initBody('code')));
  const run = () => record(() => proxy.run(runBody({})));

  test('calls the hooks in the order that the reference lists', async () => {
    const [inInit] = await init();
    const [inRun] = await run();
    const page = readFileSync(PAGE, 'utf8');
    const listed = [...page.matchAll(/^\| \d+ \| `(\w+)` \|/gm)].map(([, hook]) => hook);
    expect(listed).toEqual([...inInit, ...inRun]);
    expect([inInit, inRun]).toEqual([
      ['stop', 'init', 'epilogue', 'build', 'verify'],
      ['verify', 'env', 'run'],
    ]);
  });

  test.each([
    ['init', ['stop', 'init'], 'ERR_RUNNER_BUILD'],
    ['epilogue', ['stop', 'init', 'epilogue'], 'ERR_RUNNER_BUILD'],
    ['build', ['stop', 'init', 'epilogue', 'build'], 'ERR_RUNNER_BUILD'],
    ['verify', ['stop', 'init', 'epilogue', 'build', 'verify'], 'ERR_RUNNER_NO_BINARY'],
  ])('an init ends with a failing %s; no activation runs after it', async (hook, calls, code) => {
    runner.failsIn = hook;
    expect(await init()).toEqual([calls, code]);
    expect([proxy.state, await run()]).toEqual(['failed', [[], 'ERR_RUNNER_NOT_INITIALIZED']]);
  });

  test.each([
    ['verify', ['verify'], 'ERR_RUNNER_NOT_READY'],
    ['env', ['verify', 'env'], 'ERR_RUNNER_BUILD'],
    ['run', ['verify', 'env', 'run'], 'ERR_RUNNER_BUILD'],
  ])('an activation ends with a failing %s; the next one runs', async (hook, calls, code) => {
    await init();
    runner.failsIn = hook;
    expect(await run()).toEqual([calls, code]);
    runner.failsIn = undefined;
    expect([proxy.state, await run()]).toEqual(['ready', [['verify', 'env', 'run'], undefined]]);
  });

  test('an init without code only verifies; a run without an init is legal when that holds', async () => {
    expect(await run()).toEqual([['verify', 'env', 'run'], undefined]);
    expect(await record(() => proxy.init(bodyOf({ value: {} })))).toEqual([['stop', 'init', 'verify'], undefined]);
  });

  test('a shutdown stops the runner, and nothing runs after it', async () => {
    await init();
    expect(await record(() => proxy.stop())).toEqual([['stop'], undefined]);
    expect([proxy.state, await run()]).toEqual(['stopped', [[], 'ERR_RUNNER_STOPPING']]);
  });
});
