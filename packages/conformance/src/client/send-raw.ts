import { connect } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import { MAX_ANSWER_BYTES } from '../bounds.js';
import { createDeferred } from '../deferred.js';
import { type Answer, createAnswer, NoAnswer } from './answer.js';
import type { Address } from './send-request.js';

/** Options of {@link sendRaw}. */
export interface RawOptions {
  /** How long everything may take, in milliseconds. */
  readonly limitMs: number;
  /** Ends our side of the connection after the last part. */
  readonly end?: boolean;
  /** The pause between two parts, in milliseconds; 20 by default. */
  readonly pauseMs?: number;
  /** How long after its answer the server may take to close the connection, in milliseconds; without it nobody waits for that. */
  readonly closesWithinMs?: number;
}

/**
 * Sends bytes in parts over a connection of its own, and reads one answer: whole if it has a Content-Length, else until the connection
 * is closed.
 * @throws NoAnswer that says what happened instead
 */
export async function sendRaw(
  address: Address,
  parts: readonly (string | Buffer)[],
  { limitMs, end = false, pauseMs = 20, closesWithinMs }: RawOptions,
): Promise<Answer> {
  const started = performance.now();
  const { promise, resolve, reject } = createDeferred<Answer>();
  const socket = connect({ ...address, allowHalfOpen: true });
  const chunks: Buffer[] = [];
  let length = 0;
  let timer = setTimeout(() => reject(new NoAnswer(`no answer after ${limitMs} ms`)), limitMs);
  const waitForClose = (waitMs: number): void => {
    clearTimeout(timer);
    timer = setTimeout(
      () => reject(new NoAnswer(`the connection was still open ${waitMs} ms after the answer`)),
      waitMs,
    );
  };
  const settle = (isClosed: boolean): void => {
    try {
      const answer = parseAnswer(Buffer.concat(chunks), isClosed, performance.now() - started);
      if (answer !== undefined && !isClosed && closesWithinMs !== undefined) waitForClose(closesWithinMs);
      else if (answer !== undefined) resolve(answer);
      else if (isClosed) reject(new NoAnswer('the connection was closed before an answer'));
    } catch (error) {
      reject(error as NoAnswer);
    }
  };
  socket.on('error', (error) => reject(new NoAnswer(`no answer (${error.message})`)));
  socket.on('data', (chunk: Buffer) => {
    length += chunk.length;
    if (length > MAX_ANSWER_BYTES) reject(new NoAnswer(`the answer is longer than ${MAX_ANSWER_BYTES} bytes`));
    else chunks.push(chunk);
    if (length <= MAX_ANSWER_BYTES) settle(false);
  });
  socket.on('end', () => settle(true));
  socket.on('close', () => settle(true));
  try {
    await Promise.race([writeParts(), promise]);
    return await promise;
  } finally {
    clearTimeout(timer);
    socket.destroy();
  }

  async function writeParts(): Promise<void> {
    for (const [index, part] of parts.entries()) {
      if (index > 0) await sleep(pauseMs);
      socket.write(part);
    }
    if (end) socket.end();
  }
}

/** The answer in the bytes; undefined while it is not complete. */
function parseAnswer(bytes: Buffer, isClosed: boolean, durationMs: number): Answer | undefined {
  const split = bytes.indexOf('\r\n\r\n');
  if (split < 0) return undefined;
  const [line = '', ...fields] = bytes.subarray(0, split).toString('latin1').split('\r\n');
  const status = /^HTTP\/1\.[01] (\d{3})/.exec(line)?.[1];
  if (status === undefined) throw new NoAnswer(`the answer is not HTTP: it begins with ${JSON.stringify(line)}`);
  const headers = Object.fromEntries(
    fields.map((field) => [
      field.slice(0, field.indexOf(':')).toLowerCase(),
      field.slice(field.indexOf(':') + 1).trim(),
    ]),
  );
  const body = bytes.subarray(split + 4);
  const length = headers['content-length'];
  const isComplete = length === undefined ? isClosed : body.length >= Number(length);
  return isComplete || isClosed ? createAnswer(Number(status), headers, body, durationMs) : undefined;
}
