import { ANSWER_LIMIT_MS, broken, type Probe, START_LIMIT_MS } from './probe.js';

/** Not the usual one, so that an image that ignores the variable is noticed. */
const PORT = 8181;

/** A service of Knative is told its port and asked on `/`. */
export const KNATIVE_PROBE: Probe = {
  checks: [
    {
      id: 'answers-on-port',
      profiles: { knative: 'fail' },
      why: 'Knative tells a container its port in PORT, and sends all requests to the paths of the service, / first.',
      mend: 'Listen on PORT and answer on /. With the packages of ActionRunner: ENV __OW_RUNTIME_PLATFORM=knative.',
    },
  ],
  run: async ({ containers, image }) => {
    const args = ['--env', `PORT=${PORT}`, '--env', '__OW_RUNTIME_PLATFORM=knative'];
    const container = await containers.start({ image, args, listens: PORT });
    const request = { path: '/', body: '{"value":{}}' };
    try {
      const { status } = await container.reach(request, ANSWER_LIMIT_MS, START_LIMIT_MS);
      const holds = status !== 404 && status !== 405;
      return { 'answers-on-port': { holds, found: `POST / on port ${PORT}: ${status}` } };
    } catch (error) {
      return { 'answers-on-port': broken(error, container.tail) };
    }
  },
};
