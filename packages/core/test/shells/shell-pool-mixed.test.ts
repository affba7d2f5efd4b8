import { setTimeout as sleep } from 'node:timers/promises';
import { childrenOfAll, shellsOf } from '../../../../test/support/processes.js';
import { Random } from '../../../../test/support/random.js';
import { repetitions } from '../../../../test/support/repetitions.js';
import { runProcess } from '../../src/process/run-process.js';
import type { ProcessExit } from '../../src/process/running-process.js';
import { startProcess } from '../../src/process/start-process.js';
import { ShellPool } from '../../src/shells/shell-pool.js';
import { cancelBy } from '../support/memory-log-sink.js';
import { IS_LINUX, testWhere } from '../support/test-where.js';
import { setUpSandbox } from '../support/tree.js';
import { waitFor } from '../support/wait-for.js';

const PATH = process.env['PATH'] ?? '';
const COUNT = repetitions(100, 2_000);
const AT_ONCE = 4;
const TIMEOUT_MS = 300_000;
const SEED = 20_261_128;

/** Only the shells of these tests have it: other tests in this process may not have closed theirs. */
const OWN = 'shell-pool-mixed';
const shells = () => shellsOf(process.pid, `OWN=${OWN}`);

/** What a process does, by its name, and how it ends. Each writes its id to both streams first. */
const DEEDS: readonly (readonly [name: string, script: string, exit: number | NodeJS.Signals])[] = [
  ['nothing more', '', 0],
  ['fails', 'exit 3', 3],
  ['fails as if killed', 'exit 137', 137],
  ['is killed', 'kill -KILL $$', 'SIGKILL'],
  ['is terminated', 'kill -TERM $$', 'SIGTERM'],
  ['terminates its group', 'kill -TERM 0; sleep 60', 'SIGTERM'],
  ['logs much', 'head -c 1000000 /dev/zero | tr "\\0" "$ID" >&2', 0],
  ['has a long result', 'head -c 200000 /dev/zero | tr "\\0" x', 0],
  ['is slow', 'sleep 0.03; echo "late $ID"', 0],
  ['leaves a child in the group', '(sleep 60; echo "left $ID") &', 0],
  ['leaves a child that holds nothing', 'sleep 60 <&- >&- 2>&- &', 0],
  ['leaves a child with a session of its own', 'setsid sh -c "sleep 60; echo left $ID" &', 0],
  ['reads nothing', 'exec <&-', 0],
];

describe('processes of all kinds, several at once', () => {
  const sandbox = setUpSandbox();

  const onLinux = testWhere(IS_LINUX, '/proc', 'processes through shells');

  async function campaign(kills: number) {
    const random = new Random(SEED);
    let plainStarts = 0;
    const plain = (spec: Parameters<typeof startProcess>[0]) => {
      plainStarts++;
      return startProcess(spec);
    };
    const pool = new ShellPool({ folders: ['/dev/shm', '/tmp'], plain });
    const bad: unknown[] = [];
    let killed = 0;
    let next = 0;
    const one = async (id: number) => {
      const [name, script, end] = random.pick(DEEDS);
      const input = `${id} ${'ü\'"\\'.repeat(random.pick([0, 1, 500, 40_000]))}\n`;
      const outputs = { stdout: '', stderr: '' };
      const receive = (stream: 'stdout' | 'stderr') => (bytes: Buffer) => {
        outputs[stream] += bytes.toString('latin1');
      };
      const program = `echo "out $ID $1"; echo "err $ID" >&2; read -r id rest; echo "in $id \${#rest}"; ${script}`;
      const command = ['/bin/sh', '-c', program, 'sh', `arg ${id} '"`];
      const exit = await runProcess(
        (spec) => pool.start(spec),
        { command, cwd: sandbox.directory, env: { PATH, OWN, ID: String(id), LC_ALL: 'C' }, input: Buffer.from(input) },
        {
          stdout: receive('stdout'),
          stderr: receive('stderr'),
          cancellation: cancelBy(new AbortController().signal),
          graceMs: 0,
          hold: () => undefined,
        },
      );
      const expected: ProcessExit = typeof end === 'number' ? { code: end, signal: null } : { code: null, signal: end };
      const head = `out ${id} arg ${id} '"\nin ${id} `;
      const isRight =
        JSON.stringify(exit) === JSON.stringify(expected) &&
        outputs.stdout.startsWith(head) &&
        outputs.stderr.startsWith(`err ${id}\n`) &&
        !outputs.stdout.includes('left') &&
        (name !== 'is slow' || outputs.stdout.endsWith(`late ${id}\n`)) &&
        (name !== 'has a long result' || outputs.stdout.length > 200_000) &&
        (name !== 'logs much' || outputs.stderr.length === 1_000_000 + `err ${id}\n`.length);
      if (exit.signal === 'SIGKILL' && end !== 'SIGKILL') {
        killed++;
      }
      const isOwn = [...`${outputs.stdout}${outputs.stderr}`.matchAll(/(?:out|in|err|late) (\d+)/g)].every(
        ([, found]) => Number(found) === id,
      );
      if ((!isRight && (kills === 0 || exit.signal !== 'SIGKILL')) || !isOwn) {
        bad.push([id, name, exit, outputs.stdout.slice(0, 100), outputs.stderr.slice(0, 100)]);
      }
    };
    const worker = async () => {
      while (next < COUNT) {
        // On a busy machine shells are slow to come, and most processes would start without one.
        await waitFor('a shell', () => pool.waiting > 0);
        await one(next++);
      }
    };
    const killer = async () => {
      for (let round = 0; round < kills && next < COUNT; round++) {
        await sleep(random.between(20, 100));
        // Not one that is starting: after three such in a row there are none for a while.
        const all = shells();
        const children = childrenOfAll();
        const own = all.filter((pid) => children.has(pid));
        const shell = own.length > 0 ? random.pick(own) : undefined;
        if (shell !== undefined) {
          process.kill(shell, 'SIGKILL');
        }
      }
    };
    pool.prepare({ PATH, OWN });
    await waitFor('a shell', () => pool.waiting > 0);
    await Promise.all([...Array.from({ length: AT_ONCE }, worker), killer()]);
    await waitFor('the shells', () => pool.waiting === AT_ONCE + 1);
    await pool.close();
    await waitFor('the end of all shells', () => shells().length === 0);
    return { bad, killed, plainStarts };
  }

  onLinux(
    'each has its own input, output and end, and nothing of another',
    async () => {
      const { bad, killed, plainStarts } = await campaign(0);
      expect({ bad, killed }).toEqual({ bad: [], killed: 0 });
      // A few, as those that start at once may find one shell.
      expect(plainStarts).toBeLessThan(COUNT / 2);
    },
    TIMEOUT_MS,
  );

  onLinux(
    'a shell that is killed costs its own process at most',
    async () => {
      const kills = 15;
      const { bad, killed } = await campaign(kills);
      expect(bad).toEqual([]);
      expect(killed).toBeLessThanOrEqual(kills);
    },
    TIMEOUT_MS,
  );
});
