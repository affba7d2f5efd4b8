import { START_LIMIT_MS } from '../bounds.js';
import { ConformanceError } from '../conformance-error.js';
import type { SharedState, Target } from './target.js';
import { StartFailure } from './target.js';
import { waitForPort } from './wait-for-port.js';

/**
 * A runtime that runs already. It is neither started again nor stopped, and its logs cannot be seen: what needs that is skipped. If the
 * manifest says that it supports `reinit`, each case initializes it again; else only cases that agree with its first init can run.
 * @param url such as `http://localhost:8080`
 * @throws ConformanceError `ERR_CONFORMANCE_TARGET` if it is not an HTTP URL of a host
 * @example
 * ```js
 * import { urlTarget } from '@actionrunner/conformance';
 *
 * console.log(urlTarget('http://localhost:8080').kind); // url
 * ```
 */
export function urlTarget(url: string): Target {
  const parsed = parseUrl(url);
  const address = { host: parsed.hostname.replace(/^\[(.*)\]$/, '$1'), port: Number(parsed.port || 80) };
  const shared: SharedState = { initialized: undefined };
  let hasListened = false;
  return {
    kind: 'url',
    name: url,
    abilities: new Set(),
    concurrency: 1,
    async start() {
      if (!(await waitForPort(address, { limitMs: START_LIMIT_MS / 3, isOver: () => false }))) {
        if (hasListened) throw new StartFailure(`nothing listens at ${url} any more`);
        throw new ConformanceError('ERR_CONFORMANCE_TARGET', `Nothing listens at ${url}: start the runtime first.`);
      }
      hasListened = true;
      return {
        address,
        logs: undefined,
        exited: new Promise(() => undefined),
        shared,
        kill: () => Promise.reject(new Error('a URL gets no signals')),
        stop: () => Promise.resolve(),
      };
    },
    close: () => Promise.resolve(),
  };
}

function parseUrl(url: string): URL {
  const parsed = URL.canParse(url) ? new URL(url) : undefined;
  if (parsed?.protocol === 'http:' && parsed.pathname === '/' && parsed.search === '' && parsed.username === '') {
    return parsed;
  }
  throw new ConformanceError(
    'ERR_CONFORMANCE_TARGET',
    `"${url}" is not the URL of a runtime: write http, a host and a port only, such as http://localhost:8080.`,
  );
}
