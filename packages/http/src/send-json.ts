import type { OutgoingHttpHeaders, ServerResponse } from 'node:http';

/** An answer up to here fits the buffers of a connection. */
const SMALL_BYTES = 65_536;

/** How long a client may take none of an answer that waits for it. */
const SEND_TIMEOUT_MS = 60_000;

/**
 * Answers with JSON: a Content-Length and one write, so that no client sees a chunked or an empty answer
 * and none waits for a delayed acknowledgement. A client that stops reading loses its connection.
 */
export function sendJson(
  response: ServerResponse,
  status: number,
  body: Buffer | object,
  headers: OutgoingHttpHeaders = {},
): void {
  if (response.headersSent || response.destroyed) {
    return;
  }
  const bytes = Buffer.isBuffer(body) ? body : Buffer.from(JSON.stringify(body));
  response.writeHead(status, { 'content-type': 'application/json', 'content-length': bytes.length, ...headers });
  response.end(bytes);
  if (bytes.length > SMALL_BYTES) {
    const { socket } = response.req;
    response.setTimeout(SEND_TIMEOUT_MS);
    response.once('finish', () => {
      // Node leaves the limit where a request that came meanwhile is next, and it may take its time.
      if (socket.timeout === SEND_TIMEOUT_MS) {
        socket.setTimeout(0);
      }
    });
  }
}
