import { ANSWER_LIMIT_MS, explainFailure, type Probe, START_LIMIT_MS } from './probe.js';
import { encodeEmptyInit } from './serve-probe.js';

/** Runs without a network: only a socket in a mounted folder leads to the container. */
export const SOCKET_PROBE: Probe = {
  checks: [
    {
      id: 'no-network',
      profiles: { storlets: 'fail' },
      why: 'Storlets run without a network device and with limited memory and CPU; they are reached through a mounted folder.',
      mend: 'Build on an image of ActionRunner: it listens on the Unix domain socket that ACTIONRUNNER_SOCKET names.',
    },
  ],
  run: async ({ containers, image }) => {
    const args = ['--memory', '256m', '--cpus', '1'];
    const container = await containers.start({ image, args, listens: 'socket' });
    try {
      const request = () => ({ path: '/init', body: encodeEmptyInit() });
      const { status } = await container.reach(request, ANSWER_LIMIT_MS, START_LIMIT_MS);
      return { 'no-network': { holds: true, found: `POST /init through a socket in a mounted folder: ${status}` } };
    } catch (error) {
      // The socket belongs to the user of the image; here only root may open it.
      const isOurs = error instanceof Error && error.message.includes('EACCES');
      return isOurs
        ? { 'no-network': { holds: undefined, found: 'only root may open the socket of the container' } }
        : { 'no-network': explainFailure(error, container.tail) };
    }
  },
};
