import type { OutgoingHttpHeaders } from 'node:http';
import { RunnerError } from '@actionrunner/core';
import { isObjectText, messageOf } from '@actionrunner/core/internal';
import { loadHttp } from '../node-http.js';
import { decodeBody, findBodyKind } from './binary-body.js';
import { readMembers } from './json.js';

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

/** Headers of the connection, or of the length that the answer really has. */
const OF_THE_CONNECTION: ReadonlySet<string> = new Set([
  'connection',
  'content-length',
  'keep-alive',
  'proxy-connection',
  'te',
  'trailer',
  'transfer-encoding',
  'upgrade',
]);

/** What makes a result, or its `error`, the description of a response. */
const RESPONSE_MEMBERS = ['statusCode', 'headers', 'body'];

const CHARSET_HINT = ' A text needs a charset in its content type.';

const NOTHING = Buffer.alloc(0);
const QUOTED_LENGTH = 100;

/**
 * Turns a result into an HTTP response, as OpenWhisk's controller does for a web action. One without `statusCode`, `headers` and `body`, or in
 * an `error`, is the response itself.
 * @param result a JSON object or array
 * @throws RunnerError `ERR_RUNNER_RESULT_INVALID` that says what cannot be sent
 */
export function toAnswer(result: Buffer): EntryAnswer {
  const members = findResponse(result);
  if (!members) {
    return { status: 200, headers: { 'content-type': JSON_TYPE }, body: result };
  }
  const given = toHeaders(parseValue(members.get('headers')) ?? {});
  const { type, bytes } = toBody(members.get('body'), String(given['content-type'] ?? ''));
  const status = readStatus(parseValue(members.get('statusCode')) ?? (bytes.length > 0 ? 200 : 204));
  const body = WITHOUT_BODY.includes(status) ? NOTHING : bytes;
  return { status, headers: { 'content-type': type, ...given }, body };
}

/** The members that describe a response: those of the `error` of a result, else those of the result; undefined if there are none. */
function findResponse(result: Buffer): ReadonlyMap<string, Buffer> | undefined {
  const members = isObjectText(result) ? readMembers(result) : new Map<string, Buffer>();
  const error = members.get('error');
  const candidates = [error && isObjectText(error) ? readMembers(error) : undefined, members];
  return candidates.find((found) => RESPONSE_MEMBERS.some((name) => found?.has(name)));
}

function parseValue(json: Buffer | undefined): unknown {
  return json && JSON.parse(json.toString());
}

/** A status is a number, or a text of digits. */
function readStatus(value: unknown): number {
  const status = typeof value === 'string' && /^\d+$/.test(value) ? Number(value) : value;
  if (!Number.isInteger(status) || (status as number) < 200 || (status as number) > 599) {
    throw refuseResult(`The statusCode of the result must be an integer from 200 to 599, not ${formatValue(value)}.`);
  }
  return status as number;
}

function toBody(json: Buffer | undefined, contentType: string): { type: string; bytes: Buffer } {
  const start = json?.toString('latin1', 0, 1);
  if (json === undefined || start === 'n') {
    return { type: TEXT_TYPE, bytes: NOTHING };
  }
  if (start !== '"') {
    return { type: JSON_TYPE, bytes: json };
  }
  const kind = contentType === '' ? 'text' : findBodyKind(contentType);
  const bytes = decodeBody(parseValue(json) as string, kind);
  if (!bytes) {
    throw refuseResult(
      `The body of the result is ${contentType}, so it must be base64; it is not.${kind === 'bytes' ? CHARSET_HINT : ''}`,
    );
  }
  return { type: TEXT_TYPE, bytes };
}

/** Turns the `headers` of a result into those of an answer, with names in lower case and without those of the connection. */
function toHeaders(headers: unknown): OutgoingHttpHeaders {
  if (typeof headers !== 'object' || headers === null || Array.isArray(headers)) {
    throw refuseResult(`The headers of the result must be an object, not ${formatValue(headers)}.`);
  }
  const entries = Object.entries(headers).map(([name, value]) => {
    checkHeader(name, () => loadHttp().validateHeaderName(name));
    const texts = (Array.isArray(value) ? value : [value]).map((item: unknown) => toHeaderText(name, item));
    return [name.toLowerCase(), texts.length === 1 ? texts[0] : texts] as const;
  });
  return Object.fromEntries(entries.filter(([name]) => !OF_THE_CONNECTION.has(name)));
}

function toHeaderText(name: string, value: unknown): string {
  if (!['string', 'number', 'boolean'].includes(typeof value)) {
    throw refuseResult(
      `The header ${formatValue(name)} of the result must be a string or a list of strings, not ${formatValue(value)}.`,
    );
  }
  const text = String(value);
  checkHeader(name, () => loadHttp().validateHeaderValue(name, text));
  return text;
}

function checkHeader(name: string, validate: () => void): void {
  try {
    validate();
  } catch (error) {
    throw refuseResult(`The header ${formatValue(name)} of the result cannot be sent: ${messageOf(error)}.`);
  }
}

function refuseResult(message: string): RunnerError {
  return new RunnerError('ERR_RUNNER_RESULT_INVALID', message);
}

/** A value of the result as messages show it. */
function formatValue(value: unknown): string {
  const text = JSON.stringify(value);
  return text.length > QUOTED_LENGTH ? `${text.slice(0, QUOTED_LENGTH)}…` : text;
}
