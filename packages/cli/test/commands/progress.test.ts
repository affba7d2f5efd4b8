import { join } from 'node:path';
import { afterFile } from '../../../../test/support/clean-up.js';
import { type CommandSandbox, makeCommandSandbox } from '../../../core/test/support/command-sandbox.js';
import { FIXTURES, run } from '../support/command.js';
import { TERMINAL } from '../support/terminal.js';

let sandbox: CommandSandbox;
beforeAll(() => {
  sandbox = makeCommandSandbox(afterFile);
  sandbox.write('a.sh', 'echo {}\n');
});

it('a build that takes longer than a second says so on a terminal, and leaves nothing there', async () => {
  const args = ['build', 'a.sh', '--runner', join(FIXTURES, 'slow-runner.js')];
  const { code, stdout } = await run(sandbox, args, { through: TERMINAL, env: { TERM: 'xterm' }, input: true });
  const drawn = stdout.split('\r\u001B[2K');
  expect(code).toBe(0);
  expect(drawn.length).toBeGreaterThan(2);
  expect(drawn.slice(1, -1)).toEqual(drawn.slice(1, -1).map(() => expect.stringMatching(/^\S building a\.sh … \d s$/)));
  expect([drawn[0], drawn.at(-1)]).toEqual(['', '']);
});
