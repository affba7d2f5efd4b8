import type { IncomingHttpHeaders, IncomingMessage } from 'node:http';
import { RunnerError } from '@actionrunner/core';
import { parseBody } from '@actionrunner/core/internal';
import { readMembers, trimJson } from './json.js';

/** A CloudEvent as the action gets it: its attributes as headers, as in binary mode, and its data. */
export interface CloudEvent {
  readonly headers: IncomingHttpHeaders;
  /** A JSON text without white space before it. */
  readonly data: Buffer;
}

/** The members of a structured event that are not attributes. */
const DATA_MEMBERS: readonly string[] = ['data', 'data_base64'];

/**
 * Reads a CloudEvent in binary or structured mode (CloudEvents 1.0, HTTP protocol binding and JSON format).
 * @returns undefined if the request is not an event
 * @throws RunnerError `ERR_RUNNER_BODY_MALFORMED`
 */
export function readCloudEvent(body: Buffer, { headers }: IncomingMessage): CloudEvent | undefined {
  const type = headers['content-type'] ?? '';
  if (/^application\/cloudevents-batch\b/i.test(type)) {
    throw malformed('A batch of CloudEvents is not accepted; send each event in its own request.');
  }
  if (/^application\/cloudevents\b/i.test(type)) {
    return readStructured(body, headers);
  }
  return isBinaryEvent(headers)
    ? { headers: decodeAttributes(headers), data: trimJson(parseBody(body).bytes) }
    : undefined;
}

/** Whether a request is a CloudEvent in any mode. */
export function isCloudEvent({ headers }: IncomingMessage): boolean {
  return isBinaryEvent(headers) || /^application\/cloudevents\b/i.test(headers['content-type'] ?? '');
}

function isBinaryEvent(headers: IncomingHttpHeaders): boolean {
  return headers['ce-specversion'] !== undefined;
}

/** Undoes how attributes are written as headers (HTTP protocol binding, section 3.1.3.2): quoted, and percent-encoded. */
function decodeAttributes(headers: IncomingHttpHeaders): IncomingHttpHeaders {
  const decoded: IncomingHttpHeaders = { ...headers };
  for (const [name, value] of Object.entries(headers)) {
    if (name.startsWith('ce-') && typeof value === 'string') {
      const text = /^".*"$/s.test(value) ? value.slice(1, -1).replaceAll(/\\(.)/gs, '$1') : value;
      decoded[name] = text.replaceAll(/(?:%[0-9a-f]{2})+/gi, (run) =>
        Buffer.from(run.replaceAll('%', ''), 'hex').toString(),
      );
    }
  }
  return decoded;
}

function readStructured(body: Buffer, headers: IncomingHttpHeaders): CloudEvent {
  const { bytes, value } = parseBody(body);
  if (typeof value !== 'object' || value === null || !('specversion' in value)) {
    throw malformed('The request body is not a CloudEvent: it has no specversion.');
  }
  const attributes: Record<string, string> = {};
  for (const [name, attribute] of Object.entries(value)) {
    if (DATA_MEMBERS.includes(name) || attribute === null) {
      continue;
    }
    if (typeof attribute === 'object') {
      throw malformed(`The attribute ${name} of the CloudEvent must be a string, a number or a boolean.`);
    }
    attributes[name === 'datacontenttype' ? 'content-type' : `ce-${name.toLowerCase()}`] = String(attribute);
  }
  const { 'content-type': _, ...others } = headers;
  const type = { 'content-type': 'application/json' };
  return { headers: { ...others, ...type, ...attributes }, data: readData(readMembers(bytes)) };
}

function readData(members: ReadonlyMap<string, Buffer>): Buffer {
  const encoded = members.get('data_base64');
  if (!encoded || encoded.toString() === 'null') {
    return trimJson(parseBody(members.get('data') ?? Buffer.alloc(0)).bytes);
  }
  const text: unknown = JSON.parse(encoded.toString());
  if (typeof text !== 'string') {
    throw malformed('The data_base64 of the CloudEvent must be a string.');
  }
  return trimJson(parseBody(Buffer.from(text, 'base64')).bytes);
}

function malformed(message: string): RunnerError {
  return new RunnerError('ERR_RUNNER_BODY_MALFORMED', message);
}
