import { isUtf8 } from 'node:buffer';
import { messageOf, RunnerError } from '../errors.js';

/** A request body: its bytes (`{}` for an empty one) and their parsed value. */
export interface Body {
  readonly bytes: Buffer;
  readonly value: unknown;
}

/**
 * Reads a request body as JSON. An empty body and `null` count as `{}`.
 * @throws RunnerError `ERR_RUNNER_BODY_MALFORMED`
 */
export function parseBody(body: Uint8Array): Body {
  const received = Buffer.from(body.buffer, body.byteOffset, body.byteLength);
  if (!isUtf8(received)) {
    throw new RunnerError('ERR_RUNNER_BODY_MALFORMED', 'The request body is not valid JSON: it is not UTF-8.');
  }
  const text = received.toString().trim();
  if (text === '' || text === 'null') {
    return { bytes: Buffer.from('{}'), value: {} };
  }
  try {
    return { bytes: received, value: JSON.parse(text) };
  } catch (error) {
    throw new RunnerError('ERR_RUNNER_BODY_MALFORMED', `The request body is not valid JSON: ${messageOf(error)}`, {
      cause: error,
    });
  }
}
