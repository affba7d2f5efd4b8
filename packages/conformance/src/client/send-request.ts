import { type Agent, type IncomingMessage, request } from 'node:http';
import { MAX_ANSWER_BYTES } from '../bounds.js';
import { createDeferred } from '../deferred.js';
import { type Answer, createAnswer, NoAnswer } from './answer.js';

/** Where a runtime listens. */
export interface Address {
  readonly host: string;
  readonly port: number;
}

/** How a body is sent: in pieces without a Content-Length, or only after the server has said that it wants it. */
export type Sending = 'chunked' | 'expect-continue';

/** A request. */
export interface HttpRequest {
  readonly method: string;
  readonly path: string;
  readonly headers: Readonly<Record<string, string | number>>;
  readonly body: Buffer | undefined;
  /** How long the whole answer may take, in milliseconds. */
  readonly limitMs: number;
  /** How the body is sent; in one piece with its Content-Length by default. */
  readonly sending?: Sending;
  /** Keeps the connection for the next request; without it each request has its own. */
  readonly agent?: Agent;
  /** Gives up; the connection is closed. */
  readonly signal?: AbortSignal;
}

/** Sends a request and reads its answer, in bounded time and memory. @throws NoAnswer that says what happened instead */
export async function sendRequest({ host, port }: Address, options: HttpRequest): Promise<Answer> {
  const { method, path, headers, body, limitMs, sending, agent, signal } = options;
  const started = performance.now();
  const { promise, resolve, reject } = createDeferred<Answer>();
  const own = { ...(signal !== undefined && { signal }), agent: agent ?? false };
  const length = body === undefined || sending === 'chunked' ? {} : { 'content-length': body.length };
  const expect = sending === 'expect-continue' ? { expect: '100-continue' } : {};
  const sent = request({ host, port, method, path, headers: { ...length, ...expect, ...headers }, ...own });
  const fail = (message: string): void => {
    reject(new NoAnswer(message));
    sent.destroy();
  };
  let received = 0;
  let missing = sending === 'expect-continue' ? 'neither 100 Continue nor an answer' : 'no answer';
  const timer = setTimeout(() => {
    fail(`${received > 0 ? 'the answer was not complete' : missing} after ${limitMs} ms`);
  }, limitMs);
  const failBy = (error: NodeJS.ErrnoException): void => fail(describe(error, received > 0));
  sent.on('error', failBy);
  sent.on('response', (response) => {
    const chunks: Buffer[] = [];
    received = 1;
    response.on('data', (chunk: Buffer) => {
      received += chunk.length;
      if (received > MAX_ANSWER_BYTES) fail(`the answer is longer than ${MAX_ANSWER_BYTES} bytes`);
      else chunks.push(chunk);
    });
    response.on('error', failBy);
    response.on('end', () => {
      const bytes = Buffer.concat(chunks);
      resolve(createAnswer(response.statusCode ?? 0, joinHeaders(response), bytes, performance.now() - started));
    });
  });
  if (sending === 'expect-continue') {
    sent.on('continue', () => {
      missing = 'no answer';
      sent.end(body);
    });
    sent.flushHeaders();
  } else {
    for (const piece of sending === 'chunked' ? cut(body) : []) sent.write(piece);
    sent.end(sending === 'chunked' ? undefined : body);
  }
  try {
    return await promise;
  } finally {
    clearTimeout(timer);
    if (!sent.writableEnded) sent.destroy(); // answered without the body
  }
}

/** Three pieces, so that a server that reads only the first one is seen. */
function cut(body: Buffer = Buffer.alloc(0)): readonly Buffer[] {
  const size = Math.ceil(body.length / 3);
  return [body.subarray(0, size), body.subarray(size, 2 * size), body.subarray(2 * size)];
}

function joinHeaders(response: IncomingMessage): Record<string, string> {
  return Object.fromEntries(
    Object.entries(response.headersDistinct).map(([name, values]) => [name, (values ?? []).join(', ')]),
  );
}

function describe({ code = '', message }: NodeJS.ErrnoException, hasBegun: boolean): string {
  const when = hasBegun ? 'in the middle of the answer' : 'before an answer';
  if (code === 'ECONNRESET' || code === 'EPIPE') return `the connection was closed ${when}`;
  if (code === 'ECONNREFUSED') return 'the connection was refused';
  if (code.startsWith('HPE_')) return `the answer is not HTTP (${message})`;
  return `no answer (${message})`;
}
