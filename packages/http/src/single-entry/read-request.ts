import type { IncomingMessage } from 'node:http';
import { RunnerError } from '@actionrunner/core';
import { isArrayText, isObjectText, parseBody } from '@actionrunner/core/internal';
import { buildContext, buildRawContext, encodeBase64, encodeRawValue, RESERVED } from './context.js';
import { appendMembers, buildObject, readMembers } from './json.js';

const EMPTY = Buffer.from('{}');

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
 * Reads `{"init": …, "activation": …, "value": …}`, each of them optional. Nothing is done if any part is wrong.
 * @throws RunnerError `ERR_RUNNER_BODY_MALFORMED`, `ERR_RUNNER_RUN_ARGUMENT`, `ERR_RUNNER_ALREADY_INITIALIZED`, `ERR_RUNNER_MESSAGE_INVALID`
 */
export function readRequest(body: Buffer, http: IncomingMessage, state: EntryState): EntryRequest {
  const envelope = readEnvelope(body, state.raw);
  const init = envelope?.get('init');
  if (init && state.dedicated) {
    throw new RunnerError('ERR_RUNNER_ALREADY_INITIALIZED', 'Cannot initialize a runtime with a dedicated function.');
  }
  const raw = state.raw || readRaw(init);
  const activation = envelope?.get('activation');
  if (init && !activation) {
    return { init: buildObject([['value', init]]), run: undefined, raw };
  }
  const context = buildContext(http, state.user);
  const value = raw
    ? buildObject([
        ...context,
        ...buildRawContext(http, envelope ? encodeRawValue(envelope.get('value') ?? EMPTY) : encodeBase64(body)),
      ])
    : buildParameters(envelope?.get('value') ?? EMPTY, context);
  return { init: init && buildObject([['value', init]]), run: buildRun(value, activation), raw };
}

/** The members of the body; undefined for the body of a raw action that has none of ours. */
function readEnvelope(body: Buffer, raw: boolean): Members | undefined {
  if (!raw) {
    return readBodyMembers(body);
  }
  try {
    const members = readBodyMembers(body);
    return ['init', 'activation', 'value'].some((key) => members.has(key)) ? members : undefined;
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
    throw new RunnerError('ERR_RUNNER_MESSAGE_INVALID', 'The init message is invalid: raw is neither true nor false.');
  }
  return raw === 'true';
}

/** The parameters of an action that is not raw: an object with the context at its end, or an array as it is. */
function buildParameters(value: Buffer, context: [string, string][]): Buffer {
  if (isArrayText(value)) {
    return value;
  }
  if (!isObjectText(value)) {
    throw new RunnerError('ERR_RUNNER_RUN_ARGUMENT');
  }
  const members = readMembers(value);
  const taken = RESERVED.find((name) => members.has(name));
  if (taken !== undefined) {
    throw new RunnerError(
      'ERR_RUNNER_BODY_MALFORMED',
      `The value of the request must not have ${taken}: the runtime sets it.`,
    );
  }
  return appendMembers(value, context);
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
