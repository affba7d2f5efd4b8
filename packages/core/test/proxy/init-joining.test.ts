import { ActionProxy, type ActionProxyOptions } from '../../src/proxy/action-proxy.js';
import { RequestReport } from '../../src/proxy/request-report.js';
import { MemoryLogSink } from '../support/memory-log-sink.js';
import { bodyOf, runBody } from '../support/messages.js';
import { FRAME } from '../support/proxied.js';
import { Latch, ScriptedRunner } from '../support/scripted-runner.js';

const initOf = (value: Record<string, unknown>) => bodyOf({ value });
const turn = () => new Promise(setImmediate);

describe('an init that comes while an identical one is under way', () => {
  let runner: ScriptedRunner;
  let proxy: ActionProxy;
  let sink: MemoryLogSink;
  let latch: Latch;
  beforeEach(() => {
    runner = new ScriptedRunner();
    sink = new MemoryLogSink();
    latch = new Latch();
    runner.onInit = () => latch.pass();
    make();
  });

  const make = (options: ActionProxyOptions = {}) => {
    proxy = new ActionProxy(runner, { logs: sink, ...options });
  };
  /** An activation that runs until its latch is opened. */
  const startRun = async () => {
    const running = new Latch();
    runner.onRun = async () => {
      await running.pass();
      return {};
    };
    latch.open();
    const run = proxy.run(runBody({}));
    await running.reached;
    return { run, running };
  };
  const inits = () => runner.events.filter((event) => event.startsWith('init'));
  const value = { name: 'a', code: 'text', env: { A: '1', __OW_ACTIVATION_ID: 'id-1' } };

  test('joins it: one delivery, and both succeed', async () => {
    const first = proxy.init(initOf(value));
    await latch.reached;
    let joined = false;
    const second = proxy.init(initOf(value)).then(() => {
      joined = true;
    });
    await turn();
    expect(joined).toBe(false);
    latch.open();
    await Promise.all([first, second]);
    expect(inits()).toEqual(['init a']);
    expect([proxy.state, sink.stdout, sink.stderr]).toEqual(['ready', '', '']);
  });

  test('fails with it, for the same reason; the logs tell it once', async () => {
    runner.onInit = async () => {
      await latch.pass();
      throw new Error('bad code');
    };
    const reports = [new RequestReport(), new RequestReport()] as const;
    const first = proxy.init(initOf(value), { report: reports[0] });
    await latch.reached;
    const second = proxy.init(initOf(value), { report: reports[1] });
    await turn();
    latch.open();
    const outcomes = await Promise.allSettled([first, second]);
    const failed = { status: 'rejected', reason: { code: 'ERR_RUNNER_BUILD', message: 'bad code' } };
    expect(outcomes).toMatchObject([failed, failed]);
    expect(reports.map(({ code }) => code)).toEqual(['ERR_RUNNER_BUILD', 'ERR_RUNNER_BUILD']);
    expect(inits()).toEqual(['init a']);
    expect([sink.stdout, sink.stderr]).toEqual([FRAME, `bad code\n${FRAME}`]);
  });

  test('joins also one that still waits for its turn', async () => {
    make({ allowReinit: true });
    const { run, running } = await startRun();
    const both = [proxy.init(initOf(value)), proxy.init(initOf(value))];
    running.open();
    await Promise.all([run, ...both]);
    expect(inits()).toEqual(['init a']);
  });

  test('joins it although its fields come in another order, and unknown ones differ', async () => {
    const first = proxy.init(bodyOf({ value: { name: 'a', code: 'text' } }));
    await latch.reached;
    const second = proxy.init(bodyOf({ other: 1, value: { code: 'text', name: 'a', extra: true } }));
    await turn();
    latch.open();
    await Promise.all([first, second]);
    expect(inits()).toEqual(['init a']);
  });

  test.each([
    ['the code', { ...value, code: 'other' }],
    ['a variable', { ...value, env: { ...value.env, A: '2' } }],
    ['the name', { ...value, name: 'b' }],
    ['the entry point', { ...value, main: 'other' }],
    ['the activation', { ...value, env: { ...value.env, __OW_ACTIVATION_ID: 'id-2' } }],
  ])('but differs in %s waits, and is refused when the first has succeeded', async (_, other) => {
    const first = proxy.init(initOf(value));
    await latch.reached;
    const second = proxy.init(initOf(other));
    const refused = expect(second).rejects.toMatchObject({ code: 'ERR_RUNNER_ALREADY_INITIALIZED' });
    await turn();
    expect(inits()).toEqual(['init a']);
    latch.open();
    await first;
    await refused;
    expect([proxy.state, inits()]).toEqual(['ready', ['init a']]);
  });

  test('after it is no identical one any more: a second init', async () => {
    latch.open();
    await proxy.init(initOf(value));
    await expect(proxy.init(initOf(value))).rejects.toMatchObject({ code: 'ERR_RUNNER_ALREADY_INITIALIZED' });
  });

  test('after one that failed it is tried again', async () => {
    runner.onInit = () => Promise.reject(new Error('bad code'));
    await expect(proxy.init(initOf(value))).rejects.toThrow('bad code');
    runner.onInit = () => undefined;
    await proxy.init(initOf(value));
    expect(proxy.state).toBe('ready');
  });

  test('messages that are bad join nothing: each is told so', async () => {
    const bad = initOf({ code: 1 });
    const outcomes = await Promise.allSettled([proxy.init(bad), proxy.init(bad)]);
    const failed = { status: 'rejected', reason: { code: 'ERR_RUNNER_MESSAGE_INVALID' } };
    expect(outcomes).toMatchObject([failed, failed]);
    expect(sink.stdout).toBe(FRAME + FRAME);
  });

  test('is served although the client of the first has gone, also while both wait for their turn', async () => {
    const { run, running } = await startRun();
    const gone = new AbortController();
    // A caller in JavaScript may hand over the signal of a run.
    const options: object = { signal: gone.signal };
    const first = proxy.init(initOf(value), options);
    const second = proxy.init(initOf(value));
    await turn();
    gone.abort(new Error('client gone'));
    await turn();
    running.open();
    await Promise.all([run, first, second]);
    expect([proxy.state, inits()]).toEqual(['ready', ['init a']]);
  });
});
