import { createServer, type IncomingMessage, type OutgoingHttpHeaders, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { isRunnerError } from '@actionrunner/core';
import { messageOf } from '@actionrunner/core/internal';
import { allowAnyOrigin, getStatus, readBody } from '@actionrunner/http/internal';
import { CliError } from '../cli-error.js';
import { EXIT } from '../exit-codes.js';
import { toWebAnswer } from './web-answer.js';
import { WebError } from './web-error.js';
import { readWebRequest, type WebAction } from './web-request.js';

/** What a web action accepts (openwhisk, `WebActions.scala`). */
const METHODS: readonly (string | undefined)[] = ['GET', 'DELETE', 'POST', 'PUT', 'HEAD', 'OPTIONS', 'PATCH'];

/** A body gets longer in base64, and a runtime has its own bound for a message. */
const MAX_BODY_BYTES = 64 * 1024 * 1024;

/** What activates an action. */
export interface WebTarget {
  /** The action as it is now. */
  readonly describe: () => WebAction;
  /**
   * Activates it.
   * @param parameters a JSON text
   * @throws Error that says why there is no result
   */
  readonly activate: (parameters: string) => Promise<{ readonly id: string; readonly result: string }>;
  /** Reports a request that was answered, or what its author should know. */
  readonly note: (line: string) => void;
}

/** Where requests arrive. */
export interface WebServer {
  readonly url: string;
  /** Closes all connections. */
  close(): Promise<void>;
}

/**
 * Serves an action to browsers and other clients as a web action: any path, each request an activation.
 * @throws CliError if it cannot listen there
 */
export async function serveWeb(target: WebTarget, { host, port }: { host: string; port: number }): Promise<WebServer> {
  const server = createServer((request, response) => void respond(target, request, response));
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(port, host, resolve);
  }).catch((error: unknown) => {
    throw new CliError(EXIT.failure, `--http ${port} on ${host} cannot listen: ${messageOf(error)}`, { cause: error });
  });
  const { address, port: actual } = server.address() as AddressInfo;
  return {
    url: `http://${address.includes(':') ? `[${address}]` : address}:${actual}`,
    close: async () => {
      const closed = new Promise((resolve) => server.close(resolve));
      server.closeAllConnections();
      await closed;
    },
  };
}

async function respond(target: WebTarget, request: IncomingMessage, response: ServerResponse): Promise<void> {
  const start = performance.now();
  const headers: OutgoingHttpHeaders = allowAnyOrigin(request);
  const send = (status: number, body: Buffer | string, more: OutgoingHttpHeaders) => {
    if (!response.destroyed) {
      const length = status === 204 ? {} : { 'content-length': Buffer.byteLength(body) };
      response.writeHead(status, { ...length, ...headers, ...more }).end(body);
    }
    target.note(`${request.method} ${request.url} → ${status} in ${Math.round(performance.now() - start)} ms`);
  };
  try {
    if (!METHODS.includes(request.method)) {
      throw new WebError(405, `A web action accepts ${METHODS.join(', ')}.`);
    }
    if (request.method === 'OPTIONS') {
      send(200, '', {});
      return;
    }
    const body = await readBody(request, MAX_BODY_BYTES).catch((error: unknown) => {
      throw isRunnerError(error) ? new WebError(getStatus(error.code), error.message) : error;
    });
    if (!body) {
      // Nobody waits for an answer.
      return;
    }
    const { parameters, extension } = readWebRequest(request, body, target.describe());
    const { id, result } = await target.activate(parameters);
    headers['x-openwhisk-activation-id'] = id;
    const answer = toWebAnswer(result, extension);
    send(answer.status, answer.body, answer.headers);
    if (answer.remark !== undefined) {
      target.note(answer.remark);
    }
  } catch (error) {
    // That of an activation is shown by whoever has run it.
    const status = error instanceof WebError ? error.status : 502;
    send(status, `${messageOf(error)}\n`, { 'content-type': 'text/plain; charset=utf-8' });
    if (error instanceof WebError) {
      target.note(error.message);
    }
  }
}
