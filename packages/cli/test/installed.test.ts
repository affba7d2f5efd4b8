// Long because all its tests share one installed command, which takes seconds to make.
import { type ChildProcess, execFileSync, spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import * as fs from 'node:fs';
import * as http from 'node:http';
import * as modules from 'node:module';
import * as os from 'node:os';
import * as path from 'node:path';
import { text } from 'node:stream/consumers';
import { setTimeout as sleep } from 'node:timers/promises';
import { installCommand } from '../../../benchmarks/lib/bundle.js';
import { setUpCommandSandbox } from '../../core/test/support/command-sandbox.js';
import { runHere } from './support/command.js';

/** The command as npm installs it: with a bundle. */
let folder: string;
let command: string;
const servers: ChildProcess[] = [];

const HELLO = `#!/bin/sh\necho '{"hello":"world"}'\n`;
const PYTHON = `def main(args):\n    return {"hello": "world"}\n`;
const CUSTOM = `import { ActionRunner } from '@actionrunner/core';

export default class CustomRunner extends ActionRunner {
  async run() {
    return { hello: 'world', isActionRunner: this instanceof ActionRunner };
  }
}
`;

/** Its result tells what it finds in the packages that the bundle contains. */
const NOSY = `import * as core from '@actionrunner/core';
import * as internal from '@actionrunner/core/internal';
import * as runners from '@actionrunner/runners';
import * as bash from '@actionrunner/runners/bash';
import * as c from '@actionrunner/runners/c';
import * as python from '@actionrunner/runners/python';
import { createRequire } from 'node:module';

export const packages = { core, internal, runners, bash, c, python };

export default class NosyRunner extends core.ActionRunner {
  async run() {
    const names = Object.entries(packages).map(([name, exports]) => [name, Object.keys(exports)]);
    const ends = [bash.BashRunner, c.CRunner, python.PythonRunner].map((runner) => {
      while (runner.name !== 'ActionRunner') runner = Object.getPrototypeOf(runner);
      return runner === core.ActionRunner;
    });
    const same = [runners.BashRunner === bash.BashRunner, runners.CRunner === c.CRunner];
    const required = createRequire(import.meta.url)('@actionrunner/core').ActionRunner === core.ActionRunner;
    const left = Object.getOwnPropertySymbols(globalThis).filter((symbol) => /actionrunner/.test(symbol.description));
    return { names, ends, same, required, left };
  }
}
`;
/** Whether a module can get the classes of the bundle. */
const CAN_SHARE = 'registerHooks' in modules;

beforeAll(() => {
  folder = fs.mkdtempSync(path.join(os.tmpdir(), 'installed-'));
  command = installCommand(folder);
  fs.writeFileSync(path.join(folder, 'custom.mjs'), CUSTOM);
  fs.writeFileSync(path.join(folder, 'nosy.mjs'), NOSY);
  fs.writeFileSync(path.join(folder, 'hello.sh'), HELLO);
}, 60_000);

afterEach(() => {
  for (const server of servers.splice(0)) server.kill('SIGKILL');
});

afterAll(() => {
  fs.rmSync(folder, { recursive: true, force: true });
});

/** Serves a runner, and returns the answers to an init and a run; without code, that to an init that is refused. */
async function serve(args: readonly string[], code?: string): Promise<string[]> {
  const directory = fs.mkdtempSync(path.join(folder, 'action-'));
  const socketPath = `${directory}.socket`;
  const where = ['--socket', socketPath, '--directory', directory];
  const server = spawn(process.execPath, [command, 'serve', ...args, ...where], { cwd: folder, stdio: 'ignore' });
  servers.push(server);
  const answers = [];
  const routes = code === undefined ? { '/init': { code: 7 } } : { '/init': { code }, '/run': {} };
  for (const [route, value] of Object.entries(routes)) {
    const response = await post(socketPath, route, JSON.stringify({ value }));
    answers.push(await text(response));
  }
  const exited = once(server, 'exit');
  server.kill('SIGTERM');
  expect(await exited).toEqual([0, null]);
  return answers;
}

async function post(socketPath: string, route: string, body: string): Promise<http.IncomingMessage> {
  for (;;) {
    try {
      const sent = http.request({ socketPath, path: route, method: 'POST' }).end(body);
      const [response] = (await once(sent, 'response')) as [http.IncomingMessage];
      return response;
    } catch (error) {
      if (!['ENOENT', 'ECONNREFUSED'].includes((error as NodeJS.ErrnoException).code ?? '')) throw error;
      await sleep(10);
    }
  }
}

test.each([
  ['native', HELLO, '{"hello":"world"}'],
  ['bash', HELLO, '{"hello":"world"}'],
  ['python', PYTHON, '{"hello": "world"}'],
  ['interpreter:sh', HELLO, '{"hello":"world"}'],
  ['./custom.mjs', HELLO, '{"hello":"world","isActionRunner":true}'],
])('serves %s', async (runner, code, result) => {
  expect(await serve([runner], code)).toEqual(['{"ok":true}', result]);
});

describe('each command', () => {
  const sandbox = setUpCommandSandbox();

  test.each([
    ['an unknown runner', ['serve', 'nativ']],
    ['a module that is not there', ['serve', './absent.js']],
    ['a wrong port', ['serve', 'native', '--port', 'x']],
    ['an unknown option', ['serve', 'native', '--prot', '1']],
    ['no runner', ['serve']],
    ['help', ['serve', 'native', '--help']],
    ['help of all', ['--help']],
    ['the version', ['--version']],
    ['an action', ['invoke', 'hello.sh', '-p', 'name', 'James']],
    ['an action of a runner in a module', ['invoke', 'hello.sh', '--runner', './custom.mjs']],
    ['an action of no runner', ['invoke', 'hello.sh', '--runner=nativ']],
    ['a build', ['build', 'hello.sh', '-o', 'hello.zip']],
    ['a target of no kind', ['check', './hello']],
    ['a new project', ['new', 'perl-runtime', '--language', 'perl', '--dry-run']],
    ['the manifest of an image that is not there', ['manifest', 'Not An Image']],
    ['an image that is not there', ['inspect', './absent.tar']],
    ['no activations', ['activations', 'last']],
  ])('says the same as the modules: %s', async (_, args) => {
    const options = { cwd: folder, env: { ...process.env, TMPDIR: sandbox.temp }, encoding: 'utf8' } as const;
    const { status, stdout, stderr } = spawnSync(process.execPath, [command, ...args], options);
    expect({ code: status, signal: null, stdout, stderr }).toEqual(await runHere(sandbox, args, { cwd: folder }));
  });
});

it('gives a module all that the packages export, and no class twice', () => {
  const print = `import('./nosy.mjs').then(({ packages }) =>
    console.log(JSON.stringify(Object.entries(packages).map(([name, exports]) => [name, Object.keys(exports)]))))`;
  const names = JSON.parse(execFileSync(process.execPath, ['-e', print], { cwd: folder, encoding: 'utf8' })) as unknown;
  const args = [command, 'invoke', '-r', '--no-record', 'hello.sh', '--runner', './nosy.mjs'];
  const { stdout, stderr } = spawnSync(process.execPath, args, { cwd: folder, encoding: 'utf8' });
  expect({ stderr, result: JSON.parse(stdout) as unknown }).toEqual({
    stderr: '',
    result: { names, ends: [true, true, true], same: [true, true], required: true, left: [] },
  });
});

it('has the manifests of its runners', () => {
  const args = [command, 'check', 'native', '--case', 'init/accepts-code'];
  const { status, stderr } = spawnSync(process.execPath, args, { cwd: folder, encoding: 'utf8' });
  expect({ status, stderr }).toEqual({ status: 0, stderr: 'actionrunner: the manifest is that of the runner.\n' });
});

describe('the code cache of a command', () => {
  let bundle: string;
  const listCaches = (): string[] => fs.readdirSync(bundle).filter((name) => name.includes('.cache'));
  const cacheOf = (name: string): string =>
    path.join(bundle, listCaches().find((cache) => cache.startsWith(`${name}-`)) as string);
  const invoke = (env: Record<string, string> = {}) => {
    const options = { cwd: folder, encoding: 'utf8', env: { ...process.env, ...env } } as const;
    const { status, stdout } = spawnSync(
      process.execPath,
      [command, 'invoke', '-r', '--no-record', 'hello.sh'],
      options,
    );
    expect({ status, answer: JSON.parse(stdout) as unknown }).toEqual({ status: 0, answer: { hello: 'world' } });
  };

  beforeEach(() => {
    bundle = path.join(folder, 'node_modules/actionrunner/bundle');
    for (const name of listCaches()) fs.rmSync(path.join(bundle, name));
  });

  test('is made by its first start, and used by the next', async () => {
    invoke();
    await serve(['native'], HELLO);
    const version = process.version.replaceAll('.', '[.]');
    expect(listCaches()).toEqual([
      expect.stringMatching(new RegExp(`^invoke-[0-9a-f]{16}-${version}[.]cache$`)),
      expect.stringMatching(new RegExp(`^serve-[0-9a-f]{16}-${version}[.]cache$`)),
    ]);
    const { ino } = fs.statSync(cacheOf('invoke'));
    invoke();
    expect(fs.statSync(cacheOf('invoke')).ino).toBe(ino);
  });

  test.each([[['--version']], [['build', 'hello.sh', '-o', 'cached.zip']], [['__complete', '--', 'in']]])(
    'of invoke is used by other commands, which make none: %j',
    (args) => {
      const preload = path.join(folder, 'note-rejected.cjs');
      const print = `process.on('exit', () => console.error('rejected:', scripts[0].cachedDataRejected));`;
      fs.writeFileSync(
        preload,
        `const vm = require('node:vm');
        const scripts = [];
        vm.Script = class extends vm.Script {
          constructor(...args) {
            super(...args);
            scripts.push(this);
          }
        };
        ${print}`,
      );
      const start = (): string =>
        spawnSync(process.execPath, ['--require', preload, command, ...args], { cwd: folder, encoding: 'utf8' }).stderr;
      expect(start()).toContain('rejected: undefined');
      expect(listCaches()).toEqual([]);
      invoke();
      expect(start()).toContain('rejected: false');
    },
  );

  test('gets what a later server has compiled', async () => {
    await serve(['native']);
    const { size } = fs.statSync(cacheOf('serve'));
    await serve(['native'], HELLO);
    const grown = fs.statSync(cacheOf('serve'));
    expect(grown.size).toBeGreaterThan(1.05 * size);
    await serve(['native']);
    expect(fs.statSync(cacheOf('serve')).ino).toBe(grown.ino);
  });

  test.each([
    ['that fails', 3, ['serve', 'native', '--port', 'x']],
    ['that shows the usage', 0, ['invoke', '--help']],
  ])('is not made by a start %s', (_, expected, args) => {
    const { status } = spawnSync(process.execPath, [command, ...args], { cwd: folder });
    expect({ status, caches: listCaches() }).toEqual({ status: expected, caches: [] });
  });

  test('is accepted by V8 although a server switches Maglev off', () => {
    const file = path.join(bundle, 'serve-flags.cache');
    const source = JSON.stringify('(() => 1)()');
    const saver = JSON.stringify(path.join(path.dirname(command), 'code-cache.js'));
    const save = `require('node:v8').setFlagsFromString('--no-maglev');
      require(${saver}).saveCache(new (require('node:vm').Script)(${source}), process.argv[1], false);`;
    execFileSync(process.execPath, ['-e', save, file]);
    const use = `const cachedData = require('node:fs').readFileSync(process.argv[1]);
      console.log(new (require('node:vm').Script)(${source}, { cachedData }).cachedDataRejected);`;
    expect(execFileSync(process.execPath, ['-e', use, file], { encoding: 'utf8' })).toBe('false\n');
  });

  test.each(['a killed process with the same PID', 'another process that was killed'])(
    'is made although %s has left its draft',
    (who) => {
      const file = path.join(bundle, 'serve-killed.cache');
      const saver = JSON.stringify(path.join(path.dirname(command), 'code-cache.js'));
      const left = `process.argv[1] + '.' + ${who.includes('same') ? 'process.pid' : 1}`;
      const save = `const { utimesSync, writeFileSync } = require('node:fs');
      for (const draft of [${left}, process.argv[1] + '.2']) writeFileSync(draft, '');
      utimesSync(${left}, 0, 0);
      require(${saver}).saveCache(new (require('node:vm').Script)('1'), process.argv[1], false);`;
      execFileSync(process.execPath, ['-e', save, file]);
      // That of a process that still works is kept.
      expect(listCaches()).toEqual(['serve-killed.cache', 'serve-killed.cache.2']);
    },
  );

  test('of a busy server has the functions of its start, which V8 drops, and is accepted', () => {
    const file = path.join(bundle, 'serve-busy.cache');
    const start = `(() => { function start(n) { ${'n += n * 1.5;'.repeat(400)} } start(1); return start; })()`;
    const source = JSON.stringify(start);
    const saver = JSON.stringify(path.join(path.dirname(command), 'code-cache.js'));
    // Its garbage is collected often; V8 of Node.js 20 drops functions that have not run meanwhile.
    const save = `require('node:v8').setFlagsFromString('--no-flush-bytecode');
      const { saveCache } = require(${saver});
      const script = new (require('node:vm').Script)(${source});
      const start = script.runInThisContext();
      let rounds = 0;
      let garbage;
      const work = () => {
        garbage = Array.from({ length: 8 }, () => new Array(100_000).fill(rounds));
        if (++rounds < 150) setTimeout(work, 1);
        else saveCache(script, process.argv[1], false, true) ?? start(1);
      };
      work();`;
    execFileSync(process.execPath, ['-e', save, file]);
    // 300 bytes without the function.
    expect(fs.statSync(file).size).toBeGreaterThan(5_000);
    const use = `const cachedData = require('node:fs').readFileSync(process.argv[1]);
      console.log(new (require('node:vm').Script)(${source}, { cachedData }).cachedDataRejected);`;
    expect(execFileSync(process.execPath, ['-e', use, file], { encoding: 'utf8' })).toBe('false\n');
  });

  test('of a server is made with all functions kept, unless the user has set the flag', async () => {
    const log = path.join(folder, 'flags.txt');
    const preload = path.join(folder, 'log-flags.cjs');
    fs.writeFileSync(
      preload,
      `const v8 = require('node:v8');
      const { setFlagsFromString } = v8;
      v8.setFlagsFromString = (flag) => {
        require('node:fs').appendFileSync(${JSON.stringify(log)}, flag + '\\n');
        setFlagsFromString(flag);
      };`,
    );
    const flagsOf = async (until: string, flags: readonly string[]): Promise<string[]> => {
      fs.writeFileSync(log, '');
      const directory = fs.mkdtempSync(path.join(folder, 'action-'));
      const socketPath = `${directory}.socket`;
      const where = ['--socket', socketPath, '--directory', directory];
      const args = [...flags, '--require', preload, command, 'serve', 'native', ...where];
      const server = spawn(process.execPath, args, { cwd: folder, stdio: 'ignore' });
      servers.push(server);
      // It listens: the delay after which it would set the flag has begun.
      await post(socketPath, '/init', '{"value":{"code":7}}');
      if (until === '') await sleep(2_000);
      while (!fs.readFileSync(log, 'utf8').includes(until)) await sleep(20);
      const exited = once(server, 'exit');
      server.kill('SIGTERM');
      expect(await exited).toEqual([0, null]);
      return fs.readFileSync(log, 'utf8').match(/--\S*flush-bytecode/g) ?? [];
    };
    expect(await flagsOf('flush', [])).toEqual(['--no-flush-bytecode', '--flush-bytecode']);
    expect(await flagsOf('', ['--flush-bytecode'])).toEqual([]);
  });

  test('is made again if V8 rejects it', () => {
    invoke();
    const file = path.join(bundle, listCaches()[0] as string);
    const { size } = fs.statSync(file);
    fs.writeFileSync(file, 'garbage');
    invoke();
    expect(fs.statSync(file).size).toBeGreaterThan(size / 2);
  });

  test('is not made where Node.js is to make none', () => {
    invoke({ NODE_DISABLE_COMPILE_CACHE: '1' });
    expect(listCaches()).toEqual([]);
  });

  test('is missing where its folder cannot be written', () => {
    // The folder is gone by then. Root may write to that of somebody else.
    const moved = `${bundle}.moved`;
    fs.renameSync(bundle, moved);
    fs.symlinkSync(moved, bundle);
    fs.writeFileSync(
      path.join(folder, 'gone.cjs'),
      `process.once('exit', () => require('node:fs').unlinkSync(${JSON.stringify(bundle)}));`,
    );
    invoke({ NODE_OPTIONS: `--require ${path.join(folder, 'gone.cjs')}` });
    fs.renameSync(moved, bundle);
    expect(listCaches()).toEqual([]);
  });
});

describe('what is loaded', () => {
  const MARK = 'the modules are loaded';
  const starts = (args: readonly string[]): string =>
    spawnSync(process.execPath, [command, ...args], { cwd: folder, encoding: 'utf8' }).stderr;

  beforeAll(() => {
    fs.writeFileSync(path.join(folder, 'node_modules/actionrunner/dist/main.js'), `throw new Error('${MARK}');\n`);
  });

  test.each([
    [['serve', 'native', '--help']],
    [['serve', 'hello.sh', '--runner', 'interpreter:sh', '--help']],
    [['invoke', 'hello.sh', '--runner=bash']],
    [['check', '--help']],
    [['--help']],
    [[]],
  ])('only the bundle: %j', (args) => {
    expect(starts(args)).not.toContain(MARK);
  });

  test.each([
    [['serve', './custom.mjs', '--help']],
    [['serve', '--port', '0', './custom.mjs', '--help']],
    [['serve', 'hello.sh', '--runner', './custom.mjs', '--help']],
    [['invoke', 'hello.sh', '--runner=./custom.mjs']],
  ])('the modules, where the runner may be one that cannot get the classes of the bundle: %j', (args) => {
    expect(starts(args).includes(MARK)).toBe(!CAN_SHARE);
  });

  (CAN_SHARE ? test.skip : test)('the modules, where a configuration file names one', () => {
    const action = path.join(folder, 'configured', 'action');
    fs.mkdirSync(action, { recursive: true });
    const file = path.join(folder, 'configured', 'actionrunner.json');
    fs.writeFileSync(file, '{ "runner": "interpreter:sh" }');
    expect(starts(['build', 'configured/action', '-o', 'configured.zip'])).not.toContain(MARK);
    // It reads the file again, which may name one then.
    expect(starts(['dev', 'configured/action', '--help'])).toContain(MARK);
    fs.writeFileSync(file, '{ "runner": "../custom.mjs" }');
    expect(starts(['invoke', 'configured/action'])).toContain(MARK);
    fs.rmSync(file);
    spawnSync('mkfifo', [file]);
    expect(starts(['invoke', 'configured/action'])).toContain(MARK);
    fs.rmSync(file);
    fs.writeFileSync(file, '{ "runner": ');
    expect(starts(['dev', 'configured/action'])).toContain(MARK);
  });

  test('the modules, where they are newer than the bundle of a clone', () => {
    fs.writeFileSync(path.join(folder, 'node_modules/actionrunner/tsconfig.json'), '{}');
    expect(starts(['--version'])).toBe('');
    fs.writeFileSync(path.join(folder, 'node_modules/actionrunner/dist/.tsbuildinfo'), '{}');
    expect(starts(['--version'])).toContain(MARK);
  });
});
