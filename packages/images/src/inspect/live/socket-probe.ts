import { ANSWER_LIMIT_MS, broken, type Probe, START_LIMIT_MS } from './probe.js';
import { emptyInit } from './serve-probe.js';

/** A container without any network, which can be reached through a socket in a mounted folder alone. */
export const SOCKET_PROBE: Probe = {
  checks: [
    {
      id: 'no-network',
      profiles: { storlets: 'fail' },
      why: 'Storlets run with no network device, with limited memory and CPU, and are reached through a mounted folder.',
      mend: 'Build upon an image of ActionRunner: it listens on the Unix domain socket that ACTIONRUNNER_SOCKET names.',
    },
  ],
  run: async ({ containers, image }) => {
    const args = ['--memory', '256m', '--cpus', '1'];
    const container = await containers.start({ image, args, listens: 'socket' });
    try {
      const request = () => ({ path: '/init', body: emptyInit() });
      const { status } = await container.reach(request, ANSWER_LIMIT_MS, START_LIMIT_MS);
      return { 'no-network': { holds: true, found: `POST /init through a socket in a mounted folder: ${status}` } };
    } catch (error) {
      // The user of the image made the socket; who is not root here may not open it.
      const isOurs = error instanceof Error && error.message.includes('EACCES');
      return isOurs
        ? { 'no-network': { holds: undefined, found: 'the socket of the container may be opened by root alone' } }
        : { 'no-network': broken(error, container.tail) };
    }
  },
};
