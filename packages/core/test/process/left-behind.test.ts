import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { findLeftBehind } from '../../src/process/left-behind.js';
import type { RunningProcess } from '../../src/process/running-process.js';
import { now } from '../../src/timings.js';
import { endAllIn, escaping, pidOf } from '../support/left-processes.js';
import { setUpStarter, WAYS } from '../support/starter.js';
import { IS_LINUX, testWhere } from '../support/test-where.js';
import { setUpSandbox } from '../support/tree.js';
import { waitFor } from '../support/wait-for.js';

const PATH = process.env['PATH'] ?? '';

/** Longer than numbers of processes are trusted to go up only. */
const OLD_MS = 60_000;

describe.each(WAYS)('leftBehind, through %s', (way) => {
  const sandbox = setUpSandbox();
  const starter = setUpStarter(way, sandbox);
  afterEach(() => endAllIn(sandbox.directory));

  const onLinux = testWhere(IS_LINUX, '/proc', 'processes that are left behind');

  /** Starts a shell script. */
  const start = (script: string): Promise<RunningProcess> => {
    const line = 'printf %s "$ACTIONRUNNER_PROCESS" >mark; cut -d " " -f 5 /proc/self/stat >group; ';
    return starter.start({ command: ['sh', '-c', line + script], cwd: sandbox.directory, env: { PATH } });
  };
  const pid = (file: string) => pidOf(sandbox.directory, file);

  /** The origin of the last one started, as if it was long ago: all processes are looked at. */
  const longAgo = ({ pid }: RunningProcess) => ({
    pid,
    mark: `ACTIONRUNNER_PROCESS=${readFileSync(join(sandbox.directory, 'mark'), 'utf8')}`,
    startedAt: now() - OLD_MS,
    user: undefined,
    group: Number(readFileSync(join(sandbox.directory, 'group'), 'utf8')),
    after: pid,
  });

  /** What a shell script leaves behind: by the quick look at the numbers since its start, and by the look at all processes. */
  async function leftBy(script: string) {
    const child = await start(script);
    await child.exited;
    // The program of a process that has just written its number may still be the shell.
    await waitFor('their programs', () => findLeftBehind(longAgo(child)).every(({ name }) => name !== 'sh'));
    const quick = child.leftBehind();
    return { quick, all: findLeftBehind(longAgo(child)) };
  }

  /** The same processes both ways. */
  const both = (...left: { pid: number; name: string }[]) => {
    const sorted = left.sort((one, other) => one.pid - other.pid);
    return { quick: sorted, all: sorted };
  };

  onLinux('nothing is found when nothing is left', async () => {
    expect(await leftBy('true')).toEqual(both());
    expect(await leftBy('sleep 0.01 & wait; (setsid sleep 0.01)')).toEqual(both());
  });

  onLinux.each([
    ['a process of the group', '( sh -c "$RUN" & )'],
    ['one with a session of its own', 'setsid sh -c "$RUN" &'],
    ['one that was started by way of another that has ended', '( setsid sh -c \'sh -c "$RUN" &\' & )'],
    ['a daemon with a session of its own and no streams', 'setsid sh -c "$RUN" <&- >&- 2>&- &'],
    ['one with an environment of its own that keeps the mark', 'A=1 setsid sh -c "$RUN" &'],
    ['one of the group without any environment', 'env -i RUN="$RUN" sh -c "$RUN" &'],
  ])('%s is found', async (_, how) => {
    const found = await leftBy(escaping('left', how));
    expect(found).toEqual(both({ pid: pid('left'), name: 'sleep' }));
  });

  onLinux('several are found, each once', async () => {
    const found = await leftBy(escaping('one') + escaping('two', 'sh -c "$RUN" &') + escaping('three'));
    expect(found).toEqual(both(...['one', 'two', 'three'].map((file) => ({ pid: pid(file), name: 'sleep' }))));
  });

  onLinux('one is found also when many processes were started since', async () => {
    const found = await leftBy(`${escaping('left')}i=0; while [ $i -lt 100 ]; do /bin/true; i=$((i+1)); done`);
    expect(found).toEqual(both({ pid: pid('left'), name: 'sleep' }));
  });

  onLinux('the limit: one that left the group and took the mark out of its environment is not found', async () => {
    expect(await leftBy(escaping('left', 'env -u ACTIONRUNNER_PROCESS setsid sh -c "$RUN" &'))).toEqual(both());
  });

  onLinux('processes that have ended and were not collected are not counted, their parents are', async () => {
    const found = await leftBy(`sh -c 'sleep 1 & echo $! >zombie; echo $$ >left.pid; exec sleep 60' &
      while [ ! -s left.pid ]; do sleep 0.02; done; while ! grep -q ') Z' /proc/$(cat zombie)/stat; do sleep 0.05; done`);
    const zombie = readFileSync(join(sandbox.directory, 'zombie'), 'utf8').trim();
    expect(readFileSync(`/proc/${zombie}/stat`, 'latin1')).toContain(') Z ');
    expect(found).toEqual(both({ pid: pid('left'), name: 'sleep' }));
  });

  onLinux('names with brackets, blanks and line ends mislead nobody', async () => {
    const found = await leftBy(
      `cat >') Z 1 1
(x' <<'END'
#!/bin/sh
echo $$ >left.pid
read -r line <fifo
END
      chmod +x ')'*; mkfifo fifo
      setsid ./')'* & while [ ! -s left.pid ]; do sleep 0.02; done`,
    );
    expect(found).toEqual(both({ pid: pid('left'), name: ') Z 1 1\n(x' }));
  });

  onLinux('other processes are not found: those of another action, and those that only mention the mark', async () => {
    const other = await start(escaping('other', 'sh -c "$RUN" &') + escaping('far'));
    await other.exited;
    const child = await start('true');
    await child.exited;
    const origin = longAgo(child);
    const { mark } = origin;
    const [name = '', value = ''] = mark.split('=');
    const stranger = spawn('sleep', ['60', mark], { env: { PATH, X: mark, [name]: `${value}0`, [`X${name}`]: value } });
    try {
      await once(stranger, 'spawn');
      expect(child.leftBehind()).toEqual([]);
      expect(findLeftBehind(origin)).toEqual([]);
      const found = other.leftBehind().map((left) => left.pid);
      expect(found.sort()).toEqual([pid('other'), pid('far')].sort());
    } finally {
      stranger.kill('SIGKILL');
      await once(stranger, 'exit');
    }
  });

  onLinux('one is not found any more when it has ended', async () => {
    const child = await start(escaping('left'));
    await child.exited;
    process.kill(pid('left'), 'SIGKILL');
    await waitFor('the end of the process', () => child.leftBehind().length === 0);
  });
});
