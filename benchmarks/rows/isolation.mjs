import * as fs from 'node:fs';
import * as path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { descendants } from '../../test/support/processes.js';
import { activations, CONCURRENT, SEQUENTIAL, startInitialized } from '../lib/activations.mjs';
import { load } from '../lib/load.mjs';
import { runMessage } from '../lib/messages.mjs';
import { floor, ours } from '../lib/servers.mjs';
import { ACTIONS } from './actions.mjs';

const rounds = { full: 13, quick: 3 };
const PARALLEL = 8;
/** When the memory of activations is read that wait so long. */
const READ_AFTER_MS = 1500;

const isolated = (runner, isolation, args = []) =>
  withPython(
    ours(runner, { label: `serve ${runner} --isolation ${isolation}`, args: ['--isolation', isolation, ...args] }),
  );
const fresh = withPython(ours('native', { label: 'serve native: a fresh python3' }));
const atOnce = (count) => ['--concurrency', String(count)];

/** Each activation finds nothing of those before it: in a process of its own, or in a fork. */
export const isolationRows = [
  {
    name: 'isolation-python',
    title: 'a Python activation, by a fork and by a fresh process',
    figures: SEQUENTIAL,
    needs: ['gcc', 'python'],
    rounds,
    targets: [
      activations(fresh, { action: ACTIONS.python, count: 20 }),
      activations(isolated('python', 'process'), { action: ACTIONS.python, count: 20 }),
      activations(isolated('python', 'fork'), { action: ACTIONS.python, count: 300 }),
    ],
  },
  {
    name: 'isolation-numpy',
    title: 'a Python activation that imports NumPy, by a fork and by a fresh process',
    figures: SEQUENTIAL,
    needs: ['gcc', 'numpy'],
    rounds: { full: 7, quick: 3 },
    targets: [
      activations(fresh, { action: ACTIONS.numpy, count: 10 }),
      activations(isolated('python', 'process'), { action: ACTIONS.numpy, count: 10 }),
      activations(isolated('python', 'fork'), { action: ACTIONS.numpy, count: 300 }),
    ],
  },
  {
    name: 'isolation-python-4',
    title: 'four concurrent Python activations, by forks and by fresh processes',
    figures: CONCURRENT,
    needs: ['gcc', 'python'],
    rounds,
    targets: [
      activations(floor('process'), { action: ACTIONS.python, count: 80, connections: 4 }),
      activations(isolated('python', 'process', atOnce(4)), { action: ACTIONS.python, count: 80, connections: 4 }),
      activations(isolated('python', 'fork', atOnce(4)), { action: ACTIONS.python, count: 800, connections: 4 }),
    ],
  },
  {
    name: 'isolation-bash',
    title: 'a bash script, by a bash that waits for it and by a fresh process',
    figures: SEQUENTIAL,
    needs: ['gcc'],
    rounds,
    targets: [floor('process'), isolated('bash', 'process'), isolated('bash', 'fork')].map((server) =>
      activations(server, { action: ACTIONS.helloBash, count: 200 }),
    ),
  },
  {
    name: 'isolation-bash-4',
    title: 'four concurrent bash scripts, by a bash that waits for each and by fresh processes',
    figures: CONCURRENT,
    needs: ['gcc'],
    rounds,
    targets: [floor('process'), isolated('bash', 'process', atOnce(4)), isolated('bash', 'fork', atOnce(4))].map(
      (server) => activations(server, { action: ACTIONS.helloBash, count: 400, connections: 4 }),
    ),
  },
  {
    name: 'isolation-memory',
    title: `memory of ${PARALLEL} parallel activations that import NumPy: workers of a loop and forks`,
    figures: ['pss'],
    needs: ['gcc', 'numpy'],
    rounds: { full: 5, quick: 1 },
    targets: ['loop', 'fork'].map((isolation) => parallel(isolated('python', isolation, atOnce(PARALLEL)))),
  },
];

/** A fresh server while it runs parallel activations: the memory of all processes that it has started, where shared pages count in parts. */
function parallel(server) {
  return {
    ...server,
    open: (context) => ({
      async measure() {
        const process = await startInitialized(server, context, ACTIONS.numpy);
        try {
          const body = runMessage({ ...ACTIONS.numpy.value(), wait: READ_AFTER_MS / 500 });
          const answered = load(process, context, { body, count: PARALLEL, connections: PARALLEL });
          await sleep(READ_AFTER_MS);
          const pss = descendants(process.pid).reduce((sum, pid) => sum + proportionalSize(pid), 0);
          await answered;
          return { pss };
        } finally {
          await process.stop();
        }
      },
    }),
  };
}

/** In MB. */
function proportionalSize(pid) {
  return Number(/^Pss:\s+(\d+) kB/m.exec(fs.readFileSync(`/proc/${pid}/smaps_rollup`, 'utf8'))?.[1]) / 1024;
}

/** `python3` is the interpreter itself, not a script of a version manager. */
function withPython(server) {
  return {
    ...server,
    launch(context, port) {
      const { python } = context.tools;
      const { argv, env } = server.launch(context, port);
      const PATH = `${python ? `${path.dirname(python)}:` : ''}${process.env.PATH}`;
      return { argv, env: { ...env, PATH } };
    },
  };
}
