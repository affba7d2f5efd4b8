// Long because it has a test for each transition of the state, its queue and its stop.
import { RunnerError } from '../../src/errors.js';
import { SENTINEL } from '../../src/logs/sentinel-guard.js';
import { ActionProxy } from '../../src/proxy/action-proxy.js';
import { MemoryLogSink } from '../support/memory-log-sink.js';
import { bodyOf, runBody } from '../support/messages.js';
import { Latch, ScriptedRunner } from '../support/scripted-runner.js';

const initOf = (name: string) => bodyOf({ value: { name } });
const FAILED = { code: 'ERR_RUNNER_NOT_INITIALIZED', message: 'The action cannot run: its initialization failed.' };
const STOPPING = { code: 'ERR_RUNNER_STOPPING' };
const turn = () => new Promise(setImmediate);

describe('ActionProxy', () => {
  let runner: ScriptedRunner;
  let proxy: ActionProxy;
  let sink: MemoryLogSink;
  beforeEach(() => {
    runner = new ScriptedRunner();
    sink = new MemoryLogSink();
    proxy = new ActionProxy(runner, { logs: sink });
  });

  const run = async (value: unknown = {}) => (await proxy.run(runBody(value))).toString();

  describe('refuses what is no runner', () => {
    test.each<[string, unknown, RegExp]>([
      [
        'a class',
        ScriptedRunner,
        /must be an instance of ActionRunner, not a class or function; create an instance with new\./,
      ],
      ['nothing', undefined, /must be an instance of ActionRunner\./],
      ['an object with other verbs', { run: () => ({}) }, /must be an instance of ActionRunner\./],
    ])('%s', (_, given, message) => {
      const refused = { code: 'ERR_RUNNER_OPTION', message: expect.stringMatching(message) };
      expect(() => new ActionProxy(given as ScriptedRunner)).toThrow(expect.objectContaining(refused));
    });
  });

  describe('the states', () => {
    test('a run before any init is legal where there is an executable', async () => {
      expect(await run()).toBe('{"ok":true}');
      expect(proxy.state).toBe('uninitialized');
    });

    test('a run without an executable is refused, before and after an init', async () => {
      runner.hasBinary = false;
      const refused = {
        code: 'ERR_RUNNER_NOT_READY',
        message: 'The action failed to locate a binary. See logs for details.',
      };
      await expect(run()).rejects.toMatchObject(refused);
      await proxy.init(initOf('a'));
      await expect(run()).rejects.toMatchObject(refused);
      expect(runner.events).toEqual(['stop', 'init a']);
    });

    test('from uninitialized through initializing to ready', async () => {
      const latch = new Latch();
      runner.onInit = () => latch.pass();
      expect(proxy.state).toBe('uninitialized');
      const init = proxy.init(initOf('a'));
      await latch.reached;
      expect(proxy.state).toBe('initializing');
      latch.open();
      await init;
      expect(proxy.state).toBe('ready');
    });

    test('a second init is refused and changes nothing', async () => {
      await proxy.init(initOf('a'));
      await expect(proxy.init(initOf('b'))).rejects.toMatchObject({
        code: 'ERR_RUNNER_ALREADY_INITIALIZED',
        message: 'Cannot initialize the action more than once.',
      });
      expect(await run()).toBe('{"ok":true}');
      expect([proxy.state, runner.events]).toEqual(['ready', ['stop', 'init a', 'run {}']]);
    });

    test('a second init is legal with the switch for development; one that fails leaves no action', async () => {
      proxy = new ActionProxy(runner, { logs: sink, allowReinit: true });
      await proxy.init(initOf('a'));
      await proxy.init(initOf('b'));
      expect(proxy.state).toBe('ready');
      runner.onInit = () => Promise.reject(new Error('bad'));
      await expect(proxy.init(initOf('c'))).rejects.toThrow('bad');
      await expect(run()).rejects.toMatchObject(FAILED);
    });

    test('after a failed init nothing runs, until an init succeeds', async () => {
      runner.onInit = () => Promise.reject(new Error('bad code'));
      await expect(proxy.init(initOf('a'))).rejects.toMatchObject({ code: 'ERR_RUNNER_BUILD', message: 'bad code' });
      expect(proxy.state).toBe('failed');
      await expect(run()).rejects.toMatchObject({ ...FAILED, cause: expect.objectContaining({ message: 'bad code' }) });
      runner.onInit = () => undefined;
      await proxy.init(initOf('b'));
      expect(await run()).toBe('{"ok":true}');
    });

    test('an init message with a wrong field is a failed init', async () => {
      await expect(proxy.init(bodyOf({ value: { code: 1 } }))).rejects.toMatchObject({
        code: 'ERR_RUNNER_MESSAGE_INVALID',
      });
      expect(proxy.state).toBe('failed');
    });

    test.each([
      ['{"value":1}', 'ERR_RUNNER_INIT_ARGUMENT'],
      ['{', 'ERR_RUNNER_BODY_MALFORMED'],
    ])('a request that is no init message (%s) changes no state', async (body, code) => {
      await expect(proxy.init(Buffer.from(body))).rejects.toMatchObject({ code });
      expect([proxy.state, runner.events]).toEqual(['uninitialized', []]);
    });

    test('an init that ends because of an abort is a failed one, with its frame', async () => {
      runner.onInit = () => {
        proxy.abort();
        throw new RunnerError('ERR_RUNNER_STOPPING');
      };
      await expect(proxy.init(initOf('a'))).rejects.toMatchObject(STOPPING);
      expect([proxy.state, sink.stdout]).toEqual(['failed', `${SENTINEL}\n`]);
      expect(sink.stderr).toBe(`The runtime is shutting down.\n${SENTINEL}\n`);
    });

    test('an activation that fails leaves the action ready', async () => {
      await proxy.init(initOf('a'));
      runner.onRun = () => 'no JSON';
      await expect(run()).rejects.toMatchObject({ code: 'ERR_RUNNER_RESULT_INVALID' });
      runner.onRun = () => Promise.reject(new Error('broken'));
      await expect(run()).rejects.toMatchObject({ code: 'ERR_RUNNER_FAULT', message: 'The runtime failed: broken' });
      runner.onRun = () => [1];
      expect([await run(), proxy.state]).toEqual(['[1]', 'ready']);
    });
  });

  test('hooks get the activation id of the message', async () => {
    runner.onRun = (_, { id }) => ({ id });
    expect((await proxy.run(bodyOf({ activation_id: 'id-1' }))).toString()).toBe('{"id":"id-1"}');
    expect(await run()).toBe('{}');
  });

  describe('the queue', () => {
    test('many may wait without a warning of Node about listeners', async () => {
      const warnings: unknown[] = [];
      const warn = (warning: unknown) => warnings.push(warning);
      process.on('warning', warn);
      await Promise.all(Array.from({ length: 30 }, (_, index) => run([index])));
      await turn();
      process.off('warning', warn);
      expect(warnings).toEqual([]);
    });

    test('one activation at a time, in the order of arrival; an init waits for those before it', async () => {
      const latch = new Latch();
      runner.onRun = async () => {
        await latch.pass();
        return {};
      };
      runner.onInit = async () => {
        await turn();
        runner.events.push('init done');
      };
      const all = [run([1]), run([2]), proxy.init(initOf('a')), run([3])];
      await latch.reached;
      await turn();
      expect(runner.events).toEqual(['run [1]']);
      latch.open();
      await Promise.all(all);
      expect(runner.events).toEqual(['run [1]', 'run [2]', 'stop', 'init a', 'init done', 'run [3]']);
    });

    test('of two inits at once the second is refused when the first succeeds', async () => {
      const [first, second] = await Promise.allSettled([proxy.init(initOf('a')), proxy.init(initOf('b'))]);
      expect(first.status).toBe('fulfilled');
      expect(second).toMatchObject({ status: 'rejected', reason: { code: 'ERR_RUNNER_ALREADY_INITIALIZED' } });
    });

    test('who gives up while waiting never runs, and leaves no trace in the logs', async () => {
      const latch = new Latch();
      const controller = new AbortController();
      runner.onRun = async () => {
        await latch.pass();
        return {};
      };
      const first = run([1]);
      const second = proxy.run(runBody([2]), { signal: controller.signal });
      await latch.reached;
      const before = sink.stdout;
      controller.abort(new Error('client gone'));
      await expect(second).rejects.toThrow('client gone');
      expect(sink.stdout).toBe(before);
      latch.open();
      await first;
      expect(runner.events).toEqual(['run [1]']);
    });

    test('an activation that has started runs to its end, although its client has gone', async () => {
      const latch = new Latch();
      const controller = new AbortController();
      runner.onRun = async (_, { signal }) => {
        await latch.pass();
        return { aborted: signal.aborted };
      };
      const running = proxy.run(runBody({}), { signal: controller.signal });
      await latch.reached;
      controller.abort();
      latch.open();
      expect((await running).toString()).toBe('{"aborted":false}');
    });

    test('a log sink that fails does not block those who wait', async () => {
      let broken = true;
      proxy = new ActionProxy(runner, {
        logs: {
          write: () => undefined,
          frame: () => {
            if (broken) throw new Error('sink broken');
          },
        },
      });
      await expect(run()).rejects.toThrow('sink broken');
      await expect(proxy.init(bodyOf({ value: { code: 1 } }))).rejects.toThrow('sink broken');
      broken = false;
      await proxy.init(initOf('a'));
      expect(await run()).toBe('{"ok":true}');
    });
  });

  describe('stop', () => {
    /** Runs until the latch is open. */
    const held = () => {
      const latch = new Latch();
      runner.onRun = async ({ value }) => {
        await latch.pass();
        return { value };
      };
      return latch;
    };

    test('finishes what runs, what waits and what comes meanwhile, then stops the runner and refuses the rest', async () => {
      const latch = held();
      const running = run([1]);
      const waiting = run([2]);
      const init = proxy.init(initOf('a'));
      await latch.reached;
      const stopped = proxy.stop();
      const later = run([3]);
      expect(proxy.state).toBe('stopping');
      latch.open();
      expect(await Promise.all([running, waiting, init, later])).toEqual([
        '{"value":[1]}',
        '{"value":[2]}',
        undefined,
        '{"value":[3]}',
      ]);
      await stopped;
      expect([proxy.state, runner.events]).toEqual([
        'stopped',
        ['run [1]', 'run [2]', 'stop', 'init a', 'run [3]', 'stop'],
      ]);
      await expect(run()).rejects.toMatchObject(STOPPING);
    });

    test('refuses what waits when its time is over, and finishes what runs', async () => {
      const latch = held();
      const over = new Latch();
      const running = run([1]);
      const waiting = run([2]);
      const init = proxy.init(initOf('a'));
      await latch.reached;
      const stopped = proxy.stop({ until: over.opened });
      over.open();
      await expect(waiting).rejects.toMatchObject(STOPPING);
      await expect(init).rejects.toMatchObject(STOPPING);
      await expect(run([3])).rejects.toMatchObject(STOPPING);
      latch.open();
      expect(await running).toBe('{"value":[1]}');
      await stopped;
      expect([proxy.state, runner.events]).toEqual(['stopped', ['run [1]', 'stop']]);
    });

    test('accepts requests until its time is over, even if nothing runs', async () => {
      const over = new Latch();
      const stopped = proxy.stop({ until: over.opened });
      expect(await run([1])).toBe('{"ok":true}');
      await turn();
      expect(await run([2])).toBe('{"ok":true}');
      over.open();
      await stopped;
      await expect(run([3])).rejects.toMatchObject(STOPPING);
    });

    test('waits for nothing after an abort', async () => {
      proxy.abort();
      await proxy.stop({ until: new Promise<never>(() => undefined) });
      expect(proxy.state).toBe('stopped');
    });

    test('refuses what comes at once, if nothing runs', async () => {
      const stopped = proxy.stop();
      await expect(run()).rejects.toMatchObject(STOPPING);
      await stopped;
    });

    test('twice is once', async () => {
      await Promise.all([proxy.stop(), proxy.stop()]);
      await proxy.stop();
      expect(runner.events).toEqual(['stop']);
    });

    test('hands on what the stop hook throws', async () => {
      runner.onStop = () => Promise.reject(new Error('will not stop'));
      await expect(proxy.stop()).rejects.toThrow('will not stop');
      await expect(run()).rejects.toMatchObject(STOPPING);
    });
  });

  test('abort fires the signal of the running activation', async () => {
    const latch = new Latch();
    runner.onRun = async (_, { signal }) => {
      await latch.pass();
      throw new RunnerError('ERR_RUNNER_ABORTED', undefined, { cause: signal.reason });
    };
    const running = run();
    await latch.reached;
    proxy.abort();
    latch.open();
    await expect(running).rejects.toMatchObject({ code: 'ERR_RUNNER_ABORTED' });
  });
});
