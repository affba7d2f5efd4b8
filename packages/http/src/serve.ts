import type { IncomingMessage, Server, ServerOptions, ServerResponse } from 'node:http';
import type { AddressInfo, Server as NetServer } from 'node:net';
import { ActionProxy, type ActionRunner, type LogSink } from '@actionrunner/core';
import { messageOf } from '@actionrunner/core/internal';
import { sendClientError } from './exchange/send.js';
import { loadHttp } from './node-http.js';
import { type ContainerEnvironment, readServeSettings, type ServeSettings } from './options/serve-options.js';
import { createLaneServer } from './plain/plain-lane.js';
import { rehearse } from './rehearse.js';
import { createDispatcher } from './routing/dispatch.js';
import { createAnswers, createCountedHandlers } from './routing/handlers.js';
import { createRoutes } from './routing/routes.js';
import { checkUser } from './server/check-user.js';
import { drainServer } from './server/drain.js';
import { drainOnSignal, exitOnEarlySignal } from './server/drain-on-signal.js';
import { Exchanges } from './server/exchanges.js';
import { ALLOW_HALF_OPEN, serveHalfOpen } from './server/half-open.js';
import { type ClientLimits, LateServer } from './server/late-server.js';
import { listen } from './server/listen.js';
import { spareMemory } from './server/spare-memory.js';
import { Traffic } from './server/traffic.js';

export { readServeSettings, SERVE_OPTIONS, type ServeOption, type ServeSettings } from './options/serve-options.js';

/** How long an idle connection stays open: longer than the invoker keeps it, so that the invoker never meets one that is closing. */
const KEEP_ALIVE_MS = 120_000;

/** How often slow clients are looked for: a share of the time they have, within bounds. */
const CHECK_SHARE = 0.25;
const MIN_CHECK_MS = 50;
const MAX_CHECK_MS = 5_000;

/** Settings of {@link serve}; what is missing comes from environment variables, then from the defaults. */
export interface ServeOptions extends Partial<ServeSettings> {
  /** Where logs go. Default: the stdout and stderr of this process. */
  readonly logs?: LogSink;
  /** Where variables such as `ACTIONRUNNER_PORT` are looked up. Default `process.env`. */
  readonly environment?: ContainerEnvironment;
  /** Whether SIGTERM, SIGINT, SIGHUP and SIGQUIT drain the server and stop the process. Default true. */
  readonly signals?: boolean;
  /** Receives a sentence about what is probably a mistake in the class of the runner. Default: a warning of Node.js, on stderr. */
  readonly onWarning?: (sentence: string) => void;
}

/** A listening server. */
export interface RunningServer {
  /** `http://host:port`, or the path of the socket. */
  readonly url: string;
  readonly proxy: ActionProxy;
  /**
   * It emits no `request` for most inits and activations, unless somebody else listens for it before they arrive (ADR 0040). Reading it loads
   * `node:http` (ADR 0041).
   */
  readonly server: Server;
  /** Drains: what was accepted is finished, then the port is closed. */
  close(): Promise<void>;
}

/**
 * Serves a runner: `POST /init`, `POST /run` and `GET /health` on port 8080, or where the options say. With the platform `knative`, `/`
 * replaces the first two, and the action of a dedicated container is initialized before the server listens.
 * @throws RunnerError `ERR_RUNNER_LISTEN`, `ERR_RUNNER_OPTION`; that of the init of a dedicated container
 * @public
 * @example
 * ```js
 * import { NativeRunner } from '@actionrunner/core';
 * import { serve } from '@actionrunner/http';
 *
 * const { url, close } = await serve(new NativeRunner({ directory: './action' }), { port: 0, host: '127.0.0.1' });
 * console.log((await fetch(`${url}/health`)).status); // 200
 * await close();
 * ```
 */
export async function serve(runner: ActionRunner, options: ServeOptions = {}): Promise<RunningServer> {
  const { logs, environment = process.env, signals = true, onWarning = warn, ...given } = options;
  const settings = readServeSettings(given, environment);
  checkUser(settings.user);
  // Loaded on demand, as the entry point itself.
  const container = settings.platform === 'knative' ? await import('./single-entry/read-container.js') : undefined;
  const init = container?.readContainer(environment).init;
  const proxy = new ActionProxy(runner, { ...settings, ...(logs && { logs }) });
  // A runner of another copy of the package may not have these.
  (await runner.describeMistakes?.())?.forEach(onWarning);
  const traffic = new Traffic();
  runner.rehearseWith?.(() => void rehearseActivation(proxy, traffic, onWarning));
  const exchanges = new Exchanges();
  const answers = createAnswers(proxy, settings, traffic);
  const handlers = createCountedHandlers(proxy, { ...settings, environment }, traffic, answers);
  const dispatch = createDispatcher(createRoutes(handlers, settings));
  const answer = (request: IncomingMessage, response: ServerResponse) => {
    exchanges.add(response);
    dispatch(request, response);
  };
  const limits = limitClients(settings);
  const create = () => {
    // Node's own answers to a missing Host and to an unknown Expect have neither a body nor a Content-Length.
    const made = loadHttp().createServer({ ...limits, requireHostHeader: false }, answer);
    made.on('checkExpectation', answer);
    made.on('clientError', sendClientError);
    return Object.assign(made, ALLOW_HALF_OPEN);
  };
  const server =
    settings.platform === 'openwhisk'
      ? createLaneServer({ create, limits, answers, exchanges, maxBodyBytes: settings.maxBodyBytes })
      : create();
  const listener: NetServer = server instanceof LateServer ? server.net : server;
  serveHalfOpen(listener);
  // Until the server listens, nobody waits for an answer.
  const ignoreEarlySignals = signals ? exitOnEarlySignal(() => proxy.abort()) : () => undefined;
  try {
    if (init) {
      runner.prepareForInit?.();
      await proxy.init(init);
    }
    await listen(listener, settings);
    // Now, as it may hold up this thread: clients can connect meanwhile.
    if (!init) runner.prepareForInit?.();
  } catch (error) {
    listener.close();
    // The first failure is the one to report.
    await proxy.stop().catch(() => undefined);
    ignoreEarlySignals();
    throw error;
  }
  let closed: Promise<void> | undefined;
  const close = () => {
    closed ??= drainServer(server, proxy, { traffic, exchanges }, settings).finally(ignoreSignals);
    return closed;
  };
  const ignoreSignals = signals ? drainOnSignal(close, () => proxy.abort()) : () => undefined;
  // Only now: Node.js drops a signal that has arrived and not been heard when the last listener goes.
  ignoreEarlySignals();
  // A process that handles signals for the server is the server's own.
  if (signals) spareMemory();
  return {
    url: formatUrl(listener),
    proxy,
    get server() {
      return server instanceof LateServer ? server.http : server;
    },
    close,
  };
}

/** While there is no init. Only speed is lost if that fails. */
async function rehearseActivation(
  proxy: ActionProxy,
  traffic: Traffic,
  onWarning: (sentence: string) => void,
): Promise<void> {
  // Node.js makes this stream when it closes its first connection, which is that of the init.
  void process.stderr;
  try {
    await rehearse(proxy, traffic);
  } catch (error) {
    onWarning(`The first activation will be slower, as none could be rehearsed: ${messageOf(error)}`);
  }
}

function warn(sentence: string): void {
  process.emitWarning(sentence, 'ActionRunnerWarning');
}

function limitClients({ headersTimeoutMs, requestTimeoutMs }: ServeSettings): ServerOptions & ClientLimits {
  const shorter = Math.min(headersTimeoutMs, requestTimeoutMs);
  return {
    keepAliveTimeout: KEEP_ALIVE_MS,
    headersTimeout: shorter,
    requestTimeout: requestTimeoutMs,
    connectionsCheckingInterval: Math.min(Math.max(shorter * CHECK_SHARE, MIN_CHECK_MS), MAX_CHECK_MS),
  };
}

function formatUrl(server: NetServer): string {
  const address = server.address() as AddressInfo | string;
  if (typeof address === 'string') {
    return address;
  }
  return `http://${address.family === 'IPv6' ? `[${address.address}]` : address.address}:${address.port}`;
}
