import { once } from 'node:events';
import { readdirSync, readFileSync } from 'node:fs';
import { repetitions } from '../../../../test/support/repetitions.js';
import type { ProcessSpec, RunningProcess } from '../../src/process/running-process.js';
import { killLeftBehind } from '../../src/process/terminate.js';
import { endAllIn, escaping, pidOf } from '../support/left-processes.js';
import { setUpStarter, WAYS } from '../support/starter.js';
import { IS_LINUX, testWhere } from '../support/test-where.js';
import { setUpSandbox } from '../support/tree.js';
import { isAlive, waitFor } from '../support/wait-for.js';

/** Of what depends on the moment. */
const ROUNDS = repetitions(30, 400);
const env = { PATH: process.env['PATH'] ?? '' };

describe.each(WAYS)('killLeftBehind, through %s', (way) => {
  const sandbox = setUpSandbox();
  const starter = setUpStarter(way, sandbox);
  afterEach(() => endAllIn(sandbox.directory));

  const start = (script: string, spec: Partial<ProcessSpec> = {}): Promise<RunningProcess> =>
    starter.start({ command: ['sh', '-c', script], cwd: sandbox.directory, env, ...spec });
  const isLeft = (file: string) => isAlive(pidOf(sandbox.directory, file));
  const ended = (...files: string[]) => waitFor('the end of the processes', () => !files.some(isLeft));

  const onLinux = testWhere(IS_LINUX, '/proc', 'the end of processes that left their group');

  test('ends the group of a process that has ended', async () => {
    const child = await start(escaping('group', 'sh -c "$RUN" &'));
    await child.exited;
    expect(isLeft('group')).toBe(true);
    killLeftBehind(child);
    await ended('group');
  });

  onLinux('ends descendants that left the group, those that ignore every polite signal, too', async () => {
    const stubborn = 'setsid sh -c "trap \'\' TERM HUP INT; $RUN" &';
    const child = await start(escaping('session') + escaping('stubborn', stubborn));
    await child.exited;
    killLeftBehind(child);
    await ended('session', 'stubborn');
    expect(child.leftBehind()).toEqual([]);
  });

  onLinux('ends one that goes on starting others', async () => {
    const child = await start(
      escaping('hydra', "setsid sh -c 'echo $$ >hydra.pid; while :; do sleep 60 & sleep 0.01; done' &"),
    );
    await child.exited;
    killLeftBehind(child);
    await waitFor('the end of all', () => child.leftBehind().length === 0);
    expect(isLeft('hydra')).toBe(false);
  });

  onLinux('misses none that is just becoming another program, and has no environment for that moment', async () => {
    const marks: string[] = [];
    for (let round = 0; round < ROUNDS; round++) {
      const child = await start('echo "$ACTIONRUNNER_PROCESS"; setsid sleep 60 &');
      child.stdout.setEncoding('utf8').on('data', (text: string) => marks.push(text.trim()));
      await child.exited;
      killLeftBehind(child);
    }
    const environments = () => readdirSync('/proc').map((pid) => environmentOf(pid));
    await waitFor('the end of all', () => !environments().some((text) => marks.some((mark) => text.includes(mark))));
    expect(marks).toHaveLength(ROUNDS);
  });

  onLinux('leaves all other processes alone', async () => {
    const other = await start(escaping('other', 'sh -c "$RUN" &') + escaping('far'));
    await other.exited;
    const child = await start(escaping('own'));
    await child.exited;
    killLeftBehind(child);
    await ended('own');
    expect([isLeft('other'), isLeft('far')]).toEqual([true, true]);
  });

  test('does nothing where nothing is left', async () => {
    const child = await start('true');
    await child.exited;
    expect(() => killLeftBehind(child)).not.toThrow();
  });

  onLinux('ends a process that still runs, with what it has started', async () => {
    const child = await start(`${escaping('session')}echo started; sleep 60`);
    await once(child.stdout, 'data');
    killLeftBehind(child);
    expect(await child.exited).toEqual({ code: null, signal: 'SIGKILL' });
    await ended('session');
  });

  test('a process that has ended between the look and the signal is no error', () => {
    // No process has so high a number (proc(5), `pid_max`).
    const looks = [[{ pid: 2 ** 30, name: 'gone' }]];
    expect(() => killLeftBehind({ kill: () => undefined, leftBehind: () => looks.pop() ?? [] })).not.toThrow();
    expect(looks).toEqual([]);
  });
});

function environmentOf(pid: string): string {
  try {
    return readFileSync(`/proc/${pid}/environ`, 'latin1');
  } catch {
    // No process, or one that has ended meanwhile.
    return '';
  }
}
