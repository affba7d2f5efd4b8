import type { IncomingHttpHeaders } from 'node:http';
import { buffer } from 'node:stream/consumers';

/** Where a container can be reached from here. */
export type Address = { readonly host: string; readonly port: number } | { readonly socketPath: string };

/** A request to a container. */
export interface ContainerRequest {
  readonly path: string;
  /** A JSON text; without one it is a GET. */
  readonly body?: string;
}

/** An answer of a container. */
export interface ContainerAnswer {
  readonly status: number;
  readonly headers: IncomingHttpHeaders;
  readonly body: string;
}

/** The longest that a timer waits. */
const MAX_TIMER_MS = 2 ** 31 - 1;

/** The answer did not come in time. */
export class LateError extends Error {
  override readonly name = 'LateError';
}

/**
 * Sends one request.
 * @param signal aborted when nothing will answer any more
 * @throws LateError if the answer takes too long; the system's error if there is no connection, or it ends without an answer
 */
export function sendRequest(
  address: Address,
  { path, body }: ContainerRequest,
  timeoutMs: number,
  signal?: AbortSignal,
): Promise<ContainerAnswer> {
  return new Promise((resolve, reject) => {
    const bytes = Buffer.from(body ?? '');
    const post = { method: 'POST', headers: { 'content-type': 'application/json', 'content-length': bytes.length } };
    const options = { ...address, path, agent: false, ...(body !== undefined && post), ...(signal && { signal }) };
    // Not by an import of it, which would load undici, too.
    const outgoing = process.getBuiltinModule('node:http').request(options, (response) => {
      const { statusCode: status = 0, headers } = response;
      buffer(response)
        .then((content) => resolve({ status, headers, body: content.toString() }), reject)
        .finally(() => clearTimeout(timer));
    });
    const end = () => outgoing.destroy(new LateError(`no answer within ${timeoutMs} ms`));
    const timer = setTimeout(end, Math.min(timeoutMs, MAX_TIMER_MS));
    outgoing.once('error', (error) => {
      clearTimeout(timer);
      reject(error);
    });
    outgoing.end(bytes);
  });
}
