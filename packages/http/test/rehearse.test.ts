import { join } from 'node:path';
import { ActionLoopRunner, ActionProxy, type ActionRunner, type LogSink, NativeRunner } from '@actionrunner/core';
import { BashRunner } from '@actionrunner/runners';
import { afterTest, temporaryDirectory } from '../../../test/support/clean-up.js';
import { waitFor } from '../../core/test/support/wait-for.js';
import { rehearse } from '../src/rehearse.js';
import { serve } from '../src/serve.js';
import { Traffic } from '../src/server/traffic.js';

/** Notes its rehearsals, and what it is asked to start. */
class NotingLoop extends ActionLoopRunner {
  readonly understudies: (ActionRunner | undefined)[] = [];
  started = 0;

  override async createUnderstudy(): Promise<ActionRunner | undefined> {
    const understudy = await super.createUnderstudy();
    this.understudies.push(understudy);
    return understudy;
  }

  protected override start(...args: Parameters<ActionLoopRunner['start']>): ReturnType<ActionLoopRunner['start']> {
    this.started++;
    return super.start(...args);
  }
}

test('an activation is rehearsed without a program, a process or logs', async () => {
  const written: string[] = [];
  const logs = { write: () => void written.push('write'), frame: () => void written.push('frame') };
  const runner = new NotingLoop({ directory: temporaryDirectory() });
  const proxy = new ActionProxy(runner, { logs });

  expect(await rehearse(proxy, new Traffic())).toEqual(Array(6).fill(200));
  expect({ written, started: runner.started, state: proxy.state }).toEqual({
    written: [],
    started: 0,
    state: 'uninitialized',
  });
  await proxy.stop();
});

test('during an init, rehearsals wait for its end', async () => {
  const proxy = new ActionProxy(new NotingLoop({ directory: temporaryDirectory() }));
  const traffic = new Traffic();
  traffic.arrive();
  const rehearsal = rehearse(proxy, traffic);
  let isOver = false;
  void rehearsal.then(() => {
    isOver = true;
  });
  await new Promise((resolve) => setTimeout(resolve, 50));
  expect(isOver).toBe(false);
  traffic.leave(true);
  expect(await rehearsal).toHaveLength(6);
  await proxy.stop();
});

test('a request ends rehearsals that began before it', async () => {
  const proxy = new ActionProxy(new NotingLoop({ directory: temporaryDirectory() }));
  const traffic = new Traffic();
  const rehearsal = rehearse(proxy, traffic);
  traffic.arrive();
  expect(await rehearsal).toHaveLength(1);
  await proxy.stop();
});

test('a loop that waits for its init rehearses once', async () => {
  const runner = new NotingLoop({ directory: temporaryDirectory() });
  const { close } = await serve(runner, { port: 0, host: '127.0.0.1', signals: false });
  await waitFor('a rehearsal', () => runner.understudies.length > 0);
  await close();
  expect(runner.understudies).toEqual([expect.any(ActionLoopRunner)]);
});

test('a rehearsal that fails costs a warning, not the server', async () => {
  const runner = Object.assign(new NotingLoop({ directory: temporaryDirectory() }), {
    createUnderstudy: () => Promise.reject(new Error('no more files')),
  });
  const warnings: string[] = [];
  const onWarning = (sentence: string) => void warnings.push(sentence);
  const { close } = await serve(runner, { port: 0, host: '127.0.0.1', signals: false, onWarning });
  await waitFor('the warning', () => warnings.length > 0);
  await close();
  expect(warnings).toEqual(['The first activation will be slower, as none could be rehearsed: no more files']);
});

/** What becomes of a rehearsal with processes, once there are shells. */
async function rehearseProcesses(runner: NativeRunner, traffic = new Traffic(), logs?: LogSink) {
  const proxy = new ActionProxy(runner, logs && { logs });
  afterTest(() => proxy.stop());
  const rehearsal = new Promise<number[] | undefined>((resolve) => {
    runner.rehearseWith(() => resolve(rehearse(proxy, traffic)));
  });
  runner.prepareForInit();
  return { proxy, statuses: await rehearsal };
}

test('a runner with a process for each activation rehearses by its shells, which are ready again then', async () => {
  const written: string[] = [];
  const logs = { write: () => void written.push('write'), frame: () => void written.push('frame') };
  // Nothing has been delivered there.
  const runner = new NativeRunner({ directory: join(temporaryDirectory(), 'action') });
  // It would be forked by Node.js.
  expect(await rehearse(new ActionProxy(runner), new Traffic())).toEqual([502]);

  const { proxy, statuses } = await rehearseProcesses(runner, new Traffic(), logs);
  expect(statuses).toEqual(Array(6).fill(200));
  expect(written).toEqual([]);
  await proxy.init(Buffer.from(JSON.stringify({ value: { code: '#!/bin/sh\necho "{}"\n' } })));
  expect(String(await proxy.run(Buffer.from('{"value":{}}')))).toBe('{}');
});

test('no process is rehearsed while a request arrives, which may need the shell, or after it', async () => {
  const traffic = new Traffic();
  traffic.arrive();
  const { statuses } = await rehearseProcesses(new NativeRunner({ directory: temporaryDirectory() }), traffic);
  expect(statuses).toEqual([502]);
});

test('no process is rehearsed that a shell cannot start, and the environment of the runner decides about that', async () => {
  const directory = temporaryDirectory();
  const { PATH = '' } = process.env;
  const odd = { PATH, 'odd.name': '1' };
  expect((await rehearseProcesses(new NativeRunner({ directory, environment: odd }))).statuses).toEqual([502]);

  process.env['odd.name'] = '1';
  afterTest(() => void delete process.env['odd.name']);
  const runner = new NativeRunner({ directory, environment: { PATH } });
  expect((await rehearseProcesses(runner)).statuses).toEqual(Array(6).fill(200));
});

test('nothing is rehearsed by code of an author, or what another process is forked for', async () => {
  const directory = temporaryDirectory();
  class OwnRunner extends NativeRunner {
    protected override run(): never {
      throw new Error('called before an init');
    }
  }
  const startProcess = () => Promise.reject(new Error('called before an init'));
  const proxies = [
    new OwnRunner({ directory }),
    new NativeRunner({ directory, startProcess }),
    new BashRunner({ directory, isolation: 'fork' }),
    new ActionLoopRunner({ directory, isolation: 'process' }),
    new ActionLoopRunner({ directory, isolation: 'fork' }),
  ].map((runner) => new ActionProxy(runner));
  const rehearsals = proxies.map((proxy) => rehearse(proxy, new Traffic()));
  expect(await Promise.all(rehearsals)).toEqual(proxies.map(() => undefined));
});
