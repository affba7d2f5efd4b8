import { isUtf8 } from 'node:buffer';
import { messageOf, RunnerError } from '../errors.js';

const BYTE_ORDER_MARK = Buffer.from('\uFEFF');

/** Space, tab, line feed and carriage return: all the white space of JSON. */
const WHITE_SPACE: readonly number[] = [0x20, 0x09, 0x0a, 0x0d];

/** A request body: its bytes (`{}` for an empty one) and their parsed value. */
export interface Body {
  readonly bytes: Buffer;
  readonly value: unknown;
}

/**
 * Reads a request body as JSON. An empty body and `null` count as `{}`. A byte order mark at its start is left out.
 * @throws RunnerError `ERR_RUNNER_BODY_MALFORMED`
 */
export function parseBody(body: Uint8Array): Body {
  const received = Buffer.from(body.buffer, body.byteOffset, body.byteLength);
  if (!isUtf8(received)) {
    throw new RunnerError('ERR_RUNNER_BODY_MALFORMED', 'The request body is not valid JSON: it is not UTF-8.');
  }
  const marked = received.subarray(0, BYTE_ORDER_MARK.length).equals(BYTE_ORDER_MARK);
  const bytes = marked ? received.subarray(BYTE_ORDER_MARK.length) : received;
  try {
    return nothingOr({ bytes, value: JSON.parse(bytes.toString()) });
  } catch (error) {
    if (bytes.every((byte) => WHITE_SPACE.includes(byte))) {
      return nothingOr({ bytes, value: null });
    }
    throw new RunnerError('ERR_RUNNER_BODY_MALFORMED', `The request body is not valid JSON: ${messageOf(error)}`, {
      cause: error,
    });
  }
}

function nothingOr(body: Body): Body {
  return body.value === null ? { bytes: Buffer.from('{}'), value: {} } : body;
}
