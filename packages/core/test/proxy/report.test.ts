import { setTimeout as sleep } from 'node:timers/promises';
import type { RunnerErrorCode } from '../../src/errors.js';
import { startProcess } from '../../src/process/start-process.js';
import { ActionProxy } from '../../src/proxy/action-proxy.js';
import { RequestReport } from '../../src/proxy/request-report.js';
import { ActionRunner } from '../../src/runner/action-runner.js';
import { NativeRunner } from '../../src/runner/native-runner.js';
import { MemoryLogSink } from '../support/memory-log-sink.js';
import { bodyOf, initBody, runBody } from '../support/messages.js';
import { setUpSandbox } from '../support/tree.js';

/** Compiles for a moment. */
class BuildingRunner extends ActionRunner {
  protected override async build(): Promise<void> {
    await this.compile('sleep', ['0.3']);
  }
}

describe('what is reported about a request', () => {
  const sandbox = setUpSandbox();
  let report: RequestReport;
  beforeEach(() => {
    report = new RequestReport();
  });

  const proxyOf = (runner: ActionRunner) => new ActionProxy(runner, { logs: new MemoryLogSink() });
  const native = () => proxyOf(new NativeRunner({ directory: sandbox.directory }));
  const phases = () => [...report.timings.phases.keys()];
  const ms = (phase: string) => report.timings.phases.get(phase) ?? Number.NaN;

  test('the phases of an init', async () => {
    const proxy = proxyOf(new BuildingRunner({ directory: sandbox.directory }));
    await proxy.init(initBody('#!/bin/sh\n'), { report });
    expect(phases()).toEqual(['queue', 'deliver', 'epilogue', 'build', 'verify', 'flush']);
    expect(ms('build')).toBeGreaterThan(250);
    expect(report.code).toBeUndefined();
    await proxy.stop();
  });

  test('the phases of an activation; the start of its process is no part of its run', async () => {
    const proxy = proxyOf(
      new NativeRunner({
        directory: sandbox.directory,
        // A start that takes long.
        startProcess: async (spec) => {
          await sleep(500);
          return await startProcess(spec);
        },
      }),
    );
    await proxy.init(initBody("#!/bin/sh\nsleep 0.3\necho '{}'\n"));
    const started = performance.now();
    await proxy.run(runBody({}), { report });
    const all = performance.now() - started;
    expect(phases()).toEqual(['queue', 'env', 'spawn', 'run', 'flush']);
    expect(ms('spawn')).toBeGreaterThan(450);
    expect(ms('run')).toBeGreaterThan(250);
    // Counted in one of them only, however slow the machine is.
    expect(ms('spawn') + ms('run')).toBeLessThanOrEqual(all);
    expect(report.code).toBeUndefined();
    await proxy.stop();
  });

  test('the time that it waited for its turn', async () => {
    const proxy = native();
    await proxy.init(initBody("#!/bin/sh\nsleep 0.3\necho '{}'\n"));
    const first = proxy.run(runBody({}));
    await proxy.run(runBody({}), { report });
    await first;
    expect(ms('queue')).toBeGreaterThan(200);
    await proxy.stop();
  });

  test('the phases of a request that failed, as far as it came', async () => {
    const proxy = native();
    await expect(proxy.init(initBody('***', { binary: true }), { report })).rejects.toThrow();
    expect(phases()).toEqual(['queue', 'deliver', 'flush']);
    report = new RequestReport();
    await expect(proxy.run(runBody({}), { report })).rejects.toThrow();
    expect(phases()).toEqual(['queue', 'flush']);
    await proxy.stop();
  });

  test.each<[string, string, RunnerErrorCode | undefined]>([
    ['a result', 'echo "{}"', undefined],
    ['a result with an error', 'echo \'{"error":"no"}\'', 'ERR_RUNNER_APPLICATION'],
    ['a list', 'echo \'["error"]\'', undefined],
    ['a bad result', 'echo text', 'ERR_RUNNER_RESULT_INVALID'],
    ['a crash', 'kill -SEGV $$', 'ERR_RUNNER_CRASHED'],
  ])('the code of %s', async (_, script, code) => {
    const proxy = native();
    await proxy.init(initBody(`#!/bin/sh\n${script}\n`));
    await proxy.run(runBody({}), { report }).catch(() => undefined);
    expect(report.code).toBe(code);
    await proxy.stop();
  });

  test('the code of a request that is refused', async () => {
    const proxy = native();
    await expect(proxy.run(bodyOf({ value: 1 }), { report })).rejects.toThrow();
    expect(report.code).toBe('ERR_RUNNER_RUN_ARGUMENT');
    await expect(proxy.init(bodyOf({ value: 1 }), { report })).rejects.toThrow();
    expect(report.code).toBe('ERR_RUNNER_INIT_ARGUMENT');
    await proxy.stop();
    await expect(proxy.run(runBody({}), { report })).rejects.toThrow();
    expect(report.code).toBe('ERR_RUNNER_STOPPING');
  });

  test('the time limit counts from the arrival that the report tells, though the body came later', async () => {
    const late = Object.assign(new RequestReport(), { arrival: Date.now() - 60_000 });
    const runner = new NativeRunner({ directory: sandbox.directory });
    const proxy = new ActionProxy(runner, { logs: new MemoryLogSink(), timeoutMs: 61_000, reserveMs: 1_000 });
    await proxy.init(initBody('#!/bin/sh\nsleep 300\n'));
    await expect(proxy.run(runBody({}), { report: late })).rejects.toMatchObject({
      message: 'The action exceeded its time limits of 61000 milliseconds.',
    });
    await proxy.stop();
  });
});
