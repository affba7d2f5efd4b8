// Long because all its tests run for each kind of shell.
import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { shellsOf } from '../../../../test/support/processes.js';
import {
  NothingRan,
  type ProcessExit,
  type ProcessSpec,
  type RunningProcess,
} from '../../src/process/running-process.js';
import type { ShellPool } from '../../src/shells/shell-pool.js';
import { makeStarter, SHELLS, type Starter } from '../support/starter.js';
import { IS_LINUX } from '../support/test-where.js';
import { setUpSandbox } from '../support/tree.js';
import { isAlive, waitFor } from '../support/wait-for.js';

const PATH = process.env['PATH'] ?? '';
const onLinux = IS_LINUX ? describe : describe.skip;

/** Only the shells of these tests have it: other tests in this process may not have closed theirs. */
const OWN = 'shell-pool';
const ownShells = () => shellsOf(process.pid, `OWN=${OWN}`);

/** What came of a process: how it ended and what it wrote, or why it was not started. */
interface Outcome {
  exit?: ProcessExit;
  stdout?: string;
  stderr?: string;
  error?: string;
}

onLinux.each(SHELLS)('ShellPool, with %s', (way) => {
  const sandbox = setUpSandbox();
  let starter: Starter;
  let plain: Starter;
  beforeEach(() => {
    starter = makeStarter(way, sandbox.outside);
    plain = makeStarter('pipes', sandbox.outside);
  });

  const pool = () => starter.pool as ShellPool;
  const specOf = (command: readonly string[], spec: Partial<ProcessSpec> = {}): ProcessSpec => ({
    command,
    cwd: sandbox.directory,
    env: { PATH, OWN },
    ...spec,
  });

  /** Runs a process and collects what it did. */
  const run = (from: Starter, command: readonly string[], spec: Partial<ProcessSpec> = {}): Promise<Outcome> =>
    runSpec(from, specOf(command, spec));

  async function runSpec(from: Starter, spec: ProcessSpec): Promise<Outcome> {
    const child = await from.start(spec);
    const output = Promise.all([text(child.stdout), text(child.stderr)]).catch(() => ['', '']);
    try {
      const exit = await child.exited;
      const [stdout, stderr] = await output;
      return { exit, stdout, stderr };
    } catch (error) {
      child.stdout.destroy();
      child.stderr.destroy();
      return error instanceof NothingRan ? await runSpec(from, spec) : { error: (error as Error).message };
    }
  }
  const attempt = (from: Starter, command: readonly string[], spec: Partial<ProcessSpec> = {}) =>
    run(from, command, spec).catch((error: Error): Outcome => ({ error: error.message }));

  /** The same process, started both ways. */
  async function both(command: readonly string[], spec: Partial<ProcessSpec> = {}) {
    return { shell: await attempt(starter, command, spec), plain: await attempt(plain, command, spec) };
  }

  const variables = (output: Outcome) =>
    new Map(
      (output.stdout ?? '')
        .split('\0')
        .filter((entry) => entry && !entry.startsWith('ACTIONRUNNER_PROCESS='))
        .map((entry) => [entry.slice(0, entry.indexOf('=')), entry.slice(entry.indexOf('=') + 1)]),
    );

  test('what gets a large input is read at once, without waiting for the first look', async () => {
    await waitFor('a shell that waits', () => pool().waiting > 0);
    const cat = existsSync('/bin/cat') ? '/bin/cat' : 'cat';
    const input = Buffer.alloc(300_000, 'x');
    jest.useFakeTimers({
      advanceTimers: false,
      doNotFake: ['nextTick', 'queueMicrotask', 'setImmediate', 'performance'],
    });
    try {
      const child = await pool().start(specOf([cat], { input }));
      const [output, exit] = await Promise.all([text(child.stdout), child.exited]);
      expect([output.length, exit.code, starter.plainStarts]).toEqual([300_000, 0, 0]);
      child.stderr.destroy();
    } finally {
      jest.useRealTimers();
    }
  });

  test('what is needed comes before what is rehearsed, and waits for its shell if that runs', async () => {
    jest.useFakeTimers({
      advanceTimers: false,
      doNotFake: ['nextTick', 'queueMicrotask', 'setImmediate', 'performance'],
    });
    const echo = (word: string) => specOf(['/bin/sh', '-c', 'echo "$0"', word]);
    const ended: string[] = [];
    const finish = async (run: Promise<RunningProcess | undefined>) => {
      const child = await run;
      const output = child && (await Promise.all([text(child.stdout), text(child.stderr), child.exited]));
      ended.push(output?.[0].trim() ?? 'none');
    };
    try {
      const isWanted = () => !ended.includes('last');
      const rehearsals = [finish(pool().rehearse(echo('rehearsal'), isWanted))];
      await finish(pool().start(echo('first')));
      await Promise.all(rehearsals);
      await new Promise(setImmediate);
      const run = pool().rehearse(echo('another'), isWanted);
      rehearsals.push(finish(run));
      await run;
      await finish(pool().start(echo('last')));
      rehearsals.push(finish(pool().rehearse(echo('unwanted'), isWanted)));
      await Promise.all(rehearsals);
    } finally {
      jest.useRealTimers();
    }
    expect(ended).toEqual(['first', 'rehearsal', 'another', 'last', 'none']);
    expect(starter.plainStarts).toBe(0);
  });

  test('the environment is that of a plain start, variable by variable', async () => {
    const env = {
      PATH,
      BASE: 'changed',
      EMPTY: '',
      QUOTES: `'"\\$HOME\`id\`!*`,
      LINES: '1\n2\n',
      TABS: '\t  x ',
      UTF: 'ü€😀',
      HOME: '/nowhere',
      SHLVL: '7',
      OLDPWD: '/old',
      PWD: '/elsewhere',
      ENV: '/none',
      LANG: 'de_DE.UTF-8',
      LC_ALL: 'C',
      LD_BIND_NOW: '1',
      TERM: 'dumb',
      CDPATH: '/:/tmp',
      __OW_ACTIVATION_ID: '1',
      lower: 'x',
    };
    for (const set of [env, { PATH }, { PATH, BASE: 'base', A: '1' }]) {
      const found = await both(['/usr/bin/env', '-0'], { env: set });
      expect(variables(found.shell)).toEqual(variables(found.plain));
    }
    expect(starter.plainStarts).toBe(0);
  });

  test('without PATH, too', async () => {
    const found = await both(['/usr/bin/env', '-0'], { env: { A: '1' } });
    expect(variables(found.shell)).toEqual(variables(found.plain));
    expect(starter.plainStarts).toBe(0);
  });

  test.each([
    ['working directory', ['/bin/readlink', '/proc/self/cwd']],
    ['limits', ['/bin/cat', '/proc/self/limits']],
    ['signals that are blocked and ignored', ['/bin/grep', '-E', '^Sig(Blk|Ign|Cgt)|^Umask', '/proc/self/status']],
    ['score for the OOM killer', ['/bin/cat', '/proc/self/oom_score_adj']],
    ['names of its descriptors', ['/bin/ls', '/proc/self/fd']],
    ['arguments', ['/bin/cat', '/proc/self/cmdline']],
  ])('its %s: as with a plain start', async (_, command) => {
    const found = await both(command, { input: Buffer.from('x\n') });
    expect(found.shell).toEqual(found.plain);
    expect(starter.plainStarts).toBe(0);
  });

  test.each([['short\n'], ['x'.repeat(5_000)], [`${'ü\0'.repeat(100_000)}\n`], ['']])(
    'the input is a file that is read again when it is opened again',
    async (input) => {
      const script = 'cat; cat /dev/stdin; [ -f /dev/stdin ]; echo $?';
      for (const content of [input, 'another\n']) {
        const found = await run(starter, ['/bin/sh', '-c', script], { input: Buffer.from(content) });
        expect(found).toEqual({ exit: { code: 0, signal: null }, stdout: `${content}${content}0\n`, stderr: '' });
      }
    },
  );

  describe('what cannot be started', () => {
    const file = (name: string, content: string | Buffer, mode = 0o755) => {
      const path = join(sandbox.directory, name);
      writeFileSync(path, content, { mode });
      return path;
    };

    test('is reported as by a plain start', async () => {
      const commands: [readonly string[], Partial<ProcessSpec>?][] = [
        [[join(sandbox.directory, 'missing')]],
        [['no-such-command']],
        [[file('no-interpreter', '#!/no/such/interpreter\n')]],
        [[file('not-executable', '#!/bin/sh\n', 0o644)]],
        [[sandbox.directory]],
        [['/bin/true'], { cwd: join(sandbox.directory, 'missing') }],
        [['/bin/echo', 'x'.repeat(4_000_000)]],
        [['/bin/echo', 'a\0b']],
      ];
      for (const [command, spec] of commands) {
        const found = await both(command, spec);
        expect([command[0], found.shell]).toEqual([command[0], found.plain]);
        expect(found.shell).toEqual({ error: expect.stringContaining('could not be started') });
      }
    });

    test('a script without #! is started the plain way', async () => {
      const script = file('script', 'echo "$0" "$1"; cat; exit 127\n');
      const found = await both([script, 'a b'], { input: Buffer.from('in\n') });
      expect(found.shell).toEqual(found.plain);
      expect(starter.plainStarts).toBe(1);
    });

    test('nothing of it is logged, however late it is found out', async () => {
      const slow = file('slow', '#!/no/such/interpreter\n');
      const found = await Promise.all(Array.from({ length: 4 }, () => attempt(starter, [slow])));
      expect(found).toEqual(Array(4).fill({ error: expect.stringContaining('(ENOENT)') }));
    });
  });

  test.each([1, 2, 126, 127, 128, 130, 137, 141, 143, 255])('exit status %i is no signal', async (code) => {
    const { exit, stderr } = await run(starter, ['/bin/sh', '-c', `exit ${code}`]);
    expect([exit, stderr]).toEqual([{ code, signal: null }, '']);
  });

  test.each(['HUP', 'QUIT', 'KILL', 'TERM', 'SEGV', 'USR1', 'XCPU', 'ABRT'])('SIG%s is named', async (signal) => {
    for (const target of ['$$', '0']) {
      const { exit } = await run(starter, ['/bin/sh', '-c', `kill -${signal} ${target}; sleep 60`]);
      const ofGroup = target === '0' && (signal === 'SEGV' || signal === 'ABRT');
      expect([target, exit]).toEqual([target, { code: null, signal: ofGroup ? 'SIGKILL' : `SIG${signal}` }]);
    }
  });

  test('output at any time arrives, in order', async () => {
    const script = 'echo a; sleep 0.02; echo b; echo c >&2; sleep 0.02; head -c 300000 /dev/zero; echo d >&2';
    const found = await run(starter, ['/bin/sh', '-c', script]);
    expect([found.stdout?.length, found.stdout?.slice(0, 4), found.stderr]).toEqual([300_004, 'a\nb\n', 'c\nd\n']);
  });

  test('nothing has a name while processes run', async () => {
    const child = await starter.start(specOf(['/bin/sh', '-c', 'echo; sleep 60'], { input: Buffer.from('x') }));
    await waitFor('another shell', () => pool().waiting > 0);
    expect(readdirSync(sandbox.outside)).toEqual(['action']);
    expect(readdirSync(sandbox.directory)).toEqual([]);
    child.kill('SIGKILL');
    expect(await child.exited).toEqual({ code: null, signal: 'SIGKILL' });
  });

  test('a shell that is killed while it waits is replaced; no process notices', async () => {
    for (let round = 0; round < 3; round++) {
      await waitFor('two shells', () => pool().waiting === 2);
      const killed = ownShells();
      for (const pid of killed) {
        process.kill(pid, 'SIGKILL');
      }
      await waitFor(
        'their replacement',
        () => pool().waiting === 2 && !killed.some((pid) => existsSync(`/proc/${pid}`)),
      );
      const child = await pool().start(specOf(['/bin/echo', 'ok']));
      expect([await text(child.stdout), await child.exited]).toEqual(['ok\n', { code: 0, signal: null }]);
      child.stderr.destroy();
    }
  });

  test('a shell whose process runs and that is killed costs that process only', async () => {
    const others = [0, 1].map(async () => {
      const child = await starter.start(specOf(['/bin/sh', '-c', 'sleep 0.5; echo ok']));
      return [await text(child.stdout), await child.exited];
    });
    const child = await starter.start(specOf(['/bin/sh', '-c', 'echo "$$"; sleep 60']));
    const pid = await new Promise<number>((resolve) => child.stdout.once('data', (bytes) => resolve(Number(bytes))));
    const shell = Number(readFileSync(`/proc/${pid}/stat`, 'latin1').split(' ')[3]);
    process.kill(shell, 'SIGKILL');
    expect(await child.exited).toEqual({ code: null, signal: 'SIGKILL' });
    await waitFor('the end of the process', () => !isAlive(pid));
    expect(await Promise.all(others)).toEqual(Array(2).fill(['ok\n', { code: 0, signal: null }]));
  });
});
