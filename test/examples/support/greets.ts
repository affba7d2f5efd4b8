import { fileURLToPath } from 'node:url';
import { run } from '../../../packages/cli/test/support/command.js';
import type { CommandSandbox } from '../../../packages/core/test/support/command-sandbox.js';

const ROOT = fileURLToPath(new URL('../../..', import.meta.url));

/** Expects `invoke` to greet James by an example: in its result, and as the only line of its logs. */
export async function expectToGreet(sandbox: CommandSandbox, action: string, runner: string): Promise<void> {
  const args = ['invoke', action, '--runner', runner, '-p', 'name', 'James'];
  expect(await run(sandbox, args, { cwd: ROOT })).toEqual({
    code: 0,
    signal: null,
    stdout: '{\n    "message": "Hello, James!"\n}\n',
    stderr: 'greeting James\n',
  });
}
