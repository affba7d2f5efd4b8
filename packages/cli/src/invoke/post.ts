import type { IncomingHttpHeaders } from 'node:http';
import { buffer } from 'node:stream/consumers';
import { messageOf } from '@actionrunner/core/internal';
import { CliError } from '../cli-error.js';
import { EXIT } from '../exit-codes.js';
import { parseJson } from './parse-json.js';

/** An answer of a runtime. */
export interface Answer {
  readonly status: number;
  readonly headers: IncomingHttpHeaders;
  readonly body: string;
}

/** The header that says why an activation failed, beyond what the body says. */
const REASON_HEADER = 'x-actionrunner-reason';

/** The longest that a timer waits. */
const MAX_TIMER_MS = 2 ** 31 - 1;

/** The answer did not come in time. */
export class LateError extends Error {
  override readonly name = 'LateError';
}

/** The connection ended in the middle of the answer. */
class CutError extends Error {
  readonly code = 'ECONNRESET';
}

/**
 * Posts a JSON text to a runtime and waits for its answer.
 * @param limitMs how long. Default: as long as it takes
 * @throws CliError if the runtime cannot be reached, or does not answer in time, which is a LateError as its cause
 */
export async function post(url: string, route: 'init' | 'run', json: string, limitMs?: number): Promise<Answer> {
  const target = new URL(`${url.replace(/\/$/, '')}/${route}`);
  try {
    return await sendPost(target, Buffer.from(json), limitMs);
  } catch (error) {
    if (error instanceof LateError) {
      throw new CliError(EXIT.developer, `the runtime at ${url} gave ${error.message}.`, { cause: error });
    }
    throw new CliError(
      EXIT.developer,
      `the runtime at ${url} cannot be reached: ${messageOf(error) || 'no connection'}`,
      { cause: error },
    );
  }
}

/** Describes an answer other than 200. */
export function describeError(answer: Answer): string {
  const error = (parseJson(answer.body) as { error?: unknown } | undefined)?.error;
  const text = typeof error === 'string' ? error : answer.body.trim() || explainEmpty(answer);
  const reason = decodeReason(answer.headers[REASON_HEADER]);
  return `${text}${reason ? ` ${reason}` : ''} (HTTP status ${answer.status})`;
}

/** Says where else an answer without a body leads to, as that of a server that wants https. */
function explainEmpty({ headers: { location } }: Answer): string {
  return location === undefined ? 'The answer is empty.' : `The answer is empty, and leads to ${location}`;
}

async function sendPost(target: URL, body: Buffer, limitMs?: number): Promise<Answer> {
  let timer: NodeJS.Timeout | undefined;
  const answer = new Promise<Answer>((resolve, reject) => {
    const fields = { 'content-type': 'application/json', 'content-length': body.length };
    // Not by an import of it, which would load undici, too.
    const outgoing = process
      .getBuiltinModule('node:http')
      .request(target, { method: 'POST', headers: fields, agent: false }, (response) => {
        const { statusCode: status = 0, headers } = response;
        buffer(response).then(
          (bytes) => resolve({ status, headers, body: bytes.toString() }),
          (error: unknown) => reject(new CutError('its answer was cut off', { cause: error })),
        );
      });
    outgoing.once('error', reject);
    outgoing.end(body);
    if (limitMs !== undefined) {
      const end = () => {
        // First, as the end of the connection is an error, too.
        reject(new LateError(`no answer within ${limitMs} ms`));
        outgoing.destroy();
      };
      timer = setTimeout(end, Math.min(limitMs, MAX_TIMER_MS));
    }
  });
  return await answer.finally(() => clearTimeout(timer));
}

/** Decodes a text that was encoded like `grpc-message`; anything else is shown as it is. */
function decodeReason(header: string | string[] | undefined): string | undefined {
  try {
    return header === undefined ? undefined : decodeURIComponent(String(header));
  } catch {
    return String(header);
  }
}
