import { fileURLToPath } from 'node:url';
import { activations, CONCURRENT, SEQUENTIAL } from '../lib/activations.mjs';
import { floor, ours, peer } from '../lib/servers.mjs';
import { ACTIONS } from './actions.mjs';

const LAUNCHER = fileURLToPath(new URL('../../packages/runners/python/launcher.py', import.meta.url));

const rounds = { full: 15, quick: 3 };
const figures = SEQUENTIAL;

const pythonFloor = floor('loop', ({ directory, tools }) => [
  tools.python,
  '-B',
  LAUNCHER,
  `${directory}/__main__.py`,
  'main',
]);
const bash = [peer('go'), floor('loop'), ours('loop')];
const python = [peer('go'), pythonFloor, ours('python')];
const sameProgram = ours('loop', { label: 'actionrunner serve loop, the same program' });
const freshProcess = ours('native', { label: 'actionrunner serve native: a fresh python3' });

/** One process for all activations. */
export const loopRows = [
  {
    name: 'loop-bash',
    title: 'ActionLoop, bash script, small body',
    figures,
    needs: ['gcc'],
    rounds,
    targets: bash.map((server) => activations(server, { action: ACTIONS.loopBash, count: 2000 })),
  },
  {
    name: 'loop-python',
    title: 'ActionLoop, Python, small body',
    figures,
    needs: ['gcc', 'python'],
    rounds,
    targets: [
      ...python.map((server) => activations(server, { action: ACTIONS.python, count: 2000 })),
      activations(sameProgram, { action: ACTIONS.pythonLoop, count: 2000 }),
    ],
    note: 'The program that other proxies run does not put the context into the environment; the launcher of "serve python" does.',
  },
  {
    name: 'loop-bash-reconnect',
    title: 'ActionLoop, bash script, small body, a connection for each request, as OpenWhisk connects',
    figures,
    needs: ['gcc'],
    rounds,
    targets: bash.map((server) => activations(server, { action: ACTIONS.loopBash, count: 2000, reconnects: true })),
  },
  {
    name: 'loop-bash-8',
    title: 'ActionLoop, bash script, small body, eight concurrent requests for one process',
    figures: CONCURRENT,
    needs: ['gcc'],
    rounds,
    targets: [floor('loop'), ours('loop')].map((server) =>
      activations(server, { action: ACTIONS.loopBash, count: 2000, connections: 8 }),
    ),
  },
  {
    name: 'python-fresh',
    title: 'a Python activation, and a fresh python3 process for each',
    figures,
    needs: ['gcc', 'python'],
    rounds,
    targets: [
      activations(freshProcess, { action: ACTIONS.python, count: 20 }),
      activations(ours('python'), { action: ACTIONS.python, count: 1000 }),
    ],
  },
  {
    name: 'loop-python-1mb',
    title: 'ActionLoop, Python, 1 MB in and out',
    figures,
    needs: ['gcc', 'python'],
    rounds,
    targets: python.map((server) => activations(server, { action: ACTIONS.pythonLarge, count: 20 })),
  },
  {
    name: 'loop-bash-1mb',
    title: 'ActionLoop, bash script, 1 MB in and out',
    figures,
    needs: ['gcc'],
    rounds: { full: 7, quick: 3 },
    targets: bash.map((server) => activations(server, { action: ACTIONS.loopBashLarge, count: 3 })),
    note: '"read" of bash reads byte by byte: most of this is the script.',
  },
];
