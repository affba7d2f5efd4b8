import type { RequestOptions } from 'node:http';
import { loadHttp } from './node-http.js';
import { type ContainerEnvironment, readServeSettings, type ServeSettings } from './options/serve-options.js';
import { stripBrackets } from './server/listen.js';

/** Where a server that listens on all addresses is reached: a container may have only one of the families. */
const LOOPBACKS: Readonly<Record<string, readonly string[]>> = {
  '0.0.0.0': ['127.0.0.1'],
  '::': ['127.0.0.1', '::1'],
};

/**
 * Checks whether the server in the same container is healthy, for the `HEALTHCHECK` of an image: it requests `GET /health` where the
 * environment variables make {@link serve} listen. Where `ACTIONRUNNER_HEALTH` switches that off, any answer counts. With variables that
 * keep a server from starting, the result is false. It has no time limit of its own: the engine's applies.
 * @public
 * @example
 * ```js
 * import { checkHealth } from '@actionrunner/http';
 *
 * console.log(await checkHealth({ ACTIONRUNNER_PORT: '9' })); // false: nobody listens there
 * ```
 */
export async function checkHealth(environment: ContainerEnvironment = process.env): Promise<boolean> {
  const settings = tryReadSettings(environment);
  if (!settings) {
    return false;
  }
  const { socket, host = '::', port, health } = settings;
  const address = stripBrackets(host);
  const places =
    socket === undefined
      ? (LOOPBACKS[address] ?? [address]).map((loopback) => ({ host: loopback, port }))
      : [{ socketPath: socket }];
  for (const place of places) {
    const status = await requestHealth(place);
    if (status !== undefined) {
      return status === 200 || !health;
    }
  }
  return false;
}

/** @returns the status; undefined if nobody answers */
function requestHealth(place: RequestOptions): Promise<number | undefined> {
  return new Promise((resolve) => {
    const request = loadHttp().get({ ...place, path: '/health', agent: false }, (response) => {
      response.resume();
      resolve(response.statusCode);
    });
    request.once('error', () => resolve(undefined));
  });
}

function tryReadSettings(environment: ContainerEnvironment): ServeSettings | undefined {
  try {
    return readServeSettings({}, environment);
  } catch {
    // The server has reported what is wrong with them.
    return undefined;
  }
}
