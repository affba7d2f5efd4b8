import { spawn, spawnSync } from 'node:child_process';
import * as fs from 'node:fs';
import * as os from 'node:os';
import * as path from 'node:path';
import { pathToFileURL } from 'node:url';
import { waitFor } from '../packages/core/test/support/wait-for.js';
import { installPackages, listPackages } from '../scripts/interop/install.js';
import { describeLack } from '../scripts/interop/lacking.js';
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
      const { installPackages, listPackages } = await import(${JSON.stringify(INSTALL)});
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
        limit.abort();
        expect([...(await missing)]).toEqual([['npm/x', 'npm did not end within 10 minutes']]);
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

describe('runCommand', () => {
  const COMMANDS = new URL('../interop/commands.mjs', pathToFileURL(__filename)).href;

  it('gives each command the locale of UTF-8, whatever that of the machine is', () => {
    const program = `
      const { runCommand } = await import(${JSON.stringify(COMMANDS)});
      const command = ['sh', ['-c', 'echo "$LC_ALL $X"'], Error];
      console.log(runCommand(...command) + runCommand(...command, { env: { ...process.env, X: '1' } }));`;
    const options = { encoding: 'utf8', env: { ...process.env, LC_ALL: 'C', X: '0' } } as const;
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
