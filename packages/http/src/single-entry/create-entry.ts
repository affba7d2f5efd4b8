import type { IncomingMessage, ServerResponse } from 'node:http';
import { RequestReport } from '@actionrunner/core';
import { readBody } from '../read-body.js';
import { ERROR_HEADER, sendError } from '../send-error.js';
import { sendJson } from '../send-json.js';
import { timingHeader } from '../server-timing.js';
import { readContainer, type Variables } from './container.js';
import { corsHeaders } from './cors-headers.js';
import type { HttpMethod } from './http-methods.js';
import { readRequest } from './read-request.js';
import { toAnswer } from './to-answer.js';

/** Settings of the single entry point. */
export interface EntryOptions {
  /** Methods that it takes. */
  readonly httpMethods: readonly HttpMethod[];
  /** Bound for a request body, in bytes. */
  readonly maxBodyBytes: number;
  /** How an activation that failed is answered. */
  readonly onFailure: 'discard' | 'keep';
  /** Environment of the container: whose action it is, and whether it is raw. Default: empty. */
  readonly environment?: Variables;
}

/** What a request leads to. */
export interface EntryVerbs {
  /** @returns the body of the answer */
  readonly init: (body: Buffer, response: ServerResponse, report: RequestReport) => Promise<Buffer>;
  /** @returns the JSON text of the result */
  readonly run: (body: Buffer, response: ServerResponse, report: RequestReport) => Promise<Buffer>;
}

/** Makes the handler of `/` where it is the single entry point: an init, a run, or both, answered as a web action is. */
export function createEntry(
  { init, run }: EntryVerbs,
  options: EntryOptions,
): (request: IncomingMessage, response: ServerResponse) => Promise<void> {
  const { httpMethods, maxBodyBytes, onFailure, environment = {} } = options;
  const container = readContainer(environment);
  const allow = httpMethods.join(', ');
  let { raw } = container;
  return async (request, response) => {
    const report = new RequestReport();
    const cors = corsHeaders(request);
    const told = () => ({ ...timingHeader(report.timings), ...(report.code && { [ERROR_HEADER]: report.code }) });
    if (!httpMethods.some((method) => method === request.method)) {
      sendJson(response, 405, { error: `/ takes ${allow}, not ${request.method}.` }, { ...cors, allow });
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
          sendJson(response, 200, done, { ...cors, ...told() });
        }
      }
      if (entry.run) {
        keep = onFailure === 'keep';
        const answer = toAnswer(await run(entry.run, response, report));
        sendJson(response, answer.status, answer.body, { ...cors, ...answer.headers, ...told() });
      }
    } catch (error) {
      sendError(response, error, { ...cors, ...told() }, keep);
    }
  };
}
