import { fileURLToPath } from 'node:url';
import { setUpCommandSandbox } from '../../../core/test/support/command-sandbox.js';
import { run, runHere } from '../support/command.js';
import { placed, serve } from '../support/served.js';

const HELLO = fileURLToPath(new URL('../../../../examples/actions/hello.py', import.meta.url));

/** What was loaded is a fork's, too; what an activation counts is its own. */
const COUNTER =
  'import os\nby = os.getpid()\nn = 0\ndef main(args):\n    global n\n    n += 1\n    return [n, by, os.getpid()]\n';

describe('--isolation', () => {
  const sandbox = setUpCommandSandbox();

  it.each<[string, readonly string[], Readonly<Record<string, string>>]>([
    ['fork', ['--isolation', 'fork'], {}],
    ['fork by its variable', [], { ACTIONRUNNER_ISOLATION: 'fork=strict' }],
    ['the flag rather than the variable', ['--isolation', 'fork'], { ACTIONRUNNER_ISOLATION: 'loop' }],
  ])('of serve: %s', async (_, flags, env) => {
    const served = await serve(sandbox, ['python', ...placed(sandbox), ...flags], undefined, { env });
    expect(await served.post('/init', { value: { code: COUNTER } })).toMatchObject({ status: 200 });
    const first = await served.post('/run', { value: {} });
    const second = await served.post('/run', { value: {} });
    const [one, two] = [first.body, second.body] as number[][];
    expect([one?.[0], two?.[0], two?.[1]]).toEqual([1, 1, one?.[1]]);
    expect(one?.[2]).not.toBe(two?.[2]);
    await served.stop();
  });

  it('of invoke runs an action as usual', async () => {
    const ended = await run(sandbox, ['invoke', HELLO, '--isolation', 'fork', '-p', 'name', 'James']);
    expect(ended).toMatchObject({ code: 0 });
    expect(ended.stdout).toContain('James');
  });

  it.each([
    [
      ['serve', 'python', '--isolation', 'none'],
      'The option isolation must be loop or process or fork or fork=strict, not "none".',
    ],
    [
      ['serve', 'c', '--isolation', 'fork'],
      '--isolation is for bash, python, loop; each activation of c is a process.',
    ],
    [
      ['invoke', '--url', 'http://127.0.0.1:1', '--isolation', 'fork'],
      '--isolation is for a runner that is started here; it cannot be combined with --url.',
    ],
  ])('is refused where it makes no sense: %j', async (args, message) => {
    const ended = await runHere(sandbox, args);
    expect(ended).toMatchObject({ code: 3, stdout: '' });
    expect(ended.stderr).toContain(message);
  });
});
