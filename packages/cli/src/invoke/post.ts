import { buffer } from 'node:stream/consumers';
import { messageOf } from '@actionrunner/core/internal';
import { CliError } from '../cli-error.js';
import { EXIT } from '../exit-codes.js';
import { parseJson } from './parse-json.js';

/** An answer of a runtime. */
export interface Answer {
  readonly status: number;
  readonly body: string;
}

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
  return `${text} (HTTP status ${answer.status})`;
}

function sendPost(target: URL, body: Buffer): Promise<Answer> {
  return new Promise((resolve, reject) => {
    const headers = { 'content-type': 'application/json', 'content-length': body.length };
    // Not by an import of it, which would load undici, too.
    const outgoing = process
      .getBuiltinModule('node:http')
      .request(target, { method: 'POST', headers, agent: false }, (response) => {
        buffer(response).then((bytes) => resolve({ status: response.statusCode ?? 0, body: bytes.toString() }), reject);
      });
    outgoing.once('error', reject);
    outgoing.end(body);
  });
}
