import { get } from 'node:http';
import { bareHost } from './bare-host.js';
import { type ServeSettings, serveSettings } from './serve-options.js';

/** Where a server is reached that listens on all addresses. */
const LOOPBACK: Readonly<Record<string, string>> = { '0.0.0.0': '127.0.0.1', '::': '::1' };

/**
 * Whether the server beside which it runs is healthy, for the `HEALTHCHECK` of an image: it asks for `GET /health` where the environment
 * variables make {@link serve} listen. Where `ACTIONRUNNER_HEALTH` switches that off, any answer counts. With variables by which no server
 * starts there is none that is healthy. It waits for an answer as long as the engine lets it.
 */
export function checkHealth(environment: Readonly<Record<string, string | undefined>> = process.env): Promise<boolean> {
  const settings = settingsOf(environment);
  if (!settings) {
    return Promise.resolve(false);
  }
  const { socket, host, port, health } = settings;
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

/** The server has told what is wrong with them. */
function settingsOf(environment: Readonly<Record<string, string | undefined>>): ServeSettings | undefined {
  try {
    return serveSettings({}, environment);
  } catch {
    return undefined;
  }
}
