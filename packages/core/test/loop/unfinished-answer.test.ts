import { LoopActions } from '../support/loop-program.js';
import { reachLimit } from '../support/wait-for.js';

const NOTE =
  'What the action process wrote to file descriptor 3 does not end with a line feed, so it is not an answer.\n';

describe('an answer without a line feed', () => {
  const actions = new LoopActions();
  afterEach(() => actions.close());

  const program = (then: string) =>
    `#!/bin/bash\necho '{"ok":true}' >&3; while read -r line; do printf '{"n":1}' >&3; echo written; ${then}; done\n`;

  test('is named in the logs when the time limit is over', async () => {
    const action = await actions.start(program('true'));
    let logged = '';
    const isReached = () => logged.includes('written');
    await reachLimit(isReached, async (limitMs) => {
      await expect(action.run({}, { deadline: Date.now() + limitMs })).rejects.toMatchObject({
        code: 'ERR_RUNNER_DEADLINE',
      });
      const { stdout, stderr } = action.logged();
      logged = stdout + stderr;
    });
    expect(logged).toContain(NOTE);
  });

  test('is named when the process has exited', async () => {
    const action = await actions.start(program('exit 3'));
    await expect(action.run()).rejects.toMatchObject({ code: 'ERR_RUNNER_CRASHED' });
    expect(action.logged().stderr).toContain(`${NOTE}The action process exited with status 3 before it answered`);
  });
});
