import { randomUUID } from 'node:crypto';
import { decodeInPlace } from '../archive/base64.js';
import { RunnerError } from '../errors.js';
import { initVariables } from './environment.js';
import { BACKSLASH, closingQuote, QUOTE } from './json.js';
import type { InitMessage } from './messages.js';
import { parseBody } from './parse-body.js';
import type { InitRequest } from './schemas.js';

/**
 * Reads the body of `POST /init`, which may be changed.
 * @throws RunnerError `ERR_RUNNER_BODY_MALFORMED` (no JSON), `ERR_RUNNER_INIT_ARGUMENT` (no object as `value`),
 *   `ERR_RUNNER_MESSAGE_INVALID` (a known field of a wrong type)
 */
export async function parseInit(body: Uint8Array): Promise<InitMessage> {
  // Loaded on demand: zod is the heaviest part of a cold start.
  const { initRequest, messages } = await import('./schemas.js');
  const taken = takeArchive(Buffer.from(body.buffer, body.byteOffset, body.byteLength));
  const { value } = taken ?? parseBody(body);
  const parsed = initRequest.safeParse(value, messages);
  if (!parsed.success) {
    const issue = parsed.error.issues[0];
    const path = issue?.path ?? [];
    if (path.length < 2) {
      throw new RunnerError('ERR_RUNNER_INIT_ARGUMENT');
    }
    throw new RunnerError(
      'ERR_RUNNER_MESSAGE_INVALID',
      `The init message is invalid: ${path.join('.')}: ${issue?.message}.`,
    );
  }
  const fields = parsed.data.value ?? {};
  // From the body itself: zod's copy has no `__proto__`.
  const { variables, omitted } = initVariables((value as InitRequest).value?.env ?? {});
  const message = {
    name: fields.name ?? '',
    main: fields.main || 'main',
    binary: fields.binary ?? false,
    env: variables,
    omitted,
  };
  return taken ? withArchive(message, taken.archive) : { ...message, code: fields.code ?? undefined };
}

function withArchive(message: Omit<InitMessage, 'code'>, archive: Buffer): InitMessage {
  const code = { enumerable: true, get: () => archive.toString('base64') };
  // Not enumerable: a copy of the message with other code must not have it.
  return Object.defineProperties({ ...message } as InitMessage, { code, archive: { value: archive } });
}

/** Below this a string does no harm. */
const MIN_BYTES = 64 * 1024;

/** The body of an init whose archive was taken out. */
export interface TakenArchive {
  /** The value of the body, with another text as its `code`. */
  readonly value: unknown;
  readonly archive: Buffer;
}

/**
 * Takes a large archive out of the body of an init: as a string it would be there three times, beside what is unpacked from it.
 * @param body JSON; changed if the archive is taken, which is a part of it
 * @returns undefined, with the body as it was, when there is none, or anything is unusual
 */
export function takeArchive(body: Buffer): TakenArchive | undefined {
  const long = findLongString(body);
  if (!long) {
    return undefined;
  }
  const standIn = randomUUID();
  const short = Buffer.concat([body.subarray(0, long.start), Buffer.from(standIn), body.subarray(long.end)]);
  const value = parseOrNothing(short);
  const fields = (value as InitRequest | null)?.value;
  if (fields?.binary !== true || fields.code !== standIn) {
    return undefined;
  }
  const archive = decodeInPlace(body.subarray(long.start, long.end));
  return archive && { value, archive };
}

/** Undefined for what is not JSON: the error must be about the whole body. */
function parseOrNothing(body: Buffer): unknown {
  try {
    return parseBody(body).value;
  } catch {
    return undefined;
  }
}

/** The first long string without escapes in a JSON text, without its quotes. */
function findLongString(json: Buffer): { readonly start: number; readonly end: number } | undefined {
  for (let open = json.indexOf(QUOTE); open >= 0; ) {
    const close = closingQuote(json, open);
    if (close < 0) {
      return undefined;
    }
    if (close - open > MIN_BYTES && !json.subarray(open, close).includes(BACKSLASH)) {
      return { start: open + 1, end: close };
    }
    open = json.indexOf(QUOTE, close + 1);
  }
  return undefined;
}
