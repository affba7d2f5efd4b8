import type { ServerResponse } from 'node:http';

/**
 * Answers with JSON: a Content-Length and one write, so that no client sees a chunked or an empty answer
 * and none waits for a delayed acknowledgement.
 */
export function sendJson(response: ServerResponse, status: number, body: Buffer | object): void {
  if (response.headersSent || response.destroyed) {
    return;
  }
  const bytes = Buffer.isBuffer(body) ? body : Buffer.from(JSON.stringify(body));
  response.writeHead(status, { 'content-type': 'application/json', 'content-length': bytes.length });
  response.end(bytes);
}
