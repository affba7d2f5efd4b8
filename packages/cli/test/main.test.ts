import { spawnSync } from 'node:child_process';
import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterFile } from '../../../test/support/clean-up.js';
import { type CommandSandbox, makeCommandSandbox } from '../../core/test/support/command-sandbox.js';
import { BIN, run, runHere, start } from './support/command.js';

const ESCAPE = '\u001b';

describe('actionrunner', () => {
  let sandbox: CommandSandbox;
  beforeAll(() => {
    sandbox = makeCommandSandbox(afterFile);
  });

  it.each([
    [['--help'], 'actionrunner [options] [command]'],
    [['help'], 'actionrunner [options] [command]'],
    [['serve', '--help'], 'actionrunner serve [options] <runner>'],
    [['help', 'serve'], 'actionrunner serve [options] <runner>'],
    [['invoke', '-h'], 'actionrunner invoke [options] [action]'],
  ])('%j prints usage, examples and exit codes to stdout', async (args, usage) => {
    const { code, stdout, stderr } = await runHere(sandbox, args);
    expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
    expect(stdout).toContain(`Usage: ${usage}`);
    expect(stdout).toMatch(/^Examples:\n {2}\$ actionrunner /m);
    expect(stdout).toMatch(/^Exit codes:\n {2}0 {2}\S/m);
  });

  it('names every option and variable of serve in its help', async () => {
    const { stdout } = await runHere(sandbox, ['serve', '--help']);
    const text = stdout.replaceAll(/\s+/g, ' ');
    for (const part of [
      ...['--port <number>', 'default: 8080, env: ACTIONRUNNER_PORT, PORT, FLASK_PROXY_PORT'],
      ...[
        '--host <address>',
        'by default all: :: for IPv6 and IPv4, or 0.0.0.0 where there is no IPv6 (env: ACTIONRUNNER_HOST)',
      ],
      ...['--socket <path>', 'env: ACTIONRUNNER_SOCKET'],
      ...['--directory <path>', 'default: /action, env: ACTIONRUNNER_DIRECTORY'],
      ...['--max-body-bytes <number>', 'env: ACTIONRUNNER_MAX_BODY_BYTES'],
      ...['--allow-reinit', 'env: ACTIONRUNNER_ALLOW_REINIT, PROXY_ALLOW_REINIT'],
    ]) {
      expect(text).toContain(part);
    }
  });

  it('ends quietly when nobody reads its help', async () => {
    const { child, ended } = start(sandbox, ['--help']);
    child.stdout?.destroy();
    expect(await ended).toEqual({ code: 0, signal: null, stdout: '', stderr: '' });
  });

  it('says that its working directory has been removed', () => {
    const script = 'mkdir gone && cd gone && rmdir ../gone && exec "$0" "$@"';
    const args = ['-c', script, process.execPath, BIN, 'invoke', 'a.sh'];
    const { status, stderr } = spawnSync('bash', args, { cwd: sandbox.folder, encoding: 'utf8' });
    expect({ status, stderr }).toEqual({
      status: 2,
      stderr: 'actionrunner: the working directory has been removed; change to another one.\n',
    });
  });

  it('prints the version of its package', async () => {
    const manifest = JSON.parse(readFileSync(new URL('../package.json', import.meta.url), 'utf8')) as {
      version: string;
    };
    expect(await run(sandbox, ['--version'])).toEqual({
      code: 0,
      signal: null,
      stdout: `${manifest.version}\n`,
      stderr: '',
    });
  });

  it('prints its help to stderr when no command is given', async () => {
    const { code, stdout, stderr } = await run(sandbox, []);
    expect({ code, stdout }).toEqual({ code: 3, stdout: '' });
    expect(stderr).toContain('Usage: actionrunner');
  });

  it.each([['-v'], ['version']])('%s prints the version', async (word) => {
    const { code, stdout } = await runHere(sandbox, [word]);
    expect({ code, stdout }).toEqual({ code: 0, stdout: expect.stringMatching(/^\d+\.\d+\.\d+\n$/) });
  });

  it.each([
    ['run', 'to run an action once: actionrunner invoke hello.sh -p name James'],
    ['create', 'an action is a file, and needs nothing else; to start a runtime: actionrunner new my-runtime'],
    ['init', 'an action is a file, and needs nothing else; to start a runtime: actionrunner new my-runtime'],
    ['watch', 'to run an action again whenever it is saved: actionrunner dev hello.sh'],
    ['list', 'for what invoke has recorded: actionrunner activations list'],
    ['activation', 'for what invoke has recorded: actionrunner activations list'],
  ])('says what %s is called here', async (word, remedy) => {
    const { code, stdout, stderr } = await runHere(sandbox, [word, 'hello.sh']);
    expect({ code, stdout }).toEqual({ code: 3, stdout: '' });
    expect(stderr).toContain(`actionrunner: unknown command '${word}'; ${remedy}`);
  });

  it.each([
    [['invoke', 'x.sh', '--kind', 'python:3'], '--kind', 'the runner is chosen by'],
    [['build', 'x.sh', '--web=true'], '--web=true', 'to answer web requests: '],
    [['invoke', 'x.sh', '-d', '{}'], '-d', 'parameters are read from a JSON file by -P FILE'],
    [['serve', 'x.sh', '--target', 'main'], '--target', 'the function is named by --main'],
    [['serve', 'bash', '--debug'], '--debug', 'for a debugger: actionrunner dev'],
    [['serve', 'bash', '--inspect'], '--inspect', 'for a debugger: actionrunner dev'],
  ])('says what an option of another tool is called here: %j', async (args, option, remedy) => {
    const { code, stdout, stderr } = await runHere(sandbox, args);
    expect({ code, stdout }).toEqual({ code: 3, stdout: '' });
    expect(stderr.startsWith(`actionrunner: unknown option '${option}'\n(${remedy}`)).toBe(true);
  });

  it('names the command that runs an action, where a file is taken for a command', async () => {
    sandbox.write('hello.py', '');
    const { code, stderr } = await runHere(sandbox, ['hello.py', '-p', 'name', 'James']);
    expect(code).toBe(3);
    expect(stderr).toBe(
      "actionrunner: unknown command 'hello.py'; to run an action once: actionrunner invoke hello.py\n",
    );
  });

  it('suggests nothing for an option that nobody has', async () => {
    const { stderr } = await runHere(sandbox, ['invoke', 'x.sh', '--xyzzy-plugh']);
    expect(stderr).toBe("actionrunner: unknown option '--xyzzy-plugh'\n");
  });

  it.each([
    ['command', ['invok'], "actionrunner: unknown command 'invok'\n(Did you mean invoke?)\n"],
    ['command', ['srve', 'native'], "actionrunner: unknown command 'srve'\n(Did you mean serve?)\n"],
    ['option', ['serve', 'native', '--prt', '1'], "actionrunner: unknown option '--prt'\n(Did you mean --port?)\n"],
    ['option', ['invoke', 'x.sh', '--rslt'], "actionrunner: unknown option '--rslt'\n(Did you mean --result?)\n"],
    [
      'form',
      ['serve', 'native', '-p', '8080'],
      'actionrunner: -p needs a name and a value: -p NAME VALUE; the port is --port\n',
    ],
  ])('suggests the nearest %s: %j', async (_, args, message) => {
    const { code, stdout, stderr } = await runHere(sandbox, args);
    expect({ code, stdout }).toEqual({ code: 3, stdout: '' });
    expect(stderr.startsWith(message)).toBe(true);
  });

  it.each([
    ['serve', [], "missing required argument 'runner'"],
    ['serve', ['native', 'bash'], 'too many arguments'],
    ['dev', ['a.sh', '--ui-port', '8080'], '--ui-port is for --ui.'],
    ['dev', ['a.sh', '--ui-host', '::1'], '--ui-host is for --ui.'],
    ['dev', ['a.sh', '--ui', '--ui-port', '65536'], '--ui-port must be a port from 0 to 65535, not "65536".'],
    ['dev', ['a.sh', '--ui', '--ui-host', '0.0.0.0'], 'Allowed choices are 127.0.0.1, ::1.'],
    ['invoke', ['a.sh', 'b.sh'], 'too many arguments'],
    ['invoke', ['a.sh', '--main'], "option '--main <name>' argument missing"],
  ])('refuses %s %j', async (command, args, message) => {
    const { code, stdout, stderr } = await runHere(sandbox, [command, ...args]);
    expect({ code, stdout }).toEqual({ code: 3, stdout: '' });
    expect(stderr).toContain(message);
  });

  const MODULES = new URL('../dist/main.js', import.meta.url).href;
  const IMAGES = '/packages/images/dist/';
  const KIT = '/packages/conformance/dist/';
  const PAGE = '/packages/workbench/dist/';
  const SERVER = '/packages/http/dist/';
  const SCHEMAS = '/node_modules/zod/';
  const ARCHIVES = '/node_modules/fflate/';

  it.each([
    ['serve', ['serve', 'no-such-runner'], [SERVER]],
    ['build', ['build', 'none.sh'], []],
    ['invoke', ['invoke', '--runner', 'native'], [SERVER]],
    ['invoke --help', ['invoke', '--help'], []],
    ['invoke --url', ['invoke', '--url', 'http://127.0.0.1:1'], []],
    ['invoke folder', ['invoke', '.', '--url', 'http://127.0.0.1:1'], [ARCHIVES]],
    ['invoke --image', ['invoke', '--image', ''], [IMAGES]],
    ['manifest', ['manifest', 'py:1'], [IMAGES]],
    ['inspect', ['inspect', './none.tar'], [IMAGES, SCHEMAS]],
    ['check', ['check'], [KIT, ARCHIVES]],
    ['new', ['new', 'rt', '--dry-run'], []],
    ['dev', ['dev', 'none.sh'], []],
  ])('loads what takes long only where it is needed: %s', (name, args, needed) => {
    // Coverage lists the modules of a process, which the bundle does not keep apart.
    const folder = join(sandbox.folder, name);
    const env = { ...process.env, NODE_V8_COVERAGE: folder };
    const program = join(sandbox.folder, 'modules.mjs');
    writeFileSync(program, `import { main } from '${MODULES}';\nawait main(process.argv.slice(2));\n`);
    spawnSync(process.execPath, [program, ...args], { cwd: sandbox.folder, env, timeout: 60_000 });
    const reports = readdirSync(folder).map((file) => readFileSync(join(folder, file), 'utf8'));
    expect(reports.some((report) => report.includes('/packages/cli/dist/main.js'))).toBe(true);
    const isLoaded = (path: string) => reports.some((report) => report.includes(path));
    expect([IMAGES, KIT, PAGE, SERVER, SCHEMAS, ARCHIVES].filter(isLoaded)).toEqual(
      [IMAGES, KIT, PAGE, SERVER, SCHEMAS, ARCHIVES].filter((path) => needed.includes(path)),
    );
  });

  it('prints no colours when stderr is no terminal', async () => {
    const { stderr } = await run(sandbox, ['invoke', 'none.sh'], { env: { TERM: 'xterm-256color' } });
    expect(stderr).toBe('actionrunner: none.sh does not exist.\n');
  });

  const script = spawnSync('script', ['-qec', 'true', '/dev/null']).status === 0;
  if (!script) console.warn('SKIPPED: colours on a terminal need script(1): apt-get install bsdutils');
  (script ? it : it.skip)('prints its name in red on a terminal', () => {
    const command = `'${process.execPath}' '${BIN}' invoke none.sh`;
    const env = { ...process.env, CI: undefined, NO_COLOR: undefined, FORCE_COLOR: undefined, TERM: 'xterm' };
    const { stdout } = spawnSync('script', ['-qec', command, '/dev/null'], {
      cwd: sandbox.folder,
      env,
      encoding: 'utf8',
      timeout: 240_000,
    });
    expect(stdout).toContain(`${ESCAPE}[31mactionrunner:${ESCAPE}[39m none.sh does not exist.`);
  });
});
