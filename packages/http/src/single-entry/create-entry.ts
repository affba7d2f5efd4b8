import type { IncomingMessage, OutgoingHttpHeaders, ServerResponse } from 'node:http';
import { RequestReport } from '@actionrunner/core';
import { readBody } from '../exchange/read-body.js';
import { formatReport, sendError, sendJson, sendMethodNotAllowed } from '../exchange/send.js';
import type { ContainerEnvironment, HttpMethod } from '../options/serve-options.js';
import { readContainer } from './read-container.js';
import { readRequest } from './read-request.js';
import { toAnswer } from './to-answer.js';

/** Settings of the single entry point. */
export interface EntryOptions {
  /** Methods that it accepts. */
  readonly httpMethods: readonly HttpMethod[];
  /** Bound for a request body, in bytes. */
  readonly maxBodyBytes: number;
  /** How a failed activation is answered. */
  readonly onFailure: 'discard' | 'keep';
  /** Environment of the container: whose action it is, and whether it is raw. Default: empty. */
  readonly environment?: ContainerEnvironment;
}

/** What a request leads to. */
export interface EntryVerbs {
  /** @returns the body of the answer */
  readonly init: (body: Buffer, response: ServerResponse, report: RequestReport) => Promise<Buffer>;
  /** @returns the JSON text of the result */
  readonly run: (body: Buffer, response: ServerResponse, report: RequestReport) => Promise<Buffer>;
}

/** Creates the handler of `/` where it is the single entry point: an init, a run, or both, answered as a web action is. */
export function createEntry(
  { init, run }: EntryVerbs,
  options: EntryOptions,
): (request: IncomingMessage, response: ServerResponse) => Promise<void> {
  const { httpMethods, maxBodyBytes, onFailure, environment = {} } = options;
  const container = readContainer(environment);
  let { raw } = container;
  return async (request, response) => {
    const report = new RequestReport();
    const cors = allowAnyOrigin(request);
    if (!httpMethods.some((method) => method === request.method)) {
      sendMethodNotAllowed(response, '/', httpMethods, cors);
      return;
    }
    let keep = false;
    try {
      const body = await readBody(request, maxBodyBytes);
      if (!body) {
        return;
      }
      const entry = readRequest(body, request, { dedicated: container.init !== undefined, raw, user: container.user });
      if (entry.init) {
        const done = await init(entry.init, response, report);
        raw = entry.raw;
        if (!entry.run) {
          sendJson(response, 200, done, { ...cors, ...formatReport(report) });
        }
      }
      if (entry.run) {
        keep = onFailure === 'keep';
        const answer = toAnswer(await run(entry.run, response, report));
        sendJson(response, answer.status, answer.body, { ...cors, ...answer.headers, ...formatReport(report) });
      }
    } catch (error) {
      sendError(response, error, { ...cors, ...formatReport(report) }, { keep });
    }
  };
}

/** Lets web pages of any origin call the action. */
export function allowAnyOrigin({ headers }: IncomingMessage): OutgoingHttpHeaders {
  return {
    'access-control-allow-origin': '*',
    'access-control-allow-methods': 'OPTIONS, GET, DELETE, POST, PUT, HEAD, PATCH',
    'access-control-allow-headers':
      headers['access-control-request-headers'] ??
      'Authorization, Origin, X-Requested-With, Content-Type, Accept, User-Agent',
  };
}
