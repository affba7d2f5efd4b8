import type { IncomingMessage, ServerResponse } from 'node:http';
import type { ActionProxy } from '@actionrunner/core';
import { readBody } from './read-body.js';
import { sendError } from './send-error.js';
import { sendJson } from './send-json.js';

/** A plain request handler of node:http; express mounts it as it is. */
export type Handler = (request: IncomingMessage, response: ServerResponse) => void;

/** Settings of the handlers. */
export interface HandlerOptions {
  /** Bound for a request body, in bytes. */
  readonly maxBodyBytes: number;
}

/** The handlers of the two routes. */
export interface Handlers {
  readonly init: Handler;
  readonly run: Handler;
}

const INITIALIZED = Buffer.from('{"ok":true}');

/** Makes the request handlers of `/init` and `/run`: read the body, call the proxy, encode its answer. */
export function createHandlers(proxy: ActionProxy, { maxBodyBytes }: HandlerOptions): Handlers {
  const init = async (request: IncomingMessage, response: ServerResponse) => {
    const body = await readBody(request, maxBodyBytes);
    if (body) {
      await proxy.init(body);
      sendJson(response, 200, INITIALIZED);
    }
  };
  const run = async (request: IncomingMessage, response: ServerResponse) => {
    const body = await readBody(request, maxBodyBytes);
    if (body) {
      const gone = new AbortController();
      response.once('close', () => {
        // Aborting is not free, and nobody waits any more once the answer has been sent.
        if (!response.writableFinished) {
          gone.abort();
        }
      });
      sendJson(response, 200, await proxy.run(body, gone.signal));
    }
  };
  const answered =
    (handle: (request: IncomingMessage, response: ServerResponse) => Promise<void>): Handler =>
    (request, response) => {
      handle(request, response).catch((error: unknown) => sendError(response, error));
    };
  return { init: answered(init), run: answered(run) };
}
