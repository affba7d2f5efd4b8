import type { ActionLoopRunnerOptions } from '../../src/loop/loop-options.js';
import type { Action } from '../support/actions.js';
import { endAllIn, escaping, pidOf } from '../support/left-processes.js';
import { LoopActions, loopProgram } from '../support/loop-program.js';
import { IS_LINUX, testWhere } from '../support/test-where.js';
import { isAlive, waitFor } from '../support/wait-for.js';

/** Starts a process in its group and one with a session of its own, when it is told to; ends when it is told to. */
const PARENT = loopProgram(
  "const { execSync } = require('node:child_process');",
  'const { start, exit } = message.value;',
  `if (start) execSync(${JSON.stringify(
    escaping('near', 'sh -c "$RUN" >/dev/null 2>&1 &') + escaping('far', 'setsid sh -c "$RUN" >/dev/null 2>&1 &'),
  )});`,
  'if (exit) process.exit(1);',
  'answer({ pid: process.pid });',
);

describe('processes that a loop process has started', () => {
  const actions = new LoopActions();
  let action: Action;
  afterEach(async () => {
    endAllIn(action.directory);
    await actions.close();
  });

  const onLinux = testWhere(IS_LINUX, '/proc and setsid', 'processes that a loop process has started');

  /** Starts them. @returns the number of their parent */
  async function start(options: ActionLoopRunnerOptions = {}): Promise<number> {
    action = await actions.start(PARENT, {}, options);
    return ((await action.run({ start: true })) as { pid: number }).pid;
  }
  const alive = () => ['near', 'far'].map((file) => isAlive(pidOf(action.directory, file)));
  const ended = () => waitFor('the end of both', () => !alive().includes(true));

  onLinux('live on from one activation to the next', async () => {
    const pid = await start();
    expect(await action.run()).toEqual({ pid });
    expect(alive()).toEqual([true, true]);
  });

  onLinux('end when it ends by itself', async () => {
    await start();
    await expect(action.run({ exit: true })).rejects.toMatchObject({ code: 'ERR_RUNNER_CRASHED' });
    await ended();
  });

  onLinux('end when it is killed between two activations', async () => {
    process.kill(await start(), 'SIGKILL');
    await ended();
  });

  onLinux('end with the activation where each has a process of its own', async () => {
    await start({ isolation: 'process' });
    await ended();
  });
});
