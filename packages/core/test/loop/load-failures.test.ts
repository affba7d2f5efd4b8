import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { ActionLoopRunnerOptions } from '../../src/loop/loop-options.js';
import type { Action } from '../support/actions.js';
import { LoopActions } from '../support/loop-program.js';
import { FRAME } from '../support/proxied.js';
import { isThere, kill, waitFor } from '../support/wait-for.js';

/** A load that takes as long as a test wants. */
const UNTIL_TOLD = 'until [ -e told ]; do sleep 0.02; done';

/** Each start leaves a line, then the program loads. */
const failing = (load = `${UNTIL_TOLD}; echo no model >&2; exit 3`) => `#!/bin/bash\necho $$ >> starts\n${load}\n`;

describe('a loop program that exits before its first message', () => {
  const actions = new LoopActions();
  afterEach(() => actions.close());

  const starts = (action: Action) => readFileSync(join(action.directory, 'starts'), 'utf8').split('\n').length - 1;
  const tell = (action: Action) => writeFileSync(join(action.directory, 'told'), '');
  /** Until so many were started and have exited. */
  const exits = (action: Action, count = 1) =>
    waitFor('the exits', () => {
      const pids = readFileSync(join(action.directory, 'starts'), 'utf8').split('\n').slice(0, -1).map(Number);
      return pids.length === count && !pids.some(isThere);
    });
  const TEXT = 'The action process exited with status 3 before it was ready: no model';
  const FAILURE = { code: 'ERR_RUNNER_START', message: TEXT };

  test.each<ActionLoopRunnerOptions>([{ acknowledges: 'auto' }, { acknowledges: false }])(
    'fails the activation that waits for it, once, with %p',
    async (options) => {
      const action = await actions.start(failing(), {}, options);
      action.logged();
      const running = action.run();
      setTimeout(() => tell(action), 100);
      await expect(running).rejects.toMatchObject(FAILURE);
      expect(starts(action)).toBe(1);
      expect(action.logged()).toEqual({ stdout: FRAME, stderr: `no model\n${TEXT}\n${FRAME}` });
    },
  );

  test('fails the next activation, once, if it exits after the init', async () => {
    const action = await actions.start(failing());
    tell(action);
    await exits(action);
    await expect(action.run()).rejects.toMatchObject(FAILURE);
    expect(starts(action)).toBe(1);
    expect(action.logged().stderr).toBe(`no model\n${TEXT}\n${FRAME}`);
    await expect(action.run()).rejects.toMatchObject(FAILURE);
    expect(starts(action)).toBe(2);
  });

  test('fails one activation on behalf of all workers', async () => {
    const action = await actions.start(
      failing(
        '[ $(wc -l <starts) -gt 3 ] || { until [ -e told ]; do sleep 0.02; done; exit 3; }; while read -r line; do echo "[]" >&3; done',
      ),
      {},
      { workers: 3 },
    );
    tell(action);
    await exits(action, 3);
    await expect(action.run()).rejects.toMatchObject({ code: 'ERR_RUNNER_START' });
    await expect(action.run()).resolves.toEqual([]);
    expect(starts(action)).toBe(4);
  });

  test('fails the init if that waits for it', async () => {
    await expect(
      actions.start(failing('sleep 1.3; echo no model >&2; exit 3'), {}, { acknowledges: true }),
    ).rejects.toMatchObject(FAILURE);
  });

  test('fails the init that waits for another worker, though it was ready itself', async () => {
    const load =
      'mkdir first 2>/dev/null && sleep 1; echo \'{"ok":true}\' >&3; mkdir second 2>/dev/null && { echo no model >&2; exit 3; }; read -r line';
    await expect(actions.start(failing(load), {}, { workers: 2 })).rejects.toMatchObject({
      code: 'ERR_RUNNER_START',
      message: 'The action process exited with status 3 before its first message: no model',
    });
  });

  test('fails the activation for which it was started, once', async () => {
    const action = await actions.start(
      failing('[ $(wc -l <starts) -gt 1 ] && { sleep 1.3; exit 3; }; while read -r line; do echo "[$$]" >&3; done'),
    );
    const [pid] = (await action.run()) as [number];
    await kill(pid);
    await expect(action.run()).rejects.toMatchObject({ code: 'ERR_RUNNER_START' });
    expect(starts(action)).toBe(2);
  });

  test('is started anew, once, if it had been ready', async () => {
    const action = await actions.start(
      failing(
        'echo \'{"ok":true}\' >&3; [ $(wc -l <starts) -gt 1 ] || { until [ -e told ]; do sleep 0.02; done; exit 3; }; while read -r line; do echo "[$$]" >&3; done',
      ),
    );
    tell(action);
    await exits(action);
    await expect(action.run()).resolves.toEqual([expect.any(Number)]);
    expect(starts(action)).toBe(2);
  });

  test('is started once for each activation, even if it says that it is ready each time', async () => {
    // An exit that is noticed before the init is over would fail the init.
    const action = await actions.start(failing(`echo '{"ok":true}' >&3; ${UNTIL_TOLD}; exit 3`));
    tell(action);
    await exits(action);
    await expect(action.run()).rejects.toMatchObject({ code: 'ERR_RUNNER_CRASHED' });
    expect(starts(action)).toBe(2);
  });
});
