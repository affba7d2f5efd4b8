import { spawnSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { run } from '../../packages/cli/test/support/command.js';
import { placed, serve } from '../../packages/cli/test/support/served.js';
import { setUpCommandSandbox } from '../../packages/core/test/support/command-sandbox.js';

const ROOT = fileURLToPath(new URL('../..', import.meta.url));
const RUNNER = './examples/custom-forks/perl-forks.js';

const perl = spawnSync('perl', ['-MJSON::PP', '-e', '1']).status === 0;
if (!perl) {
  console.warn('SKIPPED: examples/custom-forks needs perl and JSON::PP: apt-get install perl (Debian)');
}

(perl ? describe : describe.skip)('examples/custom-forks', () => {
  const sandbox = setUpCommandSandbox();

  it('runs an action with invoke --runner', async () => {
    const args = ['invoke', 'examples/custom-forks/counter.pl', '--runner', RUNNER, '-p', 'name', 'James'];
    const ended = await run(sandbox, args, { cwd: ROOT });
    expect(ended).toMatchObject({ code: 0 });
    expect(JSON.parse(ended.stdout)).toEqual({ greeting: 'Hello, James!', count: 1 });
    expect(ended.stderr).toMatch(/^for James$/m);
  });

  it('loads the action once, and keeps nothing from one activation to the next', async () => {
    const served = await serve(sandbox, [RUNNER, ...placed(sandbox)], undefined, { cwd: ROOT });
    const code =
      'my ($by, $n) = ($$, 0); sub { $n++; die "no\\n" if $_[0]{die}; exit 4 if $_[0]{exit}; [$by, $n, $$, $ENV{__OW_ACTIVATION_ID}] }';
    expect(await served.post('/init', { value: { code } })).toMatchObject({ status: 200 });
    const answers = [];
    for (const id of ['one', 'two', 'three']) {
      answers.push(
        (await served.post('/run', { value: {}, activation_id: id })).body as [number, number, number, string],
      );
    }
    expect(new Set(answers.map(([by]) => by)).size).toBe(1);
    expect(answers.map(([, n]) => n)).toEqual([1, 1, 1]);
    expect(new Set(answers.map(([, , pid]) => pid)).size).toBe(3);
    expect(answers.map(([, , , id]) => id)).toEqual(['one', 'two', 'three']);
    expect(await served.post('/run', { value: { die: true } })).toEqual({ status: 200, body: { error: 'no\n' } });
    expect(await served.post('/run', { value: { exit: true } })).toMatchObject({
      status: 502,
      body: { error: 'The action process exited with status 4 before it answered.' },
    });
    await served.stop();
  });
});
