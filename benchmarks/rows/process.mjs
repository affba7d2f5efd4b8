import { activations, equal } from '../lib/activations.mjs';
import { program, script } from '../lib/place.mjs';
import { floor, naive, ours } from '../lib/servers.mjs';

const rounds = { full: 13, quick: 3 };
const hello = { value: () => ({ name: 'James' }), result: equal({ greeting: 'hello' }) };
const bash = { ...hello, place: script('hello.sh'), count: 40 };
const native = { ...hello, place: program('hello'), count: 50 };
const concurrent = ours('concurrent-native.mjs', 'actionrunner serve, 4 concurrent activations');

const text = 'x'.repeat(1024 * 1024);
const large = { value: () => ({ text }), result: equal({ text }), place: script('cat.sh'), count: 12 };

/** A process per activation. */
export const processRows = [
  {
    name: 'process-bash',
    title: 'a process per activation, bash script, one request at a time',
    measures: 'p50 of an activation',
    unit: 'ms',
    rounds,
    targets: [floor('process'), naive, ours('native'), ours('bash')].map((server) => activations(server, bash)),
  },
  {
    name: 'process-native',
    title: 'a process per activation, native C binary, one request at a time',
    measures: 'p50 of an activation',
    unit: 'ms',
    needs: ['gcc'],
    rounds,
    targets: [floor('process'), naive, ours('native')].map((server) => activations(server, native)),
  },
  ...[
    { kind: 'bash', what: 'bash script', action: bash, needs: [] },
    { kind: 'native', what: 'native C binary', action: native, needs: ['gcc'] },
  ].map(({ kind, what, action, needs }) => ({
    name: `process-${kind}-4`,
    title: `a process per activation, ${what}, four concurrent requests`,
    measures: 'activations per second',
    unit: '1/s',
    higherIsBetter: true,
    needs,
    rounds,
    targets: [floor('process'), naive, ours('native'), concurrent].map((server) =>
      activations(server, { ...action, count: action.count * 3, connections: 4 }),
    ),
    note: '"serve native" runs one activation at a time, as the protocol has it by default; the others run four.',
  })),
  {
    name: 'process-1mb',
    title: 'a process per activation, 1 MB in and out (cat)',
    measures: 'p50 of an activation',
    unit: 'ms',
    rounds,
    targets: [floor('process'), naive, ours('native')].map((server) => activations(server, large)),
  },
];
