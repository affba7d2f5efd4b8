import { existsSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { NativeRunner } from '../../src/runner/native-runner.js';
import { Actions } from '../support/actions.js';
import { FRAME, Proxied } from '../support/proxied.js';
import { reachLimit, waitFor } from '../support/wait-for.js';

describe('stdout of an action', () => {
  const actions = new Actions((options: { directory: string }, proxyOptions) =>
    Proxied.of(new NativeRunner(options), proxyOptions),
  );
  afterEach(() => actions.close());

  const sh = (...lines: string[]) => ['#!/bin/sh', ...lines, ''].join('\n');
  const UNTIL_TOLD = 'until [ -e told ]; do sleep 0.02; done';

  test.each([
    ['a line', "echo 'step 1'", 'step 1\n'],
    ['a line without its end', "printf 'step 1 ...'", 'step 1 ...'],
    ['a blank line', 'echo', '\n'],
    ['a number', 'echo 42', '42\n'],
  ])('is passed on at once if it cannot be the result: %s', async (_, command, logged) => {
    const action = await actions.start(sh(command, UNTIL_TOLD, "echo; echo '{}'"));
    const running = action.run();
    let seen = '';
    await waitFor('the line', () => {
      seen += action.logged().stdout;
      return seen === logged;
    });
    writeFileSync(join(action.directory, 'told'), '');
    expect(await running).toEqual({});
  });

  test.each([
    ["echo 'step 1'; echo 'step 2'", 'step 1\nstep 2\n'],
    ["printf 'step 1 ...'", 'step 1 ...\n'],
    ['echo \'{"a":1}\'', '{"a":1}\n'],
    ['printf \'{"a":\'', '{"a":\n'],
    ["printf '  '", '  \n'],
  ])('is in the record after a time limit as a whole: %s', async (command, stdout) => {
    const action = await actions.start(sh(command, ': >written', 'sleep 600'));
    const isWritten = () => existsSync(join(action.directory, 'written'));
    let logged = '';
    await reachLimit(isWritten, async (limitMs) => {
      await expect(action.run({}, { deadline: Date.now() + limitMs })).rejects.toMatchObject({
        code: 'ERR_RUNNER_DEADLINE',
      });
      logged = action.logged().stdout;
    });
    expect(logged).toBe(stdout + FRAME);
  });

  test.each([
    ['text', 'echo text', 'text\n'],
    ['a number without a newline', 'printf 42', '42\n'],
    ['a blank line', "echo '{}'; echo", '{}\n\n'],
    ['no JSON', "echo '{nothing}'", '{nothing}\n'],
  ])('has a refused last line once: %s', async (_, command, stdout) => {
    const action = await actions.start(sh(command));
    await expect(action.run()).rejects.toMatchObject({ code: 'ERR_RUNNER_RESULT_INVALID' });
    expect(action.logged()).toEqual({ stdout: stdout + FRAME, stderr: FRAME });
  });
});
