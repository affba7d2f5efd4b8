import type { OutgoingHttpHeaders, ServerResponse } from 'node:http';
import type { Duplex } from 'node:stream';
import { isRunnerError, type RequestReport, type RunnerErrorCode } from '@actionrunner/core';
import { messageOf, systemCode } from '@actionrunner/core/internal';
import type { Reply } from './reply.js';
import { getPhrase, getStatus } from './status.js';

/** The header with the code of a failure: its body and its status are those of the protocol. */
const ERROR_HEADER = 'x-actionrunner-error';

/** The header that says why, beyond what the body says. */
const REASON_HEADER = 'x-actionrunner-reason';

/** How much of a reason is sent, in characters. */
const MAX_REASON = 800;

/** An answer of up to this size fits into the buffers of a connection. */
export const SMALL_BYTES = 65_536;

/** An answer of up to this size is copied to be in one piece with its head. */
const MAX_JOINED_BYTES = 8_192;

/** How long a client may accept nothing of an answer that waits for it. */
export const SEND_TIMEOUT_MS = 60_000;

/** How long a client may take to end its side of a connection after an answer to what could not be read. */
const LINGER_MS = 1_000;

/** When to try again, in seconds. */
const RETRY_AFTER = '1';

/** The status of a shutdown for a request that 503 would lose (openwhisk, `ContainerProxy`: it resends only what woke the container). */
const UNMOVABLE_STATUS = 502;

/** Failed activations after which the runtime is as good as before. */
const KEPT: ReadonlySet<RunnerErrorCode> = new Set([
  'ERR_RUNNER_START',
  'ERR_RUNNER_CRASHED',
  'ERR_RUNNER_MEMORY',
  'ERR_RUNNER_RESULT_INVALID',
  'ERR_RUNNER_RESULT_TOO_LARGE',
  'ERR_RUNNER_DEADLINE',
]);

/** Statuses of requests that Node could not parse; 400 for every other reason. */
const CLIENT_STATUSES: Readonly<Record<string, number>> = {
  HPE_HEADER_OVERFLOW: 431,
  HPE_CHUNK_EXTENSIONS_OVERFLOW: 413,
  ERR_HTTP_REQUEST_TIMEOUT: 408,
};

/**
 * Sends JSON with a Content-Length and in one write, so that no client sees a chunked or an empty answer and none waits for a delayed
 * acknowledgement. A client that stops reading loses its connection.
 */
export function sendJson(
  response: Reply,
  status: number,
  body: Buffer | object,
  headers: OutgoingHttpHeaders = {},
): void {
  if (response.headersSent || response.destroyed) {
    return;
  }
  const bytes = Buffer.isBuffer(body) ? body : Buffer.from(JSON.stringify(body));
  // A list, since Node makes one of an object. Unlike that, it may have a name twice.
  const head = ['content-length', `${bytes.length}`];
  if (headers['content-type'] === undefined) head.push('content-type', 'application/json');
  for (const name in headers) {
    head.push(name, headers[name] as string);
  }
  response.writeHead(status, head);
  if (bytes.length <= MAX_JOINED_BYTES) {
    // As a string of the same bytes, Node joins it with the head; a buffer would be a piece of its own.
    response.end(bytes.toString('latin1'), 'latin1');
  } else {
    response.end(bytes, 'latin1');
  }
  if (bytes.length > SMALL_BYTES && 'req' in response) {
    limitSending(response as ServerResponse);
  }
}

function limitSending(response: ServerResponse): void {
  const { socket } = response.req;
  response.setTimeout(SEND_TIMEOUT_MS);
  response.once('finish', () => {
    // Node leaves the limit in place for a request that arrived meanwhile, which may take longer.
    if (socket.timeout === SEND_TIMEOUT_MS) {
      socket.setTimeout(0);
    }
  });
}

/** What the status of a failure depends on, besides its code. */
export interface FailurePolicy {
  /** Whether a failed activation is answered with 200, so that the platform keeps the container. Default false. */
  readonly keep?: boolean;
  /** Whether the platform sends the request elsewhere if the runtime is shutting down. Default true. */
  readonly movable?: boolean;
}

/** Sends `{"error": …}` with the status of the error; anything but a RunnerError is a fault of the runtime. */
export function sendError(
  response: Reply,
  error: unknown,
  headers: OutgoingHttpHeaders = {},
  { keep = false, movable = true }: FailurePolicy = {},
): void {
  const code = isRunnerError(error) ? error.code : 'ERR_RUNNER_FAULT';
  const status = chooseStatus(code, keep, movable);
  const retry = code === 'ERR_RUNNER_QUEUE_FULL' ? { 'retry-after': RETRY_AFTER } : {};
  sendJson(response, status, { error: messageOf(error) }, { ...headers, [ERROR_HEADER]: code, ...retry });
}

function chooseStatus(code: RunnerErrorCode, keep: boolean, movable: boolean): number {
  if (keep && KEPT.has(code)) {
    return 200;
  }
  return code === 'ERR_RUNNER_STOPPING' && !movable ? UNMOVABLE_STATUS : getStatus(code);
}

/** Sends 405 with the methods that a path accepts. */
export function sendMethodNotAllowed(
  response: ServerResponse,
  path: string,
  methods: readonly string[],
  headers: OutgoingHttpHeaders = {},
): void {
  const allow = methods.join(', ');
  const error = `${path} accepts ${allow}, not ${response.req.method}.`;
  sendJson(response, 405, { error }, { ...headers, allow });
}

/** Answers a request that could not be parsed, or did not arrive in full, with a JSON error, and closes the connection. */
export function sendClientError(error: Error, socket: Duplex): void {
  if (systemCode(error) === 'ECONNRESET' || !socket.writable) {
    socket.destroy();
    return;
  }
  const status = CLIENT_STATUSES[systemCode(error) ?? ''] ?? 400;
  const reason =
    status === 408 ? 'The request took too long to arrive.' : `The request is not valid HTTP: ${error.message}.`;
  const body = JSON.stringify({ error: reason });
  const closeAfter = (ms: number) => setTimeout(() => socket.destroy(), ms).unref();
  const limit = closeAfter(SEND_TIMEOUT_MS);
  socket.end(
    `HTTP/1.1 ${status} ${getPhrase(status)}\r\nconnection: close\r\ncontent-type: application/json\r\n` +
      `content-length: ${Buffer.byteLength(body)}\r\n\r\n${body}`,
    () => {
      clearTimeout(limit);
      // Not at once: what the client still sends would break the connection off, and the answer could get lost.
      closeAfter(LINGER_MS);
    },
  );
}

/**
 * Formats what is reported about a request as headers: its phases as `Server-Timing` (W3C Server Timing, durations in milliseconds), the code of
 * its failure, and the reason; none of them if there is none.
 */
export function formatReport({ timings, code, reason }: RequestReport): OutgoingHttpHeaders {
  const headers: OutgoingHttpHeaders = {};
  let metrics = '';
  for (const [phase, ms] of timings.phases) {
    metrics += `${metrics && ', '}${phase};dur=${formatMs(ms)}`;
  }
  if (metrics) {
    headers['server-timing'] = metrics;
  }
  if (code) {
    headers[ERROR_HEADER] = code;
  }
  if (reason !== undefined) {
    headers[REASON_HEADER] = encodeReason(reason);
  }
  return headers;
}

/** With two decimals, as of `toFixed`, which needs four times as long (measured with Node.js 20). */
function formatMs(ms: number): string {
  const hundredths = Math.round(Math.max(0, ms) * 100);
  const rest = hundredths % 100;
  return `${(hundredths - rest) / 100}.${rest < 10 ? '0' : ''}${rest}`;
}

/** Encodes a text as gRPC does with `grpc-message`: percent signs and what is not printable ASCII become the escapes of their UTF-8. */
function encodeReason(reason: string): string {
  const start = Buffer.from(reason.slice(0, MAX_REASON)).toString();
  return start.trim().replace(/[^ -$&-~]+/g, encodeURIComponent);
}
