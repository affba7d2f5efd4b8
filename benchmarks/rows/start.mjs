import * as fs from 'node:fs';
import { performance } from 'node:perf_hooks';
import { startWithAction } from '../lib/activations.mjs';
import { init, withServer } from '../lib/fresh-server.mjs';
import { load } from '../lib/load.mjs';
import { runMessage } from '../lib/messages.mjs';
import { bare, floor, image, installed, naive, ours, peer } from '../lib/servers.mjs';
import { median } from '../lib/statistics.js';
import { ACTIONS } from './actions.mjs';

/** Which activations after an init are shown, and how many there are. */
const NTH = [1, 2, 3, 5, 10, 30, 100, 300];
const ACTIVATIONS = 300;
/** Of a quick run, where each activation takes a process. */
const FEW = 10;
/** How long a server listens before its init, where it does. */
const IDLE_MS = 100;

/** A target that is started in every round: from the start of its process to the answer of the init. */
function coldStart(server) {
  return {
    ...server,
    open: (context) => ({
      async measure() {
        const result = await withServer(server, context, async (process) => {
          const start = performance.now();
          await init(process, ACTIONS.helloBash.init(context));
          return { time: performance.now() - start };
        });
        fs.rmSync(`${context.directory}/exec`, { force: true });
        return result;
      },
    }),
  };
}

/** A target that is started in every round: the first activations after the init. */
function firstActivations(server, action, { quickCount = ACTIVATIONS, idleMs = 0 } = {}) {
  return {
    ...server,
    open: (context) => ({
      async measure() {
        const process = await startWithAction(server, context, action, idleMs);
        try {
          const body = runMessage(action.value());
          const { closes } = server;
          const count = context.quick ? quickCount : ACTIVATIONS;
          const { latencies } = await load(process, context, { body, count, closes });
          return Object.fromEntries(
            NTH.filter((number) => number <= count).map((number) => [`nth${number}`, timeOf(number, latencies)]),
          );
        } finally {
          await process.stop();
        }
      },
    }),
  };
}

/** The last is what others are divided by, and a single one is now and then several times as slow: the median of ten. */
function timeOf(number, latencies) {
  return number === ACTIVATIONS ? median(latencies.slice(-10)) : latencies[number - 1];
}

const rounds = { full: 21, quick: 3 };
const nth = { figures: NTH.map((number) => `nth${number}`), needs: ['gcc'], rounds: { full: 9, quick: 3 } };

/** The start of a server and its first activations, with one Node.js. */
export function startRows(node) {
  const major = `node${node.version.slice(1).split('.')[0]}`;
  return [
    {
      name: `cold-start-image-${major}`,
      title: `cold start of an image's server: from exec to the answer of /init, Node ${node.version}`,
      figures: ['time'],
      rounds,
      targets: [bare(node), naive(node), peer('flask'), image('native', { node }), image('bash', { node })].map(
        coldStart,
      ),
    },
    {
      name: `cold-start-serve-${major}`,
      title: `cold start of "actionrunner serve" from node_modules: from exec to the answer of /init, Node ${node.version}`,
      figures: ['time'],
      rounds,
      targets: [bare(node), installed('native', { node }), installed('bash', { node })].map(coldStart),
    },
    {
      ...nth,
      name: `first-process-${major}`,
      title: `the first activations after /init, a process for each, Node ${node.version}`,
      targets: [naive(node), floor('process'), peer('flask'), image('native', { node }), ours('native', { node })].map(
        (server) => firstActivations(server, ACTIONS.helloBash, { quickCount: FEW }),
      ),
    },
    {
      ...nth,
      name: `first-process-idle-${major}`,
      title: `the first activations, a process for each, after an /init that comes ${IDLE_MS} ms after the start, as where a container waits for actions, Node ${node.version}`,
      targets: [naive(node), image('native', { node }), ours('native', { node })].map((server) =>
        firstActivations(server, ACTIONS.helloBash, { quickCount: FEW, idleMs: IDLE_MS }),
      ),
    },
    {
      ...nth,
      name: `first-loop-${major}`,
      title: `the first activation after /init compared with the 300th, ActionLoop, Node ${node.version}`,
      against: 'nth300',
      targets: [ours('loop', { node }), floor('loop'), peer('go')].map((server) =>
        firstActivations(server, ACTIONS.loopBash),
      ),
    },
    {
      ...nth,
      name: `first-loop-idle-${major}`,
      title: `the first activation compared with the 300th, ActionLoop, after an /init that comes ${IDLE_MS} ms after the start, Node ${node.version}`,
      against: 'nth300',
      targets: [ours('loop', { node }), floor('loop'), peer('go')].map((server) =>
        firstActivations(server, ACTIONS.loopBash, { idleMs: IDLE_MS }),
      ),
    },
  ];
}
