import { ActionProxy, type ActionProxyOptions } from '../../src/proxy/action-proxy.js';
import { RequestReport } from '../../src/proxy/request-report.js';
import { MemoryLogSink } from '../support/memory-log-sink.js';
import { bodyOf, runBody } from '../support/messages.js';
import { FRAME } from '../support/proxied.js';
import { Latch, ScriptedRunner } from '../support/scripted-runner.js';
import { waitFor } from '../support/wait-for.js';

const turn = () => new Promise(setImmediate);
const FULL = { code: 'ERR_RUNNER_QUEUE_FULL', message: 'Too many activations are waiting for their turn.' };

describe('requests that wait for their turn', () => {
  let runner: ScriptedRunner;
  let proxy: ActionProxy;
  let sink: MemoryLogSink;
  let latch: Latch;
  beforeEach(() => {
    runner = new ScriptedRunner();
    sink = new MemoryLogSink();
    latch = new Latch();
    runner.onRun = async () => {
      await latch.pass();
      return {};
    };
  });

  const make = (options: ActionProxyOptions = {}) => {
    proxy = new ActionProxy(runner, { logs: sink, ...options });
  };
  const run = (value: unknown, context: Record<string, unknown> = {}, report?: RequestReport) =>
    proxy.run(runBody(value, context), report && { report });

  test('start before the one in front of them is answered: nobody idles while the answer is sent', async () => {
    make();
    const running = run([1]).then(() => runner.events.push('answered'));
    await latch.reached;
    const waiting = run([2]);
    latch.open();
    await Promise.all([running, waiting]);
    expect(runner.events).toEqual(['run [1]', 'run [2]', 'answered']);
  });

  test('are as many as the queue is long; one more is refused without a trace in the logs', async () => {
    make({ maxQueue: 1 });
    const running = run([1]);
    await latch.reached;
    const waiting = run([2]);
    const report = new RequestReport();
    await expect(run([3], {}, report)).rejects.toMatchObject(FULL);
    await expect(proxy.init(bodyOf({ value: {} }))).rejects.toMatchObject(FULL);
    expect(report.code).toBe('ERR_RUNNER_QUEUE_FULL');
    expect([sink.stdout, sink.stderr, proxy.state]).toEqual(['', '', 'uninitialized']);
    latch.open();
    await Promise.all([running, waiting]);
    await run([4]);
    expect(runner.events).toEqual(['run [1]', 'run [2]', 'run [4]']);
    expect(sink.stdout).toBe(FRAME.repeat(3));
  });

  test('are at most 1,000 by default', async () => {
    make();
    const running = run([0]);
    await latch.reached;
    const waiting = Array.from({ length: 1_000 }, (_, index) => run([index + 1]));
    await expect(run(['one more'])).rejects.toMatchObject(FULL);
    latch.open();
    await Promise.all([running, ...waiting]);
    expect(runner.events).toHaveLength(1_001);
  });

  test('may be none at all: who comes while another one runs is refused', async () => {
    make({ maxQueue: 0 });
    const running = run([1]);
    await latch.reached;
    await expect(run([2])).rejects.toMatchObject(FULL);
    latch.open();
    await running;
    await run([3]);
    expect(runner.events).toEqual(['run [1]', 'run [3]']);
  });

  test('are refused when their time is over before their turn: not started, no frame', async () => {
    make();
    const running = run([1]);
    await latch.reached;
    const report = new RequestReport();
    await expect(run([2], { deadline: Date.now() + 300 }, report)).rejects.toMatchObject({
      code: 'ERR_RUNNER_EXPIRED',
      message: 'The request was not started: its time limit passed while it was waiting.',
      cause: expect.objectContaining({ code: 'ERR_RUNNER_DEADLINE' }) as unknown,
    });
    expect(report.code).toBe('ERR_RUNNER_EXPIRED');
    expect([...report.timings.phases.keys()]).toEqual(['queue']);
    expect([sink.stdout, sink.stderr]).toEqual(['', '']);
    latch.open();
    await running;
    await run([3]);
    expect(runner.events).toEqual(['run [1]', 'run [3]']);
  });

  test('an init among them is refused in the same way, and changes nothing', async () => {
    make();
    const running = run([1]);
    await latch.reached;
    const env = { __OW_DEADLINE: String(Date.now() + 300) };
    await expect(proxy.init(bodyOf({ value: { env } }))).rejects.toMatchObject({
      code: 'ERR_RUNNER_EXPIRED',
    });
    expect([proxy.state, sink.stdout]).toEqual(['uninitialized', '']);
    latch.open();
    await running;
    expect(runner.events).toEqual(['run [1]']);
  });

  test('do not wait where as many as come may run; an init still waits for all of them', async () => {
    make({ concurrency: Number.MAX_SAFE_INTEGER });
    const count = 50;
    const running = Array.from({ length: count }, (_, index) => run([index]));
    const init = proxy.init(bodyOf({ value: { name: 'a' } }));
    const later = run(['later']);
    await waitFor('all activations', () => runner.events.length === count);
    await turn();
    expect(runner.events).toHaveLength(count);
    latch.open();
    await Promise.all([...running, init, later]);
    expect(runner.events.slice(count)).toEqual(['stop', 'init a', 'run ["later"]']);
    expect(sink.stdout).toBe(FRAME.repeat(count + 1));
  });

  test('run as many at a time as the option says, whatever the runner says', async () => {
    make({ concurrency: 2 });
    const running = [1, 2, 3].map((n) => run([n]));
    await waitFor('two activations', () => runner.events.length === 2);
    await turn();
    expect(runner.events).toEqual(['run [1]', 'run [2]']);
    latch.open();
    await Promise.all(running);
  });

  test('the logs of activations that run at a time do not mix', async () => {
    make({ concurrency: 3 });
    runner.onRun = async ({ value }, { logs }) => {
      const name = String(value);
      await logs.stdout.write(`${name} be`);
      await logs.stderr.write(`${name} trouble\n`);
      await latch.pass();
      await logs.stdout.write('gins\n');
      await turn();
      await logs.stdout.write(`${name} ends`);
      return { name };
    };
    const running = ['a', 'b', 'c'].map((name) => run([name]));
    await waitFor('all activations', () => runner.events.length === 3);
    latch.open();
    const results = await Promise.all(running);
    expect(results.map(String)).toEqual(['{"name":"a"}', '{"name":"b"}', '{"name":"c"}']);
    const blocks = (log: string) => log.split(FRAME).slice(0, -1).sort();
    expect(blocks(sink.stdout)).toEqual(['a', 'b', 'c'].map((name) => `${name} begins\n${name} ends\n`));
    expect(blocks(sink.stderr)).toEqual(['a', 'b', 'c'].map((name) => `${name} trouble\n`));
  });
});

test.each([0, -1, 1.5, Number.NaN, Number.POSITIVE_INFINITY])('a concurrency of %p is refused', (concurrency) => {
  expect(() => new ActionProxy(new ScriptedRunner(), { concurrency })).toThrow(
    expect.objectContaining({ code: 'ERR_RUNNER_OPTION', message: expect.stringContaining('concurrency') }),
  );
});
