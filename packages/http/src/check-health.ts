import { get } from 'node:http';
import { bareHost } from './bare-host.js';
import { serveSettings } from './serve-options.js';

/** Where a server is reached that listens on all addresses. */
const LOOPBACK: Readonly<Record<string, string>> = { '0.0.0.0': '127.0.0.1', '::': '::1' };

/**
 * Whether the server beside which it runs is healthy, for the `HEALTHCHECK` of an image: it asks for `GET /health` where the environment
 * variables make {@link serve} listen. Where `ACTIONRUNNER_HEALTH` switches that off, any answer counts. It waits for an answer as long as the
 * engine lets it.
 * @throws RunnerError `ERR_RUNNER_OPTION`
 */
export function checkHealth(environment: Readonly<Record<string, string | undefined>> = process.env): Promise<boolean> {
  const { socket, host, port, health } = serveSettings({}, environment);
  const address = bareHost(host);
  const to = socket === undefined ? { host: LOOPBACK[address] ?? address, port } : { socketPath: socket };
  return new Promise((resolve) => {
    const request = get({ ...to, path: '/health', agent: false }, (response) => {
      response.resume();
      resolve(response.statusCode === 200 || !health);
    });
    request.once('error', () => resolve(false));
  });
}
