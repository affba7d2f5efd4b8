import { existsSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { pidOf } from '../support/left-processes.js';
import { LoopActions } from '../support/loop-program.js';
import { FRAME } from '../support/proxied.js';
import { isAlive, isThere, reachLimit, waitFor } from '../support/wait-for.js';

describe('a filter between a loop process and its logs', () => {
  const actions = new LoopActions();
  afterEach(() => actions.close());

  const bash = (...lines: string[]) => ['#!/bin/bash', 'exec 2> >(sed "s/^/filtered /" >&2)', ...lines, ''].join('\n');
  const ANSWERS = 'echo \'{"ok":true}\' >&3; while read -r line; do';

  test('hands on why the process failed to start', async () => {
    const text = 'The action process exited with status 3 before it was ready: filtered no model';
    await expect(actions.start(bash('echo no model >&2; exit 3'))).rejects.toMatchObject({ message: text });
  });

  test('hands on why the process exited instead of answering', async () => {
    const action = await actions.start(bash(`${ANSWERS} echo no model >&2; exit 3; done`));
    const text = 'The action process exited with status 3 before it answered: filtered no model';
    await expect(action.run()).rejects.toMatchObject({ message: text });
    expect(action.logged().stderr).toBe(`filtered no model\n${text}\n${FRAME}`);
  });

  test('hands on the answer of a process that then exits', async () => {
    const code = `#!/bin/bash\necho '{"ok":true}' >&3; read -r line; exec 3> >(sleep 0.05; cat >&3); echo '{"n":1}' >&3\n`;
    const action = await actions.start(code);
    expect(await action.run()).toEqual({ n: 1 });
  });

  test('hands on what a process wrote before it exited between two activations', async () => {
    const action = await actions.start(
      bash(
        'echo $! >filter.pid; echo $$ >loop.pid',
        `${ANSWERS} echo '[]' >&3; until [ -e told ]; do sleep 0.02; done; echo goodbye >&2; exit 0; done`,
      ),
    );
    await action.run();
    action.logged();
    writeFileSync(join(action.directory, 'told'), '');
    const [loop, filter] = [pidOf(action.directory, 'loop'), pidOf(action.directory, 'filter')];
    await waitFor('the end of both', () => !isThere(loop) && !isAlive(filter));
    await action.run();
    expect(action.logged().stderr).toMatch(/^filtered goodbye\nThe action process exited with status 0 outside/);
  });

  test('does not outlive a time limit', async () => {
    const action = await actions.start(
      bash(`${ANSWERS} (trap '' TERM; echo $BASHPID >child.pid; : >started; exec sleep 600) & wait; done`),
    );
    const isStarted = () => existsSync(join(action.directory, 'started'));
    await reachLimit(isStarted, async (limitMs) => {
      await expect(action.run({}, { deadline: Date.now() + limitMs })).rejects.toMatchObject({
        code: 'ERR_RUNNER_DEADLINE',
      });
    });
    await waitFor('its end', () => !isAlive(pidOf(action.directory, 'child')));
  });
});
