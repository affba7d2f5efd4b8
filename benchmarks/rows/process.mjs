import { activations, CONCURRENT, SEQUENTIAL } from '../lib/activations.mjs';
import { floor, naive, ours, peer } from '../lib/servers.mjs';
import { ACTIONS } from './actions.mjs';

const rounds = { full: 13, quick: 3 };
const concurrent = ours('concurrent-native.mjs', { label: 'actionrunner serve, 4 concurrent activations' });
const kinds = [
  { kind: 'bash', what: 'bash script', action: ACTIONS.helloBash, others: [ours('bash')] },
  { kind: 'native', what: 'native C binary', action: ACTIONS.helloNative, others: [] },
];

/** A process per activation. */
export const processRows = [
  ...kinds.map(({ kind, what, action, others }) => ({
    name: `process-${kind}`,
    title: `a process per activation, ${what}, one request at a time`,
    figures: SEQUENTIAL,
    needs: ['gcc'],
    rounds,
    targets: [floor('process'), naive(), peer('flask'), ours('native'), ...others].map((server) =>
      activations(server, { action, count: 100 }),
    ),
  })),
  ...kinds.map(({ kind, what, action }) => ({
    name: `process-${kind}-4`,
    title: `a process per activation, ${what}, four concurrent requests`,
    figures: CONCURRENT,
    needs: ['gcc'],
    rounds,
    targets: [floor('process'), naive(), peer('flask'), concurrent, ours('native')].map((server) =>
      activations(server, { action, count: 200, connections: 4 }),
    ),
    note: '"serve native" runs one activation after the other, which is the default of the protocol; the others run four concurrently.',
  })),
  {
    name: 'process-1mb',
    title: 'a process per activation, 1 MB in and out (cat)',
    figures: SEQUENTIAL,
    needs: ['gcc'],
    rounds,
    targets: [peer('flask'), floor('process'), naive(), ours('native')].map((server) =>
      activations(server, { action: ACTIONS.cat, count: 20 }),
    ),
  },
];
