// Long because it has a test for each way in which an installation ends.
import { spawn, spawnSync } from 'node:child_process';
import * as fs from 'node:fs';
import * as os from 'node:os';
import * as path from 'node:path';
import { pathToFileURL } from 'node:url';
import { waitFor } from '../packages/core/test/support/wait-for.js';
import { beginInstallation, installPackages } from '../scripts/interop/install.js';
import { describeLack } from '../scripts/interop/lacking.js';
import { listPackages } from '../scripts/interop/registries.js';
import { hasEnded } from './support/processes.js';

describe('listPackages', () => {
  it('has a folder of its own for each date on which dependencies are resolved', () => {
    const packages = { npm: { a: '1.0.0' }, pypi: { b: '1.0' }, go: { c: 'v1.0.0' } };
    const list = (before: string) => listPackages({ packages, before });
    const folders = list('2026-01-01').map(({ folder }) => folder);
    expect(list('2026-01-02').map(({ folder }) => folders.includes(folder))).toEqual([false, false, true]);
    expect(list('2026-01-01').map(({ before }) => before)).toEqual([
      '2026-01-01T00:00:00Z',
      '2026-01-01T00:00:00Z',
      '',
    ]);
  });
});

describe('installPackages', () => {
  const INSTALL = new URL('../scripts/interop/install.js', pathToFileURL(__filename)).href;
  const REGISTRIES = new URL('../scripts/interop/registries.js', pathToFileURL(__filename)).href;
  let home: string;
  beforeEach(() => {
    home = fs.mkdtempSync(path.join(os.tmpdir(), 'interop-test-'));
  });
  afterEach(() => fs.rmSync(home, { recursive: true }));

  it('reports what cannot be installed, and why', async () => {
    const said: string[] = [];
    const folder = path.join(home, 'set');
    const set = { key: 'npm/nothing', registry: 'npm', pins: { nothing: '?' }, before: '2026-01-01', folder };
    const missing = await installPackages([set], (line) => said.push(line));
    expect([...missing.keys()]).toEqual(['npm/nothing']);
    expect(said).toEqual([expect.stringMatching(/^NOT INSTALLED: npm\/nothing: npm install: exit status/)]);
  });

  it('names the clients of registries that a machine with only Node lacks, and ends', () => {
    const bin = path.join(home, 'bin');
    fs.mkdirSync(bin);
    fs.symlinkSync('/bin/sh', path.join(bin, 'sh'));
    const packages = { pypi: { a: '1', b: '1' }, go: { c: 'v1' }, maven: { 'd:d': '1' }, debian: { e: '1' } };
    const program = `
      const { installPackages } = await import(${JSON.stringify(INSTALL)});
      const { listPackages } = await import(${JSON.stringify(REGISTRIES)});
      await installPackages(listPackages({ packages: ${JSON.stringify(packages)}, before: '2026-01-01' }), console.log);`;
    const env = { PATH: bin, ACTIONRUNNER_INTEROP_CACHE: path.join(home, 'cache') };
    const options = { encoding: 'utf8', env, timeout: 60_000 } as const;
    const { status, signal, stdout } = spawnSync(process.execPath, ['--input-type=module', '-e', program], options);
    expect(stdout.trim().split('\n')).toEqual([
      expect.stringMatching(/^NOT INSTALLED: pypi\/a, pypi\/b: there is no python3; install it with: .* python3-pip/),
      expect.stringMatching(/^NOT INSTALLED: go\/c: there is no go; .*https:\/\/go\.dev\/dl/),
      'NOT INSTALLED: maven/d:d: there is no mvn; install it with: sudo apt-get install maven (Debian)',
      expect.stringMatching(/^NOT INSTALLED: debian\/e: there is no apt-get; .* Debian 12/),
    ]);
    expect({ status, signal }).toEqual({ status: 0, signal: null });
  });

  describe('of several sets', () => {
    /** A client that is found first; what `use` needs the path for is done by then. */
    const withClient = async <T>(name: string, text: string, use: () => Promise<T>) => {
      fs.writeFileSync(path.join(home, name), `#!/bin/sh\n${text}\n`, { mode: 0o755 });
      const before = process.env['PATH'];
      process.env['PATH'] = `${home}:${before}`;
      try {
        return await use();
      } finally {
        process.env['PATH'] = before;
      }
    };
    const createSets = (registry: string, ...names: string[]) =>
      names.map((name) => {
        const folder = path.join(home, 'cache', name);
        return { key: `${registry}/${name}`, registry, pins: { [`x:${name}`]: '1' }, before: '', folder };
      });
    const install = (sets: ReturnType<typeof createSets>) => installPackages(sets, () => undefined);

    it('asks Maven once for all, and no more when they are there', async () => {
      const calls = path.join(home, 'calls');
      const sets = createSets('maven', 'a', 'b', 'c');
      await withClient('mvn', `grep -c '<module>' pom.xml >>'${calls}'`, async () => {
        expect([...(await install(sets)), ...(await install(sets))]).toEqual([]);
      });
      expect(fs.readFileSync(calls, 'utf8')).toBe('1\n');
    });

    it('asks for each alone if that fails, and names the one that is missing', async () => {
      const all = 'files=pom.xml; grep -q "<modules>" pom.xml && files=$(echo ../*/pom.xml)';
      const missing = await withClient('mvn', `${all}; ! grep "artifactId>bad<" $files`, () =>
        install(createSets('maven', 'a', 'bad', 'c')),
      );
      expect([...missing]).toEqual([['maven/bad', expect.stringMatching(/^mvn --batch-mode: exit status 1: .*bad/)]]);
    });

    it('knows of some while others are still being installed', async () => {
      const go = path.join(home, 'go');
      const [slow, quick] = [createSets('npm', 'slow'), createSets('npm', 'quick')];
      const wait = `case "$*" in *slow*) until [ -e '${go}' ]; do sleep 0.05; done; exit 1 ;; esac`;
      await withClient('npm', wait, async () => {
        const installation = beginInstallation([...slow, ...quick], () => undefined);
        try {
          expect([...(await installation.wait(quick))]).toEqual([]);
        } finally {
          fs.writeFileSync(go, '');
        }
        expect([...(await installation.wait(slow)).keys()]).toEqual(['npm/slow']);
      });
    });

    it('begins with what it can while a client is still being installed into the machine', async () => {
      const [later, now] = [createSets('maven', 'later'), createSets('npm', 'now')];
      let prepare = () => {};
      const prepared = new Promise<void>((resolve) => (prepare = resolve));
      const whenReady = (registry: string) => (registry === 'maven' ? prepared : undefined);
      await withClient('npm', 'exit 0', async () => {
        const installation = beginInstallation([...later, ...now], () => undefined, undefined, whenReady);
        expect([...(await installation.wait(now))]).toEqual([]);
        // Only now is there a client.
        await withClient('mvn', 'exit 0', async () => {
          prepare();
          expect([...(await installation.wait(later))]).toEqual([]);
        });
      });
    });

    it.each([
      ['npm', 10],
      ['go', 45],
    ])('gives each command of %s %i minutes', async (registry, minutes) => {
      const given: number[] = [];
      await withClient(registry, 'exit 0', async () => {
        const limit = (each: number) => {
          given.push(each);
          return new AbortController().signal;
        };
        await installPackages(createSets(registry, 'a'), () => undefined, limit);
      });
      expect(given).toEqual([minutes]);
    });

    it('begins none after the end, and says why', async () => {
      const end = AbortSignal.abort(new Error('the 19 minutes are over'));
      const sets = createSets('npm', 'a');
      const missing = await withClient('npm', `touch '${home}/begun'`, () =>
        installPackages(
          sets,
          () => undefined,
          () => end,
        ),
      );
      expect([...missing]).toEqual([['npm/a', 'npm: the 19 minutes are over']]);
      expect(fs.existsSync(path.join(home, 'begun'))).toBe(false);
    });
  });

  describe('of a client that does not end', () => {
    const set = () => ({ key: 'npm/x', registry: 'npm', pins: { x: '1' }, before: '', folder: path.join(home, 'set') });
    const pids = () => path.join(home, 'pids');
    const begun = () => waitFor('the PIDs of the client', () => fs.existsSync(pids()));
    /** The PIDs of the client and of what it started. */
    const read = () => fs.readFileSync(pids(), 'utf8').trim().split(' ').map(Number);
    const allEnded = () => waitFor('the end of both', () => read().every(hasEnded));
    let PATH: string;

    beforeEach(() => {
      const npm = path.join(home, 'npm');
      fs.writeFileSync(npm, `#!/bin/sh\nsleep 600 &\necho $$ $! >'${home}/new'\nmv '${home}/new' '${pids()}'\nwait\n`);
      fs.chmodSync(npm, 0o755);
      PATH = `${home}:${process.env['PATH']}`;
    });
    afterEach(() => {
      for (const pid of read()) if (!hasEnded(pid)) process.kill(pid, 'SIGKILL');
    });

    it('ends all that it has started when its time is over', async () => {
      const before = process.env['PATH'];
      const limit = new AbortController();
      process.env['PATH'] = PATH;
      try {
        const missing = installPackages(
          [set()],
          () => undefined,
          () => limit.signal,
        );
        await begun();
        limit.abort(new Error('did not end within 10 minutes'));
        expect([...(await missing)]).toEqual([['npm/x', 'npm: did not end within 10 minutes']]);
      } finally {
        process.env['PATH'] = before;
      }
      await allEnded();
    });

    it.each(['SIGINT', 'SIGTERM'] as const)('ends all that it has started on %s, and dies of it', async (name) => {
      const program = `
        const { installPackages } = await import(${JSON.stringify(INSTALL)});
        await installPackages([${JSON.stringify(set())}], console.log);`;
      const options = { env: { ...process.env, PATH }, stdio: 'ignore' } as const;
      const child = spawn(process.execPath, ['--input-type=module', '-e', program], options);
      const exited = new Promise((resolve) => child.once('exit', (...outcome) => resolve(outcome)));
      await begun();
      child.kill(name);
      expect(await exited).toEqual([null, name]);
      await allEnded();
    });
  });
});

describe('describeLack', () => {
  it('says how to get each command that subjects and clients need', () => {
    const programs = fs
      .readdirSync('interop', { recursive: true, encoding: 'utf8' })
      .filter((name) => name.endsWith('.mjs'));
    const sources = programs.map((name) => fs.readFileSync(path.join('interop', name), 'utf8')).join('');
    const names = [...sources.matchAll(/commands: \[([^\]]*)\]/g)].flatMap(([, list = '']) =>
      [...list.matchAll(/'([^']+)'/g)].map(([, name = '']) => name),
    );
    expect(names).toEqual(expect.arrayContaining(['cargo', 'go', 'java', 'python3', 'ruby', 'tclsh']));
    // This runs in Node.js.
    const needed = new Set(names.filter((name) => name !== 'node'));
    expect([...needed].filter((name) => !describeLack(name).startsWith(`there is no ${name}; `))).toEqual([]);
  });

  it('says no more of a command that it does not know', () => {
    expect(describeLack('toString')).toBe('there is no toString');
  });
});

describe('prepareMachine', () => {
  const PREPARE = new URL('../scripts/interop/prepare.js', pathToFileURL(__filename)).href;
  let bin: string;
  beforeEach(() => {
    bin = fs.mkdtempSync(path.join(os.tmpdir(), 'interop-bin-'));
  });
  afterEach(() => fs.rmSync(bin, { recursive: true }));

  it('says which packages a machine lacks that is no Debian', () => {
    const program = `
      const { prepareMachine } = await import(${JSON.stringify(PREPARE)});
      try { prepareMachine([{ packages: {} }], console.error, new AbortController().signal); } catch ({ message }) { console.log(message); }`;
    const options = { encoding: 'utf8', env: { PATH: bin } } as const;
    const { stdout } = spawnSync(process.execPath, ['--input-type=module', '-e', program], options);
    expect(stdout).toMatch(/^there is no apt-get; .* what is missing: apt-get install bash cargo-web .*maven .*zip\n$/);
  });

  it('says what could not be installed, and goes on', () => {
    for (const name of ['apt-get', 'bash', 'go']) {
      const text = name === 'bash' ? 'exit 1' : 'echo no such host >&2; exit 100';
      fs.writeFileSync(path.join(bin, name), `#!/bin/sh\n${text}\n`, { mode: 0o755 });
    }
    const program = `
      process.getuid = () => 0;
      const { prepareMachine } = await import(${JSON.stringify(PREPARE)});
      await prepareMachine([{ packages: {}, containers: true }], console.log, new AbortController().signal).containers;`;
    const options = { encoding: 'utf8', env: { PATH: bin } } as const;
    const { status, stdout } = spawnSync(process.execPath, ['--input-type=module', '-e', program], options);
    expect(stdout.match(/NOT PREPARED: .*/g)).toEqual([
      'NOT PREPARED: apt-get update: exit status 100: no such host',
      'NOT PREPARED: apt-get install: exit status 100: no such host',
      expect.stringMatching(/^NOT PREPARED: bash .*setup\.sh: exit status 1: /),
    ]);
    expect(status).toBe(0);
  });
});

describe('runCommand', () => {
  const COMMANDS = new URL('../interop/commands.mjs', pathToFileURL(__filename)).href;

  it('gives each command the locale of UTF-8 and no name of a user, whatever those of the machine are', () => {
    const program = `
      const { runCommand } = await import(${JSON.stringify(COMMANDS)});
      const command = ['sh', ['-c', 'echo "$LC_ALL $X$USER"'], Error];
      console.log(runCommand(...command) + runCommand(...command, { env: { ...process.env, X: '1' } }));`;
    const options = { encoding: 'utf8', env: { ...process.env, LC_ALL: 'C', X: '0', USER: 'x' } } as const;
    const { stdout } = spawnSync(process.execPath, ['--input-type=module', '-e', program], options);
    expect(stdout.trim()).toBe('C.UTF-8 0\nC.UTF-8 1');
  });

  it.each([
    ['no-such-command', 'there is no no-such-command'],
    [
      'sh -c "echo x: error while loading shared libraries: libx.so.1: cannot open >&2; exit 127"',
      'there is no libx.so.1',
    ],
    [`sh -c "echo Can\\'t locate A/B.pm in @INC >&2; exit 2"`, 'there is no A/B.pm'],
    ['sh -c "echo Error: spawnSync zip ENOENT >&2; exit 1"', describeLack('zip')],
  ])('%s: the row is skipped', (line, reason) => {
    const [command = '', ...args] = [...line.matchAll(/"([^"]*)"|(\S+)/g)].map(([, quoted, word]) => quoted ?? word);
    const program = `
      const { runCommand } = await import(${JSON.stringify(COMMANDS)});
      const [command, ...args] = ${JSON.stringify([command, ...args])};
      try { runCommand(command, args, (reason) => ({ reason })); } catch ({ reason, message }) { console.log(reason ?? message); }`;
    const { stdout } = spawnSync(process.execPath, ['--input-type=module', '-e', program], { encoding: 'utf8' });
    expect(stdout.trim()).toBe(reason);
  });
});
