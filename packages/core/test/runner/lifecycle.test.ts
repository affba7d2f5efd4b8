// Long because it compares each table of the reference with what happens.
import { readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { buildZip } from '../../../../test/support/zip-builder.js';
import { RunnerError } from '../../src/errors.js';
import { SENTINEL } from '../../src/logs/sentinel-guard.js';
import type { Environment } from '../../src/protocol/environment.js';
import type { ActionResult } from '../../src/protocol/messages.js';
import { ActionProxy, type ActionProxyOptions } from '../../src/proxy/action-proxy.js';
import { ActionRunner } from '../../src/runner/action-runner.js';
import { MemoryLogSink } from '../support/memory-log-sink.js';
import { bodyOf, initBody, runBody } from '../support/messages.js';
import { readTree, setUpSandbox } from '../support/tree.js';

const REFERENCE = join(__dirname, '../../../../docs/reference');
const page = readFileSync(join(REFERENCE, 'lifecycle.md'), 'utf8');
const statuses = new Map(
  [...readFileSync(join(REFERENCE, 'errors.md'), 'utf8').matchAll(/^\| `(ERR_\w+)` \| \w+ \| (\d+) \|/gm)].map(
    ([, code = '', status = '']) => [code, status],
  ),
);

/** The cells of the rows below a heading, without backticks. */
function rowsBelow(heading: string): string[][] {
  const [, section = ''] = page.split(`\n## ${heading}\n`);
  const [text = ''] = section.split('\n## ');
  const lines = text.split('\n').filter((line) => line.startsWith('| '));
  return lines.slice(2).map((line) => line.slice(2, -2).replaceAll('`', '').split(' | '));
}

const INIT_STEPS = rowsBelow('An init');
const DELIVERIES = rowsBelow('The delivery');
const ACTIVATION_STEPS = rowsBelow('An activation');
const REFUSALS = rowsBelow('Requests that call no hook');

/** Records which hooks are called, in order; fails in one of them. */
class RecordingRunner extends ActionRunner {
  readonly calls: string[] = [];
  failsIn: string | undefined;
  /** What a failing hook does. */
  failure = (): never => {
    throw new Error('failed');
  };
  result: unknown = {};
  /** What was in the directory when the epilogue was called. */
  delivered: Record<string, string> = {};
  /** Holds `run` until it settles. */
  turn: Promise<void> | undefined;

  #record(hook: string): void {
    this.calls.push(hook);
    this.#failIn(hook);
  }
  #failIn(place: string): void {
    if (this.failsIn === place) {
      this.failure();
    }
  }

  protected override async init(...[message, context]: Parameters<ActionRunner['init']>): Promise<void> {
    this.#record('init');
    await super.init(message, context);
    this.#failIn('init, after the rest');
  }
  protected override async epilogue(): Promise<void> {
    this.delivered = readTree(this.directory);
    this.#record('epilogue');
  }
  protected override async build(): Promise<void> {
    this.#record('build');
  }
  override verify(): boolean | Promise<boolean> {
    this.calls.push('verify');
    return this.failsIn !== 'verify';
  }
  protected override env(): Environment {
    this.#record('env');
    return {};
  }
  protected override async run(): Promise<ActionResult> {
    this.#record('run');
    await this.turn;
    return this.result as ActionResult;
  }
  protected override async stop(): Promise<void> {
    this.#record('stop');
  }
}

describe('the life of an action', () => {
  const sandbox = setUpSandbox();
  let runner: RecordingRunner;
  let logs: MemoryLogSink;
  let proxy: ActionProxy;

  function makeProxy(options: ActionProxyOptions = {}): void {
    runner = new RecordingRunner({ directory: sandbox.directory });
    logs = new MemoryLogSink();
    proxy = new ActionProxy(runner, { logs, ...options });
  }

  beforeEach(() => {
    makeProxy();
  });
  afterEach(async () => {
    runner.failsIn = undefined;
    await proxy.stop();
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
  const frames = () => logs.stdout.split(SENTINEL).length - 1;

  /** What the page says of a failing request, besides its description: error, status, frame and state. */
  async function observe(request: () => Promise<[string[], string | undefined]>): Promise<[string[], string[]]> {
    const [stateBefore, framesBefore] = [proxy.state, frames()];
    const [calls, code = 'none'] = await request();
    const framed = frames() === framesBefore ? 'no' : 'yes';
    const state = proxy.state === stateBefore ? 'unchanged' : proxy.state;
    return [calls, [code, statuses.get(code) ?? '', framed, state]];
  }

  test('calls the hooks in the order that the reference lists', async () => {
    const [inInit] = await init();
    const [inRun] = await run();
    const listed = (rows: string[][]) => [...new Set(rows.map(([, hook]) => hook))];
    expect([inInit, inRun]).toEqual([
      ['stop', 'init', 'epilogue', 'build', 'verify'],
      ['verify', 'env', 'run'],
    ]);
    expect([listed(INIT_STEPS), listed(ACTIVATION_STEPS)]).toEqual([inInit, inRun]);
  });

  test.each(INIT_STEPS)(
    'step %s of an init: %s %s; no activation runs after it',
    async (step, hook, _how, ...failure) => {
      const hooks = INIT_STEPS.slice(0, Number(step)).map(([, name]) => name);
      runner.failsIn = hook;
      expect(await observe(init)).toEqual([hooks, failure]);
      expect(await run()).toEqual([[], 'ERR_RUNNER_NOT_INITIALIZED']);
      runner.failsIn = undefined;
      expect([await init(), proxy.state]).toEqual([[INIT_STEPS.map(([, name]) => name), undefined], 'ready']);
    },
  );

  test.each([...INIT_STEPS.slice(1).map(([, hook = '']) => hook), 'init, after the rest'])(
    'what was delivered is removed when %s fails',
    async (hook) => {
      writeFileSync(join(sandbox.directory, 'exec'), 'of the image', { mode: 0o755 });
      const before = readTree(sandbox.directory);
      runner.failsIn = hook;
      expect((await init())[1]).toBeDefined();
      expect(readTree(sandbox.directory)).toEqual(before);
      runner.failsIn = undefined;
      // The file of the image is kept aside under a hidden name.
      expect([(await init())[1], runner.delivered['exec']]).toEqual([undefined, '755 code']);
    },
  );

  /** Codes whose delivery fails, by what the page calls them. */
  const CODES: Record<string, () => Record<string, unknown>> = {
    'a zip that is damaged': () => {
      const entries = [
        { name: 'whole', data: 'x' },
        { name: 'exec', data: 'y', crc: 1 },
      ];
      return { code: buildZip(entries).toString('base64'), binary: true };
    },
    'a zip with a path that leads out of the directory': () => {
      const entries = [
        { name: 'whole', data: 'x' },
        { name: '../exec', data: 'y' },
      ];
      return { code: buildZip(entries).toString('base64'), binary: true };
    },
    'a text for a directory that cannot be written': () => {
      rmSync(sandbox.directory, { recursive: true });
      writeFileSync(sandbox.directory, 'a file is in its place');
      return { code: 'text' };
    },
  };

  test('the reference lists these codes', () => {
    expect(DELIVERIES.map(([code]) => code)).toEqual(Object.keys(CODES));
  });

  test.each(DELIVERIES)('the delivery of %s fails the init and leaves no trace', async (code = '', ...failure) => {
    const value = (CODES[code] as () => Record<string, unknown>)();
    const before = readTree(sandbox.outside);
    expect(await observe(() => record(() => proxy.init(bodyOf({ value }))))).toEqual([['stop', 'init'], failure]);
    expect(readTree(sandbox.outside)).toEqual(before);
    expect(await run()).toEqual([[], 'ERR_RUNNER_NOT_INITIALIZED']);
  });

  test.each(ACTIVATION_STEPS)(
    'step %s of an activation: %s %s; the next one runs',
    async (step, hook, how, ...failure) => {
      await init();
      const hooks = ACTIVATION_STEPS.slice(0, Number(step)).map(([, name]) => name);
      if (how === 'returns anything but an object or an array') {
        runner.result = 'text';
      } else {
        runner.failsIn = hook;
      }
      expect(await observe(run)).toEqual([hooks, failure]);
      runner.failsIn = undefined;
      runner.result = {};
      expect([proxy.state, await run()]).toEqual(['ready', [['verify', 'env', 'run'], undefined]]);
    },
  );

  test('a RunnerError of a hook keeps its code', async () => {
    runner.failure = () => {
      throw new RunnerError('ERR_RUNNER_START', 'not today');
    };
    for (const hook of ['stop', 'init', 'epilogue', 'build']) {
      runner.failsIn = hook;
      expect([hook, (await init())[1]]).toEqual([hook, 'ERR_RUNNER_START']);
    }
    runner.failsIn = undefined;
    await init();
    for (const hook of ['env', 'run']) {
      runner.failsIn = hook;
      expect([hook, (await run())[1]]).toEqual([hook, 'ERR_RUNNER_START']);
    }
  });

  test('a time limit fails an init and leaves the state of an activation', async () => {
    makeProxy({ timeoutMs: 200 });
    runner.turn = new Promise(() => undefined);
    await init();
    expect(await observe(run)).toEqual([
      ['verify', 'env', 'run'],
      ['ERR_RUNNER_DEADLINE', '502', 'yes', 'unchanged'],
    ]);
    makeProxy({ timeoutMs: 200 });
    runner.verify = () => new Promise<boolean>(() => undefined);
    const hooks = ['stop', 'init', 'epilogue', 'build'];
    expect(await observe(init)).toEqual([hooks, ['ERR_RUNNER_DEADLINE', '502', 'yes', 'failed']]);
  });

  /** Starts an activation, and `waiting` more, which wait. @returns a function that lets them finish */
  async function occupy(waiting: number): Promise<() => Promise<void>> {
    let finish: () => void = () => undefined;
    runner.turn = new Promise((resolve) => {
      finish = resolve;
    });
    const runs = Array.from({ length: waiting + 1 }, () => proxy.run(runBody({})));
    while (!runner.calls.includes('run')) {
      await new Promise(setImmediate);
    }
    return async () => {
      finish();
      await Promise.all(runs);
    };
  }

  const REQUESTS: Record<string, () => Promise<[string[], string | undefined]>> = {
    'an init that is not JSON': () => record(() => proxy.init(Buffer.from('{'))),
    'an init whose value is not an object': () => record(() => proxy.init(bodyOf({ value: [] }))),
    'an init that has a field of the wrong type': () => record(() => proxy.init(bodyOf({ value: { code: 1 } }))),
    'an init of an action that is ready': () => record(() => proxy.init(initBody('other'))),
    'a run that is not JSON': () => record(() => proxy.run(Buffer.from('{'))),
    'a run whose value is neither an object nor an array': () => record(() => proxy.run(runBody('text'))),
    'a run after an init that failed': run,
    'a request when too many are waiting': run,
    'a request whose time limit passes while it waits': () =>
      record(() => proxy.run(runBody({}, { deadline: Date.now() + 250 }))),
    'a request when the shutdown has finished the others': run,
  };

  test('the reference lists these requests', () => {
    expect(REFUSALS.map(([request]) => request)).toEqual(Object.keys(REQUESTS));
  });

  test.each(REFUSALS)('%s calls no hook', async (request = '', ...answer) => {
    makeProxy({ maxQueue: 1 });
    if (request.includes('is ready')) {
      await init();
    } else if (request.includes('that failed')) {
      runner.failsIn = 'build';
      await init();
    } else if (request.includes('shutdown')) {
      await proxy.stop();
    }
    const waiting = { 'a request when too many are waiting': 1, 'a request whose time limit passes while it waits': 0 }[
      request
    ];
    const finish = waiting === undefined ? undefined : await occupy(waiting);
    const send = REQUESTS[request] as () => Promise<[string[], string | undefined]>;
    expect(await observe(send)).toEqual([[], answer]);
    await finish?.();
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

  test('a stop that throws does not keep the shutdown from its end', async () => {
    await init();
    runner.failsIn = 'stop';
    await expect(proxy.stop()).rejects.toThrow('failed');
    expect(proxy.state).toBe('stopped');
    makeProxy();
  });
});
