import { activations, equal } from '../lib/activations.mjs';
import { python, script } from '../lib/place.mjs';
import { floor, ours } from '../lib/servers.mjs';

const LAUNCHER = new URL('../../packages/runners/python/launcher.py', import.meta.url).pathname;

const rounds = { full: 15, quick: 3 };
const measures = 'p50 of an activation';
const unit = 'ms';

const small = { name: 'James' };
const large = { text: 'x'.repeat(1024 * 1024) };

/** The bash script answers with the whole message, the Python action with its value. */
const bash = (value) => ({
  place: script('loop.sh'),
  value: () => value,
  result: (answer) => equal(value)(answer.value),
});
const echo = (value) => ({ place: python('echo.py'), value: () => value, result: equal(value) });

const pythonFloor = floor('loop', ({ directory, tools }) => [
  tools.python,
  '-B',
  LAUNCHER,
  `${directory}/__main__.py`,
  'main',
]);
const freshProcess = ours('native', 'actionrunner serve native: a fresh python3');

/** One process for all activations. */
export const loopRows = [
  {
    name: 'loop-bash',
    title: 'ActionLoop, bash script, small body',
    measures,
    unit,
    rounds,
    targets: [floor('loop'), ours('loop')].map((server) => activations(server, { ...bash(small), count: 1000 })),
  },
  {
    name: 'loop-python',
    title: 'ActionLoop, Python, small body',
    measures,
    unit,
    needs: ['python'],
    rounds,
    targets: [pythonFloor, ours('python')].map((server) => activations(server, { ...echo(small), count: 1000 })),
  },
  {
    name: 'python-fresh',
    title: 'a Python activation, and a fresh python3 process for each',
    measures,
    unit,
    needs: ['python'],
    rounds,
    targets: [
      activations(freshProcess, { ...echo(small), count: 20 }),
      activations(ours('python'), { ...echo(small), count: 1000 }),
    ],
  },
  {
    name: 'loop-python-1mb',
    title: 'ActionLoop, Python, 1 MB in and out',
    measures,
    unit,
    needs: ['python'],
    rounds,
    targets: [pythonFloor, ours('python')].map((server) => activations(server, { ...echo(large), count: 20 })),
  },
  {
    name: 'loop-bash-1mb',
    title: 'ActionLoop, bash script, 1 MB in and out',
    measures,
    unit,
    rounds: { full: 7, quick: 3 },
    targets: [floor('loop'), ours('loop')].map((server) => activations(server, { ...bash(large), count: 3 })),
    note: '"read" of bash reads byte by byte: most of this is the script.',
  },
];
