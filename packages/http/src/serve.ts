import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import { ActionProxy, type ActionRunner, type LogSink } from '@actionrunner/core';
import type { Express } from 'express';
import { answerClientError } from './answer-client-error.js';
import { checkUser } from './check-user.js';
import { createHandlers, type HandlerOptions } from './handlers.js';
import { listen } from './listen.js';
import { sendError } from './send-error.js';
import { type ServeSettings, serveSettings } from './serve-options.js';
import { readContainer } from './single-entry/container.js';
import { endOnSignals } from './single-entry/end-on-signals.js';
import { isEntry } from './single-entry/is-entry.js';
import { stopOnSignals } from './stop-on-signals.js';

export { SERVE_OPTIONS, type ServeOption, type ServeSettings } from './serve-options.js';

/** How long an idle connection stays open: longer than the invoker's, so that it never meets a closing one. */
const KEEP_ALIVE_MS = 120_000;

/** How often slow clients are looked for: a fraction of what they may take, within bounds. */
const CHECK_SHARE = 0.25;
const MIN_CHECK_MS = 50;
const MAX_CHECK_MS = 5_000;

/** How often connections that became idle are closed while the server closes. */
const SWEEP_MS = 20;

/** How long a client may take to receive an answer that is under way while the server closes. */
const SEND_LIMIT_MS = 10_000;

/** How long a half-sent request may delay the closing of the server. */
const CLOSE_LIMIT_MS = 3_000;

/** Settings of {@link serve}; what is missing comes from environment variables, then from the defaults. */
export interface ServeOptions extends Partial<ServeSettings> {
  /** Where logs go. Default: the stdout and stderr of this process. */
  readonly logs?: LogSink;
  /** Where variables such as `ACTIONRUNNER_PORT` are looked up. Default `process.env`. */
  readonly environment?: Readonly<Record<string, string | undefined>>;
  /** Whether SIGTERM, SIGINT, SIGHUP and SIGQUIT drain the server and end the process. Default true. */
  readonly signals?: boolean;
}

/** A listening server. */
export interface RunningServer {
  /** `http://host:port`, or the path of the socket. */
  readonly url: string;
  readonly proxy: ActionProxy;
  readonly server: Server;
  /** Drains: running activations finish, new requests get 503, then the port is closed. */
  close(): Promise<void>;
}

/**
 * Serves a runner: `POST /init`, `POST /run` and `GET /health` on port 8080, or where the options say. With the platform `knative` `/` takes
 * the place of the first two, and the action of a dedicated container is initialized before it listens.
 * @throws RunnerError `ERR_RUNNER_LISTEN`, `ERR_RUNNER_OPTION`; that of the init of a dedicated container
 */
export async function serve(runner: ActionRunner, options: ServeOptions = {}): Promise<RunningServer> {
  const { logs, environment = process.env, signals = true, ...given } = options;
  const settings = serveSettings(given, environment);
  checkUser(settings.user);
  const proxy = new ActionProxy(runner, { ...settings, ...(logs && { logs }) });
  const open = new Set<ServerResponse>();
  const dispatch = dispatcher(proxy, { ...settings, environment });
  const answer = (request: IncomingMessage, response: ServerResponse) => {
    open.add(response);
    response.once('close', () => open.delete(response));
    dispatch(request, response);
  };
  // Node's own answers to a missing Host and to an unknown Expect have no body and no Content-Length.
  const server = createServer({ ...timeouts(settings), requireHostHeader: false }, answer);
  server.on('checkExpectation', answer);
  server.on('clientError', answerClientError);
  const ignoreEnd = signals ? endOnSignals(() => proxy.abort()) : () => undefined;
  try {
    const { init } = readContainer(settings.platform === 'knative' ? environment : {});
    if (init) {
      await proxy.init(init);
    }
    await listen(server, settings);
  } catch (error) {
    // The first failure is the one to tell of.
    await proxy.stop().catch(() => undefined);
    throw error;
  } finally {
    ignoreEnd();
  }
  let closed: Promise<void> | undefined;
  const close = () => {
    closed ??= drain(server, proxy, open).finally(ignoreSignals);
    return closed;
  };
  const ignoreSignals = signals ? stopOnSignals(close, () => proxy.abort()) : () => undefined;
  return { url: urlOf(server), proxy, server, close };
}

function timeouts({ headersTimeoutMs, requestTimeoutMs }: ServeSettings) {
  const shorter = Math.min(headersTimeoutMs, requestTimeoutMs);
  return {
    keepAliveTimeout: KEEP_ALIVE_MS,
    headersTimeout: shorter,
    requestTimeout: requestTimeoutMs,
    connectionsCheckingInterval: Math.min(Math.max(shorter * CHECK_SHARE, MIN_CHECK_MS), MAX_CHECK_MS),
  };
}

/** Sends the hot routes straight to their handlers; express is loaded when anything else is asked for. */
function dispatcher(proxy: ActionProxy, options: HandlerOptions) {
  const handlers = createHandlers(proxy, options);
  const isSingle = options.platform === 'knative';
  let app: Promise<Express> | undefined;
  return (request: IncomingMessage, response: ServerResponse): void => {
    if (isSingle && isEntry(request.url)) {
      handlers.entry(request, response);
    } else if (!isSingle && request.method === 'POST' && request.url === '/run') {
      handlers.run(request, response);
    } else if (!isSingle && request.method === 'POST' && request.url === '/init') {
      handlers.init(request, response);
    } else if (options.health && request.url === '/health' && ['GET', 'HEAD'].includes(request.method ?? '')) {
      handlers.health(request, response);
    } else {
      app ??= import('./create-app.js').then(({ createApp }) => createApp(proxy, options));
      app.then(
        (answer) => answer(request, response),
        (error: unknown) => sendError(response, error),
      );
    }
  };
}

/** Lets running activations finish, then closes the port. Until then every other request is answered with 503. */
async function drain(server: Server, proxy: ActionProxy, open: ReadonlySet<ServerResponse>): Promise<void> {
  await proxy.stop();
  await sent([...open].filter((response) => response.req.complete));
  await new Promise<void>((resolve) => {
    const sweep = setInterval(() => server.closeIdleConnections(), SWEEP_MS);
    const limit = setTimeout(() => server.closeAllConnections(), CLOSE_LIMIT_MS);
    server.close(() => {
      clearInterval(sweep);
      clearTimeout(limit);
      resolve();
    });
    server.closeIdleConnections();
  });
}

/** Waits until answers have left: Node takes a connection for idle, and closes it, as soon as its answer is in the queue. */
async function sent(answers: readonly ServerResponse[]): Promise<void> {
  const limit = new AbortController();
  const closed = answers.map((answer) => new Promise((resolve) => answer.once('close', resolve)));
  await Promise.race([Promise.all(closed), sleep(SEND_LIMIT_MS, undefined, limit).catch(() => undefined)]);
  limit.abort();
}

function urlOf(server: Server): string {
  const address = server.address() as AddressInfo | string;
  if (typeof address === 'string') {
    return address;
  }
  return `http://${address.family === 'IPv6' ? `[${address.address}]` : address.address}:${address.port}`;
}
