import { spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { request } from 'node:http';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { eventually, run } from '../../packages/cli/test/support/command.js';
import { placed, serve, socketOf } from '../../packages/cli/test/support/served.js';
import { setUpCommandSandbox } from '../../packages/core/test/support/command-sandbox.js';

const ROOT = fileURLToPath(new URL('../..', import.meta.url));
const RUNNER = './examples/custom-perl/perl-runner.js';
const HELLO = 'examples/custom-perl/hello.pl';

const perl = spawnSync('perl', ['-MJSON::PP', '-e', '1']).status === 0;
if (!perl) {
  console.warn(
    'SKIPPED: examples/custom-perl needs perl and JSON::PP: apt-get install perl (Debian), brew install perl',
  );
}

(perl ? describe : describe.skip)('examples/custom-perl', () => {
  const sandbox = setUpCommandSandbox();

  it('runs an action with invoke --runner', async () => {
    const args = ['invoke', HELLO, '--runner', RUNNER, '-p', 'name', 'James'];
    const ended = await run(sandbox, args, { cwd: ROOT });
    expect(ended).toMatchObject({ code: 0, stdout: '{\n    "message": "Hello, James!"\n}\n' });
    expect(ended.stderr).toMatch(/^greeting James$/m);
  });

  it('runs an action with serve', async () => {
    const served = await serve(sandbox, [RUNNER, ...placed(sandbox)], undefined, { cwd: ROOT });
    const code = "print STDERR qq(a log\\n); print '[1, 2]'";
    expect(await served.post('/init', { value: { code } })).toMatchObject({ status: 200 });
    expect(await served.post('/run', { value: {} })).toEqual({ status: 200, body: [1, 2] });
    const ended = await served.stop();
    expect(ended).toMatchObject({ code: 0 });
    expect(ended.stderr).toMatch(/^a log$/m);
    expect(ended.stderr).not.toContain('syntax OK');
  });

  it("fails the init for a syntax error, with perl's message", async () => {
    const action = sandbox.write('broken.pl', 'my $x = ;\n');
    const ended = await run(sandbox, ['invoke', action, '--runner', RUNNER], { cwd: ROOT });
    expect(ended).toMatchObject({ code: 2, stdout: '' });
    expect(ended.stderr).toMatch(
      /^syntax error at .*broken\.pl line 1[\s\S]*^actionrunner: .* initialized: perl failed with exit status 255\./m,
    );
  });

  it('is served by its own server.js, without code at first', async () => {
    const socketPath = socketOf(sandbox);
    const env = { ...process.env, ACTIONRUNNER_SOCKET: socketPath };
    const server = spawn(process.execPath, [join('examples', 'custom-perl', 'server.js')], {
      cwd: ROOT,
      env,
      stdio: 'inherit',
    });
    sandbox.children.add(server);
    const status = (): Promise<number | undefined> =>
      new Promise((resolve) => {
        request({ socketPath, method: 'POST', path: '/init' }, (response) => {
          resolve(response.resume().statusCode);
        })
          .once('error', () => resolve(undefined))
          .end('not JSON');
      });
    await eventually('server.js answers', async () => (await status()) === 400);
    server.kill('SIGTERM');
    expect(await once(server, 'exit')).toEqual([0, null]);
  });
});
