import { spawnSync } from 'node:child_process';
import { readdirSync, readFileSync } from 'node:fs';
import { setUpCommandSandbox } from '../../core/test/support/command-sandbox.js';
import { eventually } from './support/command.js';
import { testWithNamespaces } from './support/namespaces.js';
import { placed, type Served, serve } from './support/served.js';

const FLAGS = ['--pid', '--fork', '--mount-proc'];
const ACTIVATIONS = 50;

/** Leaves a child in its group and one that left it; `{"count":true}` tells how many processes have ended but were not collected. */
const LEAVES_CHILDREN = `#!/bin/sh
case "$1" in
*count*) echo "[$(grep -l '^State:.Z' /proc/[0-9]*/status 2>/dev/null | wc -l)]";;
*) sleep 1000 & setsid sleep 1000 </dev/null >/dev/null 2>&1 & echo '{"left":2}';;
esac
`;

/** Starts what follows, passes SIGTERM on, and collects orphans, as bash does for all children of its. */
const BASH = [
  'bash',
  '-c',
  'trap \'kill -TERM "$runtime"\' TERM; "$@" & runtime=$!; wait "$runtime"; wait "$runtime"',
  'bash',
];
const hasTini = spawnSync('tini', ['--version'], { stdio: 'ignore' }).status === 0;
const INITS: readonly [string, readonly string[]][] = [
  ['bash', BASH],
  ...(hasTini ? [['tini', ['tini', '--']] as [string, string[]]] : []),
];

const inContainer = testWithNamespaces('a runtime in a container of its own', ...FLAGS);

describe('the runtime in a pid namespace of its own, as in a container', () => {
  const sandbox = setUpCommandSandbox();
  let served: Served;
  afterEach(async () => {
    served.child.kill('SIGKILL');
    await served.ended;
  });

  /** Serves an action that leaves children, and runs it often. */
  async function leaveChildren(init: readonly string[]): Promise<void> {
    const through = ['unshare', ...FLAGS, '--kill-child', ...init];
    served = await serve(sandbox, ['native', ...placed(sandbox)], undefined, { through });
    expect((await served.post('/init', { value: { code: LEAVES_CHILDREN } })).status).toBe(200);
    for (let activation = 0; activation < ACTIVATIONS; activation++) {
      expect(await served.post('/run', { value: {} })).toEqual({ status: 200, body: { left: 2 } });
    }
  }

  async function zombies(): Promise<number> {
    const { body } = await served.post('/run', { value: { count: true } });
    return (body as [number])[0];
  }

  /** Sends SIGTERM to what is process 1 there. */
  function stop(): void {
    const [first] = childrenOf(served.child.pid as number);
    process.kill(first as number, 'SIGTERM');
  }

  inContainer.each(INITS)(
    `behind %s: what ${ACTIVATIONS} activations leave behind is ended and collected`,
    async (_, init) => {
      await leaveChildren(init);

      await eventually('all are collected', async () => (await zombies()) === 0);

      stop();
      expect(await served.ended).toMatchObject({ code: 0, signal: null });
    },
  );

  // Node collects no orphans: 100 zombies were measured here after 50 activations that left two children each.
  inContainer('without an init it answers nevertheless, and SIGTERM ends it with 0', async () => {
    await leaveChildren([]);
    stop();
    expect(await served.ended).toMatchObject({ code: 0, signal: null });
  });
});

function childrenOf(parent: number): number[] {
  const pids = readdirSync('/proc').filter((name) => /^\d+$/.test(name));
  return pids.filter((pid) => parentOf(pid) === parent).map(Number);
}

function parentOf(pid: string): number {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, 'latin1');
    return Number(stat.slice(stat.lastIndexOf(')') + 2).split(' ')[1]);
  } catch {
    return 0;
  }
}
