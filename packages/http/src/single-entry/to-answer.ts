import type { OutgoingHttpHeaders } from 'node:http';
import { answerHeaders } from './answer-headers.js';
import { invalid, shown } from './invalid.js';
import { isObject, membersOf } from './members.js';

/** An HTTP response. */
export interface EntryAnswer {
  readonly status: number;
  readonly headers: OutgoingHttpHeaders;
  readonly body: Buffer;
}

const JSON_TYPE = 'application/json';
const TEXT_TYPE = 'text/html; charset=utf-8';

/** Statuses of answers that have no body (RFC 9110). */
const WITHOUT_BODY: readonly number[] = [204, 205, 304];

const NOTHING = Buffer.alloc(0);

/**
 * Makes an HTTP response of a result. One without `statusCode`, `headers` and `body` is the response itself.
 * @param result a JSON object or array
 * @throws RunnerError `ERR_RUNNER_RESULT_INVALID` that says what cannot be sent
 */
export function toAnswer(result: Buffer): EntryAnswer {
  const members = isObject(result) ? membersOf(result) : new Map<string, Buffer>();
  if (!['statusCode', 'headers', 'body'].some((name) => members.has(name))) {
    return { status: 200, headers: { 'content-type': JSON_TYPE }, body: result };
  }
  const given = answerHeaders(parsed(members.get('headers')) ?? {});
  const { type, bytes } = bodyOf(members.get('body'), String(given['content-type'] ?? ''));
  const status = statusOf(parsed(members.get('statusCode')) ?? (bytes.length > 0 ? 200 : 204));
  const body = WITHOUT_BODY.includes(status) ? NOTHING : bytes;
  return { status, headers: { 'content-type': type, ...given }, body };
}

function parsed(json: Buffer | undefined): unknown {
  return json && JSON.parse(json.toString());
}

function statusOf(value: unknown): number {
  if (!Number.isInteger(value) || (value as number) < 200 || (value as number) > 599) {
    throw invalid(`The statusCode of the result must be an integer from 200 to 599, not ${shown(value)}.`);
  }
  return value as number;
}

function bodyOf(json: Buffer | undefined, contentType: string): { type: string; bytes: Buffer } {
  const start = json?.toString('latin1', 0, 1);
  if (json === undefined || start === 'n') {
    return { type: TEXT_TYPE, bytes: NOTHING };
  }
  if (start !== '"') {
    return { type: JSON_TYPE, bytes: json };
  }
  const text = parsed(json) as string;
  return { type: TEXT_TYPE, bytes: /^image\//i.test(contentType) ? image(text, contentType) : Buffer.from(text) };
}

/** An image is base64; the text of an SVG, which cannot be, is taken as it is. */
function image(text: string, contentType: string): Buffer {
  if (/^image\/svg\+xml/i.test(contentType) && /^\s*</.test(text)) {
    return Buffer.from(text);
  }
  const digits = text.replace(/\s+/g, '').replace(/={1,2}$/, '');
  if (/[^\w+/-]/.test(digits) || digits.length % 4 === 1) {
    throw invalid(`The body of the result is ${contentType}, so it must be base64; it is not.`);
  }
  return Buffer.from(digits, 'base64');
}
