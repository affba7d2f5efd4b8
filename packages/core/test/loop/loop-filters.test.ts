import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { LoopActions } from '../support/loop-program.js';
import { FRAME } from '../support/proxied.js';
import { isAlive, waitFor } from '../support/wait-for.js';

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
    const action = await actions.start(bash(`${ANSWERS} echo '[]' >&3; sleep 0.2; echo goodbye >&2; exit 0; done`));
    await action.run();
    await new Promise((resolve) => setTimeout(resolve, 600));
    action.logged();
    await action.run();
    expect(action.logged().stderr).toMatch(/^filtered goodbye\nThe action process exited with status 0 outside/);
  });

  test('does not outlive a time limit', async () => {
    const action = await actions.start(
      bash(`${ANSWERS} (trap '' TERM; echo $BASHPID >pid; exec sleep 600) & wait; done`),
    );
    await expect(action.run({}, { deadline: Date.now() + 1_000 })).rejects.toMatchObject({
      code: 'ERR_RUNNER_DEADLINE',
    });
    const pid = Number(readFileSync(join(action.directory, 'pid'), 'utf8'));
    await waitFor('its end', () => !isAlive(pid));
  });
});
