import { RunnerError } from '../errors.js';
import { readInitVariables } from './environment.js';
import { findLongString, isObject } from './json.js';
import type { InitMessage } from './messages.js';
import { parseBody } from './parse-body.js';
import type { InitRequest } from './schemas.js';
import { createUuid } from './uuid.js';

/**
 * Parses the body of `POST /init`, whose bytes may be changed.
 * @throws RunnerError `ERR_RUNNER_BODY_MALFORMED` (not JSON), `ERR_RUNNER_INIT_ARGUMENT` (its `value` is not an object),
 *   `ERR_RUNNER_MESSAGE_INVALID` (a known field has the wrong type)
 */
export async function parseInit(body: Uint8Array): Promise<InitMessage> {
  const taken = await takeCode(Buffer.from(body.buffer, body.byteOffset, body.byteLength));
  const { value } = taken ?? parseBody(body);
  if (!isInitRequest(value)) {
    throw await explainInvalid(value);
  }
  const fields = value.value ?? {};
  const { variables, omitted } = readInitVariables(fields.env ?? {});
  const message = {
    name: fields.name ?? '',
    main: fields.main || 'main',
    binary: fields.binary ?? false,
    env: variables,
    omitted,
  };
  return taken ? attachCode(message, taken) : { ...message, code: fields.code ?? undefined };
}

/** Whether the schema of an init accepts a body. By hand: zod takes longer to load than anything else that a first init needs. */
export function isInitRequest(body: unknown): body is InitRequest {
  if (!isObject(body)) return false;
  if (body['value'] === undefined) return true;
  if (!isObject(body['value'])) return false;
  const { name, main, code, binary, env } = body['value'];
  const areTexts = [name, main, code].every((text) => isAbsent(text) || typeof text === 'string');
  return areTexts && (isAbsent(binary) || typeof binary === 'boolean') && (isAbsent(env) || isObject(env));
}

function isAbsent(field: unknown): field is null | undefined {
  return field === undefined || field === null;
}

/** Says what the schema refuses. */
async function explainInvalid(body: unknown): Promise<RunnerError> {
  const { initRequest, messages } = await import('./schemas.js');
  const issue = initRequest.safeParse(body, messages).error?.issues[0];
  const path = issue?.path ?? [];
  if (path.length < 2) {
    return new RunnerError('ERR_RUNNER_INIT_ARGUMENT');
  }
  return new RunnerError(
    'ERR_RUNNER_MESSAGE_INVALID',
    `The init message is invalid: ${path.join('.')}: ${issue?.message}.`,
  );
}

function attachCode(message: Omit<InitMessage, 'code'>, { form, bytes }: TakenCode): InitMessage {
  const code = { enumerable: true, get: () => bytes.toString(form === 'archive' ? 'base64' : 'utf8') };
  // The bytes are not enumerable: a copy of the message may have other code.
  return Object.defineProperties({ ...message } as InitMessage, { code, [form]: { value: bytes } });
}

/** Smaller code stays a string. */
const MIN_ARCHIVE_BYTES = 64 * 1024;
const MIN_SOURCE_BYTES = 1024 * 1024;

/** The body of an init, and the code that was taken out of it. */
interface TakenCode {
  /** The value of the body, with a placeholder as its `code`. */
  readonly value: unknown;
  readonly form: 'archive' | 'source';
  readonly bytes: Buffer;
}

/**
 * Takes large code out of the body of an init: as a string it would be in memory three times.
 * @param body JSON; the code is decoded in it
 * @returns undefined if there is no large code, or anything is unusual: the body is then unchanged
 */
async function takeCode(body: Buffer): Promise<TakenCode | undefined> {
  if (body.length < MIN_ARCHIVE_BYTES) {
    return undefined;
  }
  const long =
    findLongString(body, MIN_ARCHIVE_BYTES) ?? findLongString(body, MIN_SOURCE_BYTES, Number.POSITIVE_INFINITY, true);
  if (!long) {
    return undefined;
  }
  const placeholder = createUuid();
  const short = Buffer.concat([body.subarray(0, long.start), Buffer.from(placeholder), body.subarray(long.end)]);
  const value = tryParse(short);
  const fields = (value as InitRequest | null)?.value;
  if (fields?.code !== placeholder) {
    return undefined;
  }
  const text = body.subarray(long.start, long.end);
  // On demand: most actions are small.
  if (fields.binary === true) {
    const { decodeInPlace } = await import('./base64-in-place.js');
    const bytes = decodeInPlace(text);
    return bytes && { value, form: 'archive', bytes };
  }
  if (text.length < MIN_SOURCE_BYTES) {
    return undefined;
  }
  const { decodeStringInPlace } = await import('./source-in-place.js');
  const bytes = decodeStringInPlace(text);
  return bytes && { value, form: 'source', bytes };
}

/** Returns undefined for anything but JSON: the error must be about the whole body. */
function tryParse(body: Buffer): unknown {
  try {
    return parseBody(body).value;
  } catch {
    return undefined;
  }
}
