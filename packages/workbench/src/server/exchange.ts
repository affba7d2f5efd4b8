import type { IncomingMessage, ServerResponse } from 'node:http';

/** The largest body: parameters of an activation. */
const MAX_BODY_BYTES = 16 * 1024 * 1024;

/** What goes wrong for a reason that the page shows. */
export class RequestError extends Error {
  readonly status: number;
  constructor(status: number, message: string) {
    super(message);
    this.name = 'RequestError';
    this.status = status;
  }
}

/** On every answer: nothing is kept, embedded, guessed or passed on. */
const HEADERS = {
  'Cache-Control': 'no-store',
  'Cross-Origin-Opener-Policy': 'same-origin',
  'Cross-Origin-Resource-Policy': 'same-origin',
  'Referrer-Policy': 'no-referrer',
  'X-Content-Type-Options': 'nosniff',
  'X-Frame-Options': 'DENY',
};

/** Sends an answer. */
export function send(
  response: ServerResponse,
  status: number,
  type: string,
  body: string | Buffer,
  headers: Readonly<Record<string, string>> = {},
): void {
  const policy = "default-src 'none'; frame-ancestors 'none'";
  response.writeHead(status, {
    ...HEADERS,
    'Content-Security-Policy': policy,
    ...headers,
    'Content-Type': type,
    'Content-Length': Buffer.byteLength(body),
  });
  response.end(body);
}

export function sendText(response: ServerResponse, status: number, text: string): void {
  send(response, status, 'text/plain; charset=utf-8', text);
}

export function sendJson(response: ServerResponse, status: number, value: unknown): void {
  send(response, status, 'application/json', JSON.stringify(value));
}

/** Begins an answer of events. */
export function beginEvents(response: ServerResponse): void {
  response.writeHead(200, { ...HEADERS, 'Content-Type': 'text/event-stream' });
}

/** Reads a body of UTF-8. @throws RequestError if it is too large */
export async function readBody(request: IncomingMessage): Promise<string> {
  const parts: Buffer[] = [];
  let bytes = 0;
  for await (const part of request as AsyncIterable<Buffer>) {
    bytes += part.length;
    if (bytes > MAX_BODY_BYTES) {
      throw new RequestError(413, `The request has more than ${MAX_BODY_BYTES} bytes.`);
    }
    parts.push(part);
  }
  return Buffer.concat(parts).toString();
}
