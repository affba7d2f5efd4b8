import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { entriesIn } from '../../packages/cli/test/support/archive.js';
import { run } from '../../packages/cli/test/support/command.js';
import { placed, serve } from '../../packages/cli/test/support/served.js';
import { describeWith } from '../../packages/cli/test/support/tools.js';
import { setUpCommandSandbox } from '../../packages/core/test/support/command-sandbox.js';
import { expectToGreet } from './support/greets.js';

const ROOT = fileURLToPath(new URL('../..', import.meta.url));
const RUNNER = './examples/custom-go/go-runner.js';
const HELLO = 'examples/custom-go/hello.go';

describeWith(
  'go',
  'apt-get install golang-go (Debian), brew install go',
  'version',
)('examples/custom-go', () => {
  const sandbox = setUpCommandSandbox();

  it('runs an action with invoke --runner', () => expectToGreet(sandbox, HELLO, RUNNER));

  it('runs an action with serve, a process for each activation', async () => {
    const served = await serve(sandbox, [RUNNER, ...placed(sandbox)], undefined, { cwd: ROOT });
    const code =
      'package main\nimport "fmt"\nvar n int\nfunc main() { n++; println("a log"); fmt.Println("[", n, "]") }\n';
    expect(await served.post('/init', { value: { code } })).toEqual({ status: 200, body: { ok: true } });
    expect(await served.post('/run', { value: {} })).toEqual({ status: 200, body: [1] });
    expect(await served.post('/run', { value: {} })).toEqual({ status: 200, body: [1] });
    const ended = await served.stop();
    expect(ended).toMatchObject({ code: 0 });
    expect(ended.stderr.match(/^a log$/gm)).toHaveLength(2);
  });

  it('fails the init for code that does not compile, with the message of go', async () => {
    const action = sandbox.write('broken.go', 'package main\nfunc main() { return 1 }\n');
    const ended = await run(sandbox, ['invoke', action, '--runner', RUNNER], { cwd: ROOT });
    expect(ended).toMatchObject({ code: 2, stdout: '' });
    expect(ended.stderr).toMatch(
      /main\.go:2:\d+: too many return values[\s\S]*^actionrunner: .* initialized: go failed with exit status 1\./m,
    );
  });

  it('builds an action that runs where there is no go', async () => {
    const zip = join(sandbox.folder, 'hello.zip');
    const args = ['build', HELLO, '--runner', RUNNER, '-o', zip];
    expect(await run(sandbox, args, { cwd: ROOT })).toEqual({ code: 0, signal: null, stdout: '', stderr: '' });
    expect(Object.keys(await entriesIn(zip)).sort()).toEqual(['exec', 'main.go']);
    const options = { env: { PATH: sandbox.folder } };
    expect(await run(sandbox, ['invoke', zip, '-p', 'name', 'James'], options)).toMatchObject({
      code: 0,
      stdout: '{\n    "message": "Hello, James!"\n}\n',
      stderr: 'greeting James\n',
    });
  });
});
