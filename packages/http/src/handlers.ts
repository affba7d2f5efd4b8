import type { IncomingMessage, ServerResponse } from 'node:http';
import { type ActionProxy, RequestReport } from '@actionrunner/core';
import { readBody } from './read-body.js';
import { ERROR_HEADER, sendError } from './send-error.js';
import { sendJson } from './send-json.js';
import { serverTiming } from './server-timing.js';

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
}

/** The handlers of the routes. */
export interface Handlers {
  readonly init: Handler;
  readonly run: Handler;
  readonly health: Handler;
}

const INITIALIZED = Buffer.from('{"ok":true}');

/** Makes the request handlers of `/init`, `/run` and `/health`: read the body, call the proxy, encode its answer. */
export function createHandlers(proxy: ActionProxy, { maxBodyBytes, onFailure }: HandlerOptions): Handlers {
  /** A failed init is never kept: the platform would take the action for ready. */
  const answered =
    (
      keep: boolean,
      answer: (body: Buffer, response: ServerResponse, report: RequestReport) => Promise<Buffer>,
    ): Handler =>
    async (request, response) => {
      const report = new RequestReport();
      const headers = () => ({ 'server-timing': serverTiming(report.timings) });
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
  const init = answered(false, async (body, _response, report) => {
    await proxy.init(body, { report });
    return INITIALIZED;
  });
  const run = answered(onFailure === 'keep', async (body, response, report) => {
    const gone = new AbortController();
    response.once('close', () => {
      // Aborting is not free, and nobody waits any more once the answer has been sent.
      if (!response.writableFinished) {
        gone.abort();
      }
    });
    return await proxy.run(body, { signal: gone.signal, report });
  });
  const health: Handler = (_request, response) => {
    const stopping = proxy.state === 'stopping' || proxy.state === 'stopped';
    sendJson(response, stopping ? 503 : 200, { status: stopping ? 'stopping' : 'ready' });
  };
  return { init, run, health };
}
