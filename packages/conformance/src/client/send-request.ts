import { type Agent, type IncomingMessage, request } from 'node:http';
import { MAX_ANSWER_BYTES } from '../bounds.js';
import { createDeferred } from '../deferred.js';
import { type Answer, createAnswer, NoAnswer } from './answer.js';

/** Where a runtime listens. */
export interface Address {
  readonly host: string;
  readonly port: number;
}

/** A request. */
export interface HttpRequest {
  readonly method: string;
  readonly path: string;
  readonly headers: Readonly<Record<string, string | number>>;
  readonly body: Buffer | undefined;
  /** How long the whole answer may take, in milliseconds. */
  readonly limitMs: number;
  /** Keeps the connection for the next request; without it each request has its own. */
  readonly agent?: Agent;
  /** Gives up; the connection is closed. */
  readonly signal?: AbortSignal;
}

/** Sends a request and reads its answer, in bounded time and memory. @throws NoAnswer that says what happened instead */
export async function sendRequest({ host, port }: Address, options: HttpRequest): Promise<Answer> {
  const { method, path, headers, body, limitMs, agent, signal } = options;
  const started = performance.now();
  const { promise, resolve, reject } = createDeferred<Answer>();
  const own = { ...(signal !== undefined && { signal }), agent: agent ?? false };
  const length = body === undefined ? {} : { 'content-length': body.length };
  const sent = request({ host, port, method, path, headers: { ...length, ...headers }, ...own });
  const fail = (message: string): void => {
    reject(new NoAnswer(message));
    sent.destroy();
  };
  let received = 0;
  const timer = setTimeout(() => {
    fail(`${received > 0 ? 'the answer was not complete' : 'no answer'} after ${limitMs} ms`);
  }, limitMs);
  sent.on('error', (error: NodeJS.ErrnoException) => fail(describe(error)));
  sent.on('response', (response) => {
    const chunks: Buffer[] = [];
    received = 1;
    response.on('data', (chunk: Buffer) => {
      received += chunk.length;
      if (received > MAX_ANSWER_BYTES) fail(`the answer is longer than ${MAX_ANSWER_BYTES} bytes`);
      else chunks.push(chunk);
    });
    response.on('error', (error: NodeJS.ErrnoException) => fail(`${describe(error)} in the middle of the answer`));
    response.on('end', () => {
      const bytes = Buffer.concat(chunks);
      resolve(createAnswer(response.statusCode ?? 0, joinHeaders(response), bytes, performance.now() - started));
    });
  });
  sent.end(body);
  try {
    return await promise;
  } finally {
    clearTimeout(timer);
  }
}

function joinHeaders(response: IncomingMessage): Record<string, string> {
  return Object.fromEntries(
    Object.entries(response.headersDistinct).map(([name, values]) => [name, (values ?? []).join(', ')]),
  );
}

function describe(error: NodeJS.ErrnoException): string {
  const { code = '', message } = error;
  if (code === 'ECONNRESET' || code === 'EPIPE') return 'the connection was closed before an answer';
  if (code === 'ECONNREFUSED') return 'the connection was refused';
  if (code.startsWith('HPE_')) return `the answer is not HTTP (${message})`;
  return `no answer (${message})`;
}
