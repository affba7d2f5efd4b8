import type { IncomingMessage, ServerResponse } from 'node:http';
import { type ActionProxy, RequestReport } from '@actionrunner/core';
import { readBody } from './read-body.js';
import { ERROR_HEADER, sendError } from './send-error.js';
import { sendJson } from './send-json.js';
import { timingHeader } from './server-timing.js';
import type { Variables } from './single-entry/container.js';
import type { HttpMethod } from './single-entry/http-methods.js';

/** A plain request handler of node:http; express mounts it as it is. */
export type Handler = (request: IncomingMessage, response: ServerResponse) => void;

/** Settings of the handlers. */
export interface HandlerOptions {
  /** Bound for a request body, in bytes. */
  readonly maxBodyBytes: number;
  /** How an activation that failed is answered: `discard` with 502, which makes the platform destroy the container; `keep` with 200 and `{"error": …}`. */
  readonly onFailure: 'discard' | 'keep';
  /** Whether `GET /health` is answered. */
  readonly health: boolean;
  /** `knative`: init and run come on `/`, the single entry point, and nowhere else. */
  readonly platform: 'openwhisk' | 'knative';
  /** Methods that the single entry point takes. */
  readonly httpMethods: readonly HttpMethod[];
  /** Environment of the container, where the single entry point looks for its variables. Default: empty. */
  readonly environment?: Variables;
}

/** The handlers of the routes. */
export interface Handlers {
  readonly init: Handler;
  readonly run: Handler;
  readonly health: Handler;
  /** The single entry point. */
  readonly entry: Handler;
}

/** Calls the proxy. @returns the body of the answer */
type Call = (body: Buffer, response: ServerResponse, report: RequestReport) => Promise<Buffer>;

const INITIALIZED = Buffer.from('{"ok":true}');

/** Makes the request handlers of the routes: read the body, call the proxy, encode its answer. */
export function createHandlers(proxy: ActionProxy, options: HandlerOptions): Handlers {
  const { maxBodyBytes, onFailure } = options;
  /** A failed init is never kept: the platform would take the action for ready. */
  const answered =
    (keep: boolean, answer: Call): Handler =>
    async (request, response) => {
      const report = new RequestReport();
      const headers = () => timingHeader(report.timings);
      try {
        const body = await readBody(request, maxBodyBytes);
        if (body) {
          const json = await answer(body, response, report);
          sendJson(response, 200, json, report.code ? { ...headers(), [ERROR_HEADER]: report.code } : headers());
        }
      } catch (error) {
        sendError(response, error, headers(), keep);
      }
    };
  const init: Call = async (body, _response, report) => {
    await proxy.init(body, { report });
    return INITIALIZED;
  };
  const run: Call = async (body, response, report) => {
    const gone = new AbortController();
    response.once('close', () => {
      // Aborting is not free, and nobody waits any more once the answer has been sent.
      if (!response.writableFinished) {
        gone.abort();
      }
    });
    return await proxy.run(body, { signal: gone.signal, report });
  };
  const health: Handler = (_request, response) => {
    const stopping = proxy.state === 'stopping' || proxy.state === 'stopped';
    sendJson(response, stopping ? 503 : 200, { status: stopping ? 'stopping' : 'ready' });
  };
  let loaded: Promise<Handler> | undefined;
  const entry: Handler = (request, response) => {
    // Most runtimes have no use for it.
    loaded ??= import('./single-entry/create-entry.js').then((module) => module.createEntry({ init, run }, options));
    loaded.then(
      (handle) => handle(request, response),
      (error: unknown) => sendError(response, error),
    );
  };
  return { init: answered(false, init), run: answered(onFailure === 'keep', run), health, entry };
}
