import { startInitialized } from '../lib/activations.mjs';
import { load } from '../lib/load.mjs';
import { runMessage } from '../lib/messages.mjs';
import { floor, ours } from '../lib/servers.mjs';
import { ACTIONS } from './actions.mjs';

const WAITING = 256;

/** A target that is asked by one client and by many in turns, the one and the other first. */
function waiting(server, { action, count }) {
  return {
    ...server,
    async open(context) {
      const process = await startInitialized(server, context, action);
      const body = runMessage(action.value());
      const many = context.quick ? WAITING / 32 : WAITING;
      const number = context.quick ? many : count;
      const ask = (connections) => load(process, context, { body, count: number, connections });
      let isManyFirst = false;
      const measure = async () => {
        isManyFirst = !isManyFirst;
        const first = await ask(isManyFirst ? many : 1);
        const second = await ask(isManyFirst ? 1 : many);
        const [queued, alone] = isManyFirst ? [first, second] : [second, first];
        return { ...queued, alone: alone.rate };
      };
      // Not measured: the first requests run code that is not compiled yet.
      await measure();
      return { measure, close: () => process.stop() };
    },
  };
}

/** Requests that wait for their turn. */
export const queueRows = [
  { kind: 'loop', what: 'ActionLoop, bash script', action: ACTIONS.loopBash, count: 2000 },
  { kind: 'process', what: 'a process per activation, bash script', action: ACTIONS.helloBash, count: 512 },
].map(({ kind, what, action, count }) => ({
  name: `queue-${kind}`,
  title: `${what}: ${WAITING} requests waiting, compared with one client of the same server`,
  figures: ['rate', 'alone', 'p50', 'p99', 'cpu'],
  against: 'alone',
  needs: ['gcc'],
  rounds: { full: 9, quick: 3 },
  targets: [ours(kind === 'loop' ? 'loop' : 'native'), floor(kind)].map((server) => waiting(server, { action, count })),
}));
