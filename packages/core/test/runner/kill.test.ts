import type { ProcessExit } from '../../src/process/running-process.js';
import type { ActionResult } from '../../src/protocol/messages.js';
import { ActionRunner } from '../../src/runner/action-runner.js';
import { endAllIn, escaping, pidOf } from '../support/left-processes.js';
import { makeActivation } from '../support/memory-log-sink.js';
import { activate } from '../support/messages.js';
import { IS_LINUX, testWhere } from '../support/test-where.js';
import { setUpSandbox } from '../support/tree.js';
import { isAlive, waitFor } from '../support/wait-for.js';

/** Starts processes that it does not look after. */
class CarelessRunner extends ActionRunner {
  readonly exits: Promise<ProcessExit>[] = [];

  protected override verify(): boolean {
    return true;
  }

  protected override async run(...[, env, activation]: Parameters<ActionRunner['run']>): Promise<ActionResult> {
    const name = String(this.exits.length);
    const script = `${escaping(name, 'setsid sh -c "$RUN" >/dev/null 2>&1 &')}echo; exec sleep 60`;
    const child = await this.start(['sh', '-c', script], env, activation);
    this.exits.push(child.exited);
    await new Promise((resolve) => child.stdout.once('data', resolve));
    return { pid: child.pid };
  }
}

describe('kill', () => {
  const sandbox = setUpSandbox();
  afterEach(() => endAllIn(sandbox.directory));

  testWhere(
    IS_LINUX,
    '/proc and setsid',
    'the end of all processes of a runner',
  )('ends all processes of a runner at once, and what they have started', async () => {
    const runner = new CarelessRunner({ directory: sandbox.directory });
    await activate(runner);
    await activate(runner, undefined, makeActivation());
    const far = [pidOf(sandbox.directory, '0'), pidOf(sandbox.directory, '1')];
    expect(far.map(isAlive)).toEqual([true, true]);
    runner.kill();
    const killed = { code: null, signal: 'SIGKILL' };
    expect(await Promise.all(runner.exits)).toEqual([killed, killed]);
    await waitFor('the end of all', () => !far.some(isAlive));
    // Nothing is left to do.
    expect(() => runner.kill()).not.toThrow();
    await runner.close();
  });

  test('a process that an activation has started ends when the activation is aborted, and stays otherwise', async () => {
    const runner = new CarelessRunner({ directory: sandbox.directory });
    const over = new AbortController();
    await activate(runner, undefined, makeActivation(over.signal));
    await activate(runner, undefined, makeActivation());
    over.abort();
    expect(await runner.exits[0]).toEqual({ code: null, signal: 'SIGKILL' });
    await new Promise(setImmediate);
    expect(await Promise.race([runner.exits[1], 'runs'])).toBe('runs');
    runner.kill();
    await runner.close();
  });
});
