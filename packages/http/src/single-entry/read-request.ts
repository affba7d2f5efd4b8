import type { IncomingMessage } from 'node:http';
import { RunnerError } from '@actionrunner/core';
import { isArrayText, isObjectText, isStringText, parseBody } from '@actionrunner/core/internal';
import { isCloudEvent, readCloudEvent } from './cloud-event.js';
import { buildContext, buildRawContext, encodeBase64, encodeRawValue, RESERVED } from './context.js';
import { appendMembers, buildObject, readMembers, trimJson } from './json.js';

const EMPTY = Buffer.from('{}');

/** How much of a wrong value a message shows. */
const SHOWN_LENGTH = 100;

/** The members of a body that the platform builds. */
const ENVELOPE: readonly string[] = ['init', 'activation', 'value'];

/** What is known before a request is read. */
export interface EntryState {
  /** Whether the code is that of the container, so that no request may bring another. */
  readonly dedicated: boolean;
  /** Whether the action gets the body of a request as it is. */
  readonly raw: boolean;
  /** The namespace of the action. */
  readonly user: string;
}

/** What a request to the single entry point asks for: an init, a run, or an init and then a run. */
export interface EntryRequest {
  /** The init message. */
  readonly init: Buffer | undefined;
  /** The run message. */
  readonly run: Buffer | undefined;
  /** Whether the action is raw, from this request on if it has an init that succeeds. */
  readonly raw: boolean;
}

type Members = ReadonlyMap<string, Buffer>;

/**
 * Reads `{"init": …, "activation": …, "value": …}`, each of them optional; or a CloudEvent, or any other object, which are parameters as a
 * whole. Nothing is done if any part is wrong.
 * @throws RunnerError `ERR_RUNNER_BODY_MALFORMED`, `ERR_RUNNER_RUN_ARGUMENT`, `ERR_RUNNER_ALREADY_INITIALIZED`, `ERR_RUNNER_MESSAGE_INVALID`
 */
export function readRequest(body: Buffer, http: IncomingMessage, state: EntryState): EntryRequest {
  const envelope = isCloudEvent(http) || (state.raw && isOfOtherType(http)) ? undefined : readEnvelope(body, state);
  const init = envelope?.get('init');
  if (init && state.dedicated) {
    throw new RunnerError('ERR_RUNNER_ALREADY_INITIALIZED', 'Cannot initialize a runtime with a dedicated function.');
  }
  const raw = state.raw || readRaw(init);
  const activation = envelope?.get('activation');
  if (init && !activation) {
    return { init: buildObject([['value', init]]), run: undefined, raw };
  }
  const value = raw ? buildRawParameters(body, envelope, http, state) : buildParameters(body, envelope, http, state);
  return { init: init && buildObject([['value', init]]), run: buildRun(value, activation), raw };
}

/**
 * The members of a body that has ours and no others: what comes from elsewhere may have a member of the same name. The body of a dedicated
 * raw action may have an `init` of its own.
 * @returns undefined for any other body
 * @throws RunnerError unless the action is raw
 */
function readEnvelope(body: Buffer, { raw, dedicated }: EntryState): Members | undefined {
  const members = raw ? tryReadBodyMembers(body) : readBodyMembers(body);
  const isOurs = members && members.size > 0 && [...members.keys()].every((key) => ENVELOPE.includes(key));
  return isOurs && !(raw && isOfAction(members, dedicated)) ? members : undefined;
}

/**
 * Whether the body of a raw action only has members with the names of ours. Platforms send an object or a text as `value`; webhooks of
 * Microsoft Graph and OData send a list.
 */
function isOfAction(members: Members, dedicated: boolean): boolean {
  const isObjectOrAbsent = (name: string) => isObjectText(members.get(name) ?? EMPTY);
  if ((dedicated && members.has('init')) || !isObjectOrAbsent('init') || !isObjectOrAbsent('activation')) return true;
  return members.size === 1 && !isObjectOrAbsent('value') && !isStringText(members.get('value') ?? EMPTY);
}

/** Whether a request says that its body is anything but JSON; `curl -d` says the second of these of any text. */
function isOfOtherType({ headers }: IncomingMessage): boolean {
  const type = headers['content-type']?.split(';', 1)[0]?.trim().toLowerCase() ?? '';
  return !['', 'application/x-www-form-urlencoded', 'application/json', 'text/json'].includes(type);
}

function tryReadBodyMembers(body: Buffer): Members | undefined {
  try {
    return readBodyMembers(body);
  } catch {
    return undefined;
  }
}

function readBodyMembers(body: Buffer): Members {
  const { bytes, value } = parseBody(body);
  if (typeof value !== 'object' || value === null || Array.isArray(value)) {
    throw new RunnerError('ERR_RUNNER_RUN_ARGUMENT');
  }
  return readMembers(bytes);
}

function readRaw(init: Buffer | undefined): boolean {
  const raw = init && isObjectText(init) ? readMembers(init).get('raw')?.toString() : undefined;
  if (raw !== undefined && !['true', 'false', 'null'].includes(raw)) {
    throw new RunnerError(
      'ERR_RUNNER_MESSAGE_INVALID',
      `The init message is invalid: raw must be true or false, not ${raw.slice(0, SHOWN_LENGTH)}.`,
    );
  }
  return raw === 'true';
}

/** The parameters of a raw action: the context, with the query and the body. */
function buildRawParameters(
  body: Buffer,
  envelope: Members | undefined,
  http: IncomingMessage,
  { user }: EntryState,
): Buffer {
  const sent = envelope ? encodeRawValue(envelope.get('value') ?? EMPTY) : encodeBase64(body);
  return buildObject([...buildContext(http, user), ...buildRawContext(http, sent)]);
}

/** The parameters of an action that is not raw: an object with the context at its end, or an array as it is. */
function buildParameters(
  body: Buffer,
  envelope: Members | undefined,
  http: IncomingMessage,
  { user }: EntryState,
): Buffer {
  if (envelope) {
    return appendContext(envelope.get('value') ?? EMPTY, 'value', buildContext(http, user));
  }
  const event = readCloudEvent(body, http);
  if (!event) {
    return appendContext(trimJson(parseBody(body).bytes), 'body', buildContext(http, user));
  }
  if (!isObjectText(event.data) && !isArrayText(event.data)) {
    throw new RunnerError(
      'ERR_RUNNER_RUN_ARGUMENT',
      'The data of the CloudEvent is neither an object nor an array; only a raw action accepts it.',
    );
  }
  return appendContext(event.data, 'data', buildContext(http, user, event.headers));
}

/** @param part what the parameters are in the request */
function appendContext(parameters: Buffer, part: string, context: [string, string][]): Buffer {
  if (isArrayText(parameters)) {
    return parameters;
  }
  if (!isObjectText(parameters)) {
    throw new RunnerError('ERR_RUNNER_RUN_ARGUMENT');
  }
  const members = readMembers(parameters);
  const taken = RESERVED.find((name) => members.has(name));
  if (taken !== undefined) {
    throw new RunnerError(
      'ERR_RUNNER_BODY_MALFORMED',
      `The ${part} of the request must not have ${taken}: the runtime sets it.`,
    );
  }
  return appendMembers(parameters, context);
}

function buildRun(value: Buffer, activation: Buffer = EMPTY): Buffer {
  const members = activation.toString() === 'null' ? new Map<string, Buffer>() : readActivation(activation);
  members.delete('value');
  return buildObject([['value', value], ...members]);
}

function readActivation(activation: Buffer): Map<string, Buffer> {
  if (!isObjectText(activation)) {
    throw new RunnerError('ERR_RUNNER_RUN_ARGUMENT', 'The activation of the request is not an object.');
  }
  return readMembers(activation);
}
