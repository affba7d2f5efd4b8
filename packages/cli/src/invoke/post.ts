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

/**
 * Posts a JSON text to a runtime and waits for its answer, without a time limit.
 * @throws CliError if the runtime cannot be reached
 */
export async function post(url: string, route: 'init' | 'run', json: string): Promise<Answer> {
  const target = new URL(`${url.replace(/\/$/, '')}/${route}`);
  try {
    return await sendPost(target, Buffer.from(json));
  } catch (error) {
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
  const text = typeof error === 'string' ? error : answer.body;
  const reason = decodeReason(answer.headers[REASON_HEADER]);
  return `${text}${reason ? ` ${reason}` : ''} (HTTP status ${answer.status})`;
}

function sendPost(target: URL, body: Buffer): Promise<Answer> {
  return new Promise((resolve, reject) => {
    const fields = { 'content-type': 'application/json', 'content-length': body.length };
    // Not by an import of it, which would load undici, too.
    const outgoing = process
      .getBuiltinModule('node:http')
      .request(target, { method: 'POST', headers: fields, agent: false }, (response) => {
        const { statusCode: status = 0, headers } = response;
        buffer(response).then((bytes) => resolve({ status, headers, body: bytes.toString() }), reject);
      });
    outgoing.once('error', reject);
    outgoing.end(body);
  });
}

/** Decodes a text that was encoded like `grpc-message`; anything else is shown as it is. */
function decodeReason(header: string | string[] | undefined): string | undefined {
  try {
    return header === undefined ? undefined : decodeURIComponent(String(header));
  } catch {
    return String(header);
  }
}
