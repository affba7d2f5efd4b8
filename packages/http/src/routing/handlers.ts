import type { IncomingMessage, ServerResponse } from 'node:http';
import { type ActionProxy, type Cancellation, isRunnerError, RequestReport } from '@actionrunner/core';
import { readBody } from '../exchange/read-body.js';
import type { Reply } from '../exchange/reply.js';
import { formatReport, sendError, sendJson } from '../exchange/send.js';
import type { ContainerEnvironment, HttpMethod } from '../options/serve-options.js';
import { Traffic } from '../server/traffic.js';
import type { createEntry } from '../single-entry/create-entry.js';

/** A plain request handler of node:http; express mounts it as it is. */
export type Handler = (request: IncomingMessage, response: ServerResponse) => void;

/** Settings of the handlers. */
export interface HandlerOptions {
  /** Bound for a request body, in bytes. */
  readonly maxBodyBytes: number;
  /** How a failed activation is answered: `discard` with 502, which makes the platform destroy the container; `keep` with 200 and `{"error": …}`. */
  readonly onFailure: 'discard' | 'keep';
  /** Whether `GET /health` is answered. */
  readonly health: boolean;
  /** `knative`: init and run arrive at `/`, the single entry point, and nowhere else. */
  readonly platform: 'openwhisk' | 'knative';
  /** Methods that the single entry point accepts. */
  readonly httpMethods: readonly HttpMethod[];
  /** Environment of the container, where the single entry point looks for its variables. Default: empty. */
  readonly environment?: ContainerEnvironment;
}

/** The handlers of the routes. None but `entry` looks at the method. */
export interface Handlers {
  /** `POST /init`. */
  readonly init: Handler;
  /** `POST /run`. */
  readonly run: Handler;
  /** `GET /health`. */
  readonly health: Handler;
  /** The single entry point. */
  readonly entry: Handler;
}

/** Calls the proxy. @returns the body of the answer */
type Call = (body: Buffer, reply: Reply, report: RequestReport) => Promise<Buffer>;

/** Answers a request whose body, undefined if the client has disconnected, is there or arriving. */
type Answer = (arriving: Buffer | Promise<Buffer | undefined>, reply: Reply) => Promise<void>;

/** What answers an init and a run, however they arrive. */
export interface Answers {
  readonly init: Answer;
  readonly run: Answer;
}

const INITIALIZED = Buffer.from('{"ok":true}');

/**
 * Creates the request handlers of the routes: read the body, call the proxy, encode its answer.
 * @public
 * @example
 * ```js
 * import { createServer } from 'node:http';
 * import { ActionProxy, NativeRunner } from '@actionrunner/core';
 * import { createHandlers } from '@actionrunner/http';
 *
 * const { run } = createHandlers(new ActionProxy(new NativeRunner({ directory: './action' })), {
 *   maxBodyBytes: 1_000_000,
 *   onFailure: 'discard',
 *   health: true,
 *   platform: 'openwhisk',
 *   httpMethods: ['POST'],
 * });
 * createServer(run);
 * ```
 */
export function createHandlers(proxy: ActionProxy, options: HandlerOptions): Handlers {
  const traffic = new Traffic();
  return createCountedHandlers(proxy, options, traffic, createAnswers(proxy, options, traffic));
}

/** Creates what answers an init and a run for a server that has to know what they are busy with. */
export function createAnswers(
  proxy: ActionProxy,
  { onFailure }: Pick<HandlerOptions, 'onFailure'>,
  traffic: Traffic,
): Answers {
  /** Whether a run has been answered with 200, after which the platform may let the container rest, and wake it. */
  let warm = false;
  /** Whether a request has been refused, after which the platform removes the container: another one was sent before it knew. */
  let refused = false;
  const createAnswer =
    (call: Call, isRun: boolean): Answer =>
    async (arriving, reply) => {
      const report = new RequestReport();
      const arrival = traffic.arrive();
      let wasRead = false;
      try {
        const body = arriving instanceof Promise ? await arriving : arriving;
        if (body) {
          traffic.finishReading();
          wasRead = true;
          const json = await call(body, reply, report);
          sendJson(reply, 200, json, formatReport(report));
        }
      } catch (error) {
        // A failed init is never answered with 200: the platform would consider the action ready.
        const keep = isRun && onFailure === 'keep';
        const movable = isRun && warm && !refused && traffic.isAlone(arrival);
        refused ||= isRunnerError(error) && error.code === 'ERR_RUNNER_STOPPING';
        sendError(reply, error, formatReport(report), { keep, movable });
      } finally {
        // The status is 200 as long as nothing has been sent.
        warm ||= isRun && reply.headersSent && reply.statusCode === 200;
        traffic.leave(wasRead);
      }
    };
  const { init, run } = createCalls(proxy);
  return { init: createAnswer(init, false), run: createAnswer(run, true) };
}

function createCalls(proxy: ActionProxy): { readonly init: Call; readonly run: Call } {
  return {
    init: async (body, _reply, report) => {
      await proxy.init(body, { report });
      return INITIALIZED;
    },
    run: (body, reply, report) => proxy.run(body, { signal: new ClientGone(reply), report }),
  };
}

/** {@link createHandlers} for a server that answers some requests otherwise. */
export function createCountedHandlers(
  proxy: ActionProxy,
  options: HandlerOptions,
  traffic: Traffic,
  { init, run }: Answers,
): Handlers {
  const { maxBodyBytes } = options;
  const toHandler =
    (answer: Answer): Handler =>
    (request, response) =>
      void answer(readBody(request, maxBodyBytes), response);
  const health: Handler = (_request, response) => {
    const stopping = proxy.state === 'stopping' || proxy.state === 'stopped';
    sendJson(response, stopping ? 503 : 200, { status: stopping ? 'stopping' : 'ready' });
  };
  let loaded: Promise<ReturnType<typeof createEntry>> | undefined;
  const entry: Handler = (request, response) => {
    if (isProbe(request)) {
      health(request, response);
      return;
    }
    // Loaded on demand: most runtimes never need it.
    loaded ??= import('../single-entry/create-entry.js').then(({ createEntry }) =>
      createEntry(createCalls(proxy), options),
    );
    traffic.arrive();
    loaded
      .then(
        (handle) => handle(request, response),
        (error: unknown) => {
          // It is tried again: it may be that no more files can be opened now.
          loaded = undefined;
          throw error;
        },
      )
      .catch((error: unknown) => sendError(response, error))
      .finally(() => traffic.leave(false));
  };
  return { init: toHandler(init), run: toHandler(run), health, entry };
}

/**
 * Whether a request to the single entry point only asks whether the runtime is there. An `httpGet` without a path means `/`; the probes of
 * Kubernetes have a user agent such as `kube-probe/1.31`, those of Knative's sidecar `kube-probe//`.
 */
function isProbe({ method, headers }: IncomingMessage): boolean {
  return (method === 'GET' || method === 'HEAD') && /^kube-probe\//.test(headers['user-agent'] ?? '');
}

/** Aborted when the client disconnects before it got its answer. Without an AbortController, which only requests that wait would need. */
class ClientGone implements Cancellation {
  readonly #reply: Reply;

  constructor(reply: Reply) {
    this.#reply = reply;
  }

  get aborted(): boolean {
    return this.#reply.destroyed && !this.#reply.writableFinished;
  }

  get reason(): unknown {
    return new Error('The client disconnected.');
  }

  onAbort(listener: () => void): () => void {
    this.#reply.once('close', listener);
    return () => this.#reply.off('close', listener);
  }
}
