import { chmodSync, existsSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { setUpCommandSandbox } from '../../../core/test/support/command-sandbox.js';
import { eventually, run, runHere } from '../support/command.js';
import { type Served, serve, socketOf } from '../support/served.js';

describe('serve with an action', () => {
  const sandbox = setUpCommandSandbox();
  let served: Served | undefined;
  beforeEach(() => {
    sandbox.write('echo.sh', 'echo "$1"\n');
    sandbox.write('place.sh', 'echo "{\\"place\\":\\"$PLACE\\"}"\n');
    sandbox.write('hello.py', 'def hi(args):\n    return {"hi": args.get("name")}\n');
    sandbox.write('echo.js', 'console.log(process.argv[2]);\n');
    sandbox.write('folder/exec', '#!/bin/sh\necho "$1"\n', 0o755);
  });

  const at = (): string[] => ['--socket', socketOf(sandbox)];
  const runWith = async (value: unknown) => (await served?.post('/run', { value }))?.body;

  it.each([
    ['a script', ['echo.sh'], { a: 1 }],
    ['a directory', ['folder'], { a: 1 }],
    ['with an entry point', ['hello.py', '--main', 'hi'], { hi: null }],
    ['with a variable', ['place.sh', '-e', 'PLACE=Lisbon'], { place: 'Lisbon' }],
    ['with an interpreter', ['echo.js', '--runner', 'interpreter:node'], { a: 1 }],
    ['with parameters, which a request overrides', ['echo.sh', '-p', 'a', '2', '-p', 'b', 'x'], { a: 1, b: 'x' }],
  ])('%s: it is initialized, and removed at the end', async (_, args, result) => {
    served = await serve(sandbox, [...args, ...at()]);
    expect(await runWith({ a: 1 })).toEqual(result);
    expect((await served.post('/init', { value: { code: 'x' } })).status).toBe(403);
    expect((await served.stop()).code).toBe(0);
    expect(readdirSync(sandbox.temp)).toEqual([]);
  });

  it('parameters keep their digits', async () => {
    served = await serve(sandbox, ['echo.sh', '-p', 'big', '12345678901234567890', ...at()]);
    sandbox.write('same.sh', '');
    await runWith({ x: 1.5 });
    expect(JSON.stringify(await runWith({}))).toBe('{"big":12345678901234567000}');
    const shown = await runHere(sandbox, ['invoke', '--url', 'http://127.0.0.1:1']);
    expect(shown.code).toBe(2);
  });

  it('--watch reads it again when it changes, and says when it cannot run', async () => {
    served = await serve(sandbox, ['echo.sh', '--watch', ...at()]);
    const { output } = served;
    sandbox.write('echo.sh', `echo '{"changed":1}'\n`);
    await eventually('it is read again', () => output.stderr.includes('actionrunner: echo.sh was read again.'));
    expect(await runWith({})).toEqual({ changed: 1 });
    sandbox.write('echo.sh', 'if then\n');
    const line = /^actionrunner: echo\.sh was read again, but cannot run: .*syntax error/m;
    await eventually('it cannot run', () => line.test(output.stderr));
    sandbox.write('echo.sh', `echo '{"changed":2}'\n`);
    await eventually('it runs', async () => JSON.stringify(await runWith({})) === '{"changed":2}');
  });

  it('--watch reads a folder again when any file in it changes', async () => {
    sandbox.write('folder/exec', '#!/bin/sh\ncat lib/answer.json\n');
    chmodSync(join(sandbox.folder, 'folder', 'exec'), 0o755);
    sandbox.write('folder/lib/answer.json', '{"answer":1}\n');
    served = await serve(sandbox, ['folder', '--watch', ...at()]);
    expect(await runWith({})).toEqual({ answer: 1 });
    sandbox.write('folder/lib/answer.json', '{"answer":2}\n');
    await eventually('it runs', async () => JSON.stringify(await runWith({})) === '{"answer":2}');
    const { output } = served;
    await eventually('it is reported', () => output.stderr.includes('actionrunner: folder was read again.'));
  });

  it('--watch reads its configuration again, says what counts at the next start only, and what is wrong', async () => {
    const configure = (configuration: unknown) =>
      sandbox.write(
        'actionrunner.json',
        typeof configuration === 'string' ? configuration : JSON.stringify(configuration),
      );
    sandbox.write('place.sh', 'echo "{\\"place\\":\\"$PLACE\\",\\"got\\":$1}"\n');
    configure({ env: { PLACE: 'Lisbon' } });
    served = await serve(sandbox, ['place.sh', '--watch', '-p', 'b', '2', ...at()]);
    const { output } = served;
    expect(await runWith({})).toEqual({ place: 'Lisbon', got: { b: 2 } });
    configure({ env: { PLACE: 'Porto' }, parameters: { a: 1, b: 1 }, limits: { timeout: 5000 } });
    await eventually('it is read again', () => output.stderr.includes('actionrunner: place.sh was read again.'));
    expect(await runWith({})).toEqual({ place: 'Porto', got: { a: 1, b: 2 } });
    expect(output.stderr).toContain('limits.timeout changed: start serve again to use it.');
    configure('{"main": 5}');
    const line = 'actionrunner: place.sh was read again, but cannot run: actionrunner.json:1: main must be text.';
    await eventually('it is refused', () => output.stderr.includes(line));
    expect(await runWith({})).toMatchObject({ place: 'Porto' });
    configure({});
    await eventually('it is empty', async () => JSON.stringify(await runWith({})) === '{"place":"","got":{"b":2}}');
  });

  it('an action that cannot be initialized stops it, with the reason', async () => {
    sandbox.write('broken.sh', 'if then\n');
    const { code, stderr } = await run(sandbox, ['serve', 'broken.sh', ...at()]);
    expect(code).toBe(2);
    expect(stderr).toMatch(/^actionrunner: the action could not be initialized: bash failed .*syntax error/m);
    expect(readdirSync(sandbox.temp)).toEqual([]);
  });

  it.each([
    ['--main', ['native', '--main', 'x'], '--main is for an action: native is a runner.'],
    [
      '--watch',
      ['./runner.mjs', '--watch'],
      '--watch is for an action, which needs --runner as well: ./runner.mjs is a module.',
    ],
    ['-p', ['bash', '-p', 'a', '1'], '--param is for an action: bash is a runner.'],
  ])('%s without one is wrong usage', async (_, args, message) => {
    sandbox.write('runner.mjs', '');
    const { code, stderr } = await runHere(sandbox, ['serve', ...args, ...at()]);
    expect({ code, stderr }).toEqual({ code: 3, stderr: `actionrunner: ${message}\n` });
  });

  it.each([
    ['an action', ['echo.sh'], {}],
    ['a runner', ['native', '--directory', 'action'], {}],
    ['a variable that chooses it', ['native', '--directory', 'action'], { ACTIONRUNNER_PORT: '0' }],
  ])('a port that the system chooses is printed on stdout: %s', async (_, args, env) => {
    const port = Object.keys(env).length > 0 ? [] : ['--port', '0'];
    const { start } = await import('../support/command.js');
    const { child, output, ended } = start(sandbox, ['serve', ...args, ...port, '--host', '127.0.0.1'], { env });
    await eventually('the address is printed', () => output.stdout.includes('\n'));
    expect(output.stdout).toMatch(/^Serving \S+ at http:\/\/127\.0\.0\.1:[1-9]\d*\n/);
    child.kill('SIGTERM');
    expect((await ended).code).toBe(0);
  });

  it('--directory is where it is delivered, and stays', async () => {
    served = await serve(sandbox, ['echo.sh', '--directory', 'there', ...at()]);
    await served.stop();
    expect(existsSync(join(sandbox.folder, 'there'))).toBe(true);
  });
});
