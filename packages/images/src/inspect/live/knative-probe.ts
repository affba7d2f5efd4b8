import { ANSWER_LIMIT_MS, explainFailure, type Probe, START_LIMIT_MS } from './probe.js';

/** Not the default, so that an image that ignores the variable is noticed. */
const PORT = 8181;

/** Sends a request to `/`, on the port that the container gets in PORT, as Knative does. */
export const KNATIVE_PROBE: Probe = {
  checks: [
    {
      id: 'answers-on-port',
      profiles: { knative: 'fail' },
      why: 'Knative sets the port of a container in PORT, and sends requests to the paths of the service, starting with /.',
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
      return { 'answers-on-port': explainFailure(error, container.tail) };
    }
  },
};
