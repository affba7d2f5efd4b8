import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { ActionLoopRunner, type ActionLoopRunnerOptions, type Isolation } from '../../src/index.js';
import { LoopActions } from '../support/loop-program.js';
import { FRAME } from '../support/proxied.js';

/** Does not know how to fork. */
const COUNTER = [
  '#!/bin/bash',
  '# __OW_WAIT_FOR_ACK',
  'echo \'{"ok":true}\' >&3',
  'while read -r line; do echo "{\\"n\\":$((++n)),\\"asked\\":\\"$ACTIONRUNNER_FORK\\"}" >&3; done',
  '',
].join('\n');

describe('the option isolation', () => {
  const actions = new LoopActions();
  afterEach(() => actions.close());

  test('fork: a program that does not know how gets a process for each activation, which the logs of the init say', async () => {
    const action = await actions.start(COUNTER, {}, { isolation: 'fork', workers: 2 });
    expect(action.logged().stderr).toBe(
      'The action cannot be forked: the program that runs it does not know how. ' +
        'Each activation gets a process of its own instead.\n',
    );
    expect([await action.run(), await action.run(), await action.run()]).toEqual([
      { n: 1, asked: '1' },
      { n: 1, asked: '' },
      { n: 1, asked: '' },
    ]);
    expect(action.logged()).toEqual({ stdout: FRAME.repeat(3), stderr: FRAME.repeat(3) });
  });

  test('fork=strict: its init fails', async () => {
    await expect(actions.start(COUNTER, {}, { isolation: 'fork=strict' })).rejects.toMatchObject({
      code: 'ERR_RUNNER_START',
      message: 'The action cannot be forked: the program that runs it does not know how.',
    });
  });

  test('fork: a program that fails to load fails the init', async () => {
    const failing = actions.start('#!/bin/sh\necho no model >&2; exit 3\n', {}, { isolation: 'fork' });
    await expect(failing).rejects.toMatchObject({
      code: 'ERR_RUNNER_START',
      message: 'The action process exited with status 3 before it was ready: no model',
    });
  });

  test('fork: a program whose forks never wait is given up, and fails the activation', async () => {
    const program = [
      '#!/bin/bash',
      'echo \'{"ok":true,"fork":true}\' >&3',
      'while read -r word orders frames stdout stderr reports; do echo asked >>asked; echo "ready $$" >"$reports"; done',
      '',
    ].join('\n');
    const action = await actions.start(program, {}, { isolation: 'fork' });
    await expect(action.run()).rejects.toMatchObject({
      code: 'ERR_RUNNER_START',
      message: 'The process that forks for each activation does not fork any more.',
    });
    const asked = () => readFileSync(join(action.directory, 'asked'), 'utf8').split('\n').length;
    // Orders sent before may still be on their way: they end.
    for (let before = 0; before !== asked(); await sleep(1_000)) {
      before = asked();
    }
    await expect(action.run()).rejects.toMatchObject({ code: 'ERR_RUNNER_START' });
    expect(action.logged().stderr).toContain(
      'The process that forks for each activation cannot fork; it is replaced.\n',
    );
  });

  const make = (options: ActionLoopRunnerOptions) => new ActionLoopRunner({ directory: '.', ...options });

  test('anything else is refused, wherever it comes from', () => {
    expect(() => make({ isolation: 'forks' as Isolation })).toThrow(
      'The option isolation must be loop or process or fork or fork=strict, not "forks".',
    );
    expect(() => make({ environment: { ACTIONRUNNER_ISOLATION: 'Fork' } })).toThrow(
      'The variable ACTIONRUNNER_ISOLATION must be loop or process or fork or fork=strict, not "Fork".',
    );
  });
});
