import { setTimeout as sleep } from 'node:timers/promises';
import { startInitialized, startWithAction } from '../lib/activations.mjs';
import { load } from '../lib/load.mjs';
import { runMessage } from '../lib/messages.mjs';
import { bare, image, naive, ours, peer } from '../lib/servers.mjs';
import { ACTIONS } from './actions.mjs';

/** So long nothing happens before idle memory is read. */
const settleMs = ({ quick }) => (quick ? 10 : 300);
const ACTIVATIONS = 20_000;

/** A fresh server that has its action. */
function idle(server) {
  return {
    ...server,
    open: (context) => ({
      async measure() {
        const process = await startWithAction(server, context, ACTIONS.helloBash);
        try {
          await sleep(settleMs(context));
          return { rss: process.memory().now };
        } finally {
          await process.stop();
        }
      },
    }),
  };
}

/** A fresh server, before and after many activations. */
function used(server, action) {
  return {
    ...server,
    open: (context) => ({
      async measure() {
        const process = await startInitialized(server, context, action);
        try {
          await sleep(settleMs(context));
          const before = process.memory().now;
          const count = context.quick ? ACTIVATIONS / 1000 : ACTIVATIONS;
          const { cpu } = await load(process, context, { body: runMessage(action.value()), count });
          return { rss: process.memory().now, idle: before, cpu };
        } finally {
          await process.stop();
        }
      },
    }),
  };
}

/** Resident memory, with one Node.js. */
export function memoryRows(node) {
  const major = `node${node.version.slice(1).split('.')[0]}`;
  return [
    {
      name: `memory-idle-${major}`,
      title: `resident memory of a server that has its action, Node ${node.version}`,
      figures: ['rss'],
      rounds: { full: 7, quick: 3 },
      targets: [
        bare(node),
        naive(node),
        peer('flask'),
        image('native', { node }),
        image('bash', { node }),
        ours('native', { node }),
      ].map(idle),
    },
    {
      name: `memory-used-${major}`,
      title: `resident memory after 20,000 activations of an ActionLoop, compared with that before, Node ${node.version}`,
      figures: ['rss', 'idle', 'cpu'],
      against: 'idle',
      needs: ['gcc'],
      rounds: { full: 3, quick: 2 },
      targets: [ours('loop', { node }), peer('go')].map((server) => used(server, ACTIONS.loopBash)),
    },
  ];
}
