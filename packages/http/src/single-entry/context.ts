import type { IncomingHttpHeaders, IncomingMessage } from 'node:http';
import { parse } from 'node:querystring';
import { compact, isStringText } from '@actionrunner/core/internal';

/** Parameters that the runtime adds; a request must not set them itself. */
export const RESERVED: readonly string[] = [
  '__ow_method',
  '__ow_headers',
  '__ow_path',
  '__ow_user',
  '__ow_query',
  '__ow_body',
];

/** Builds what the action learns about the HTTP request, as members of its parameters. @param headers those of the request by default */
export function buildContext(
  { method, headers: sent }: IncomingMessage,
  user: string,
  headers: IncomingHttpHeaders = sent,
): [string, string][] {
  const context = { __ow_method: method, __ow_headers: headers, __ow_path: '', __ow_user: user };
  return Object.entries(context).map(([name, value]) => [name, JSON.stringify(value)]);
}

/** Builds what a raw action gets in addition. @param body JSON text of `__ow_body` */
export function buildRawContext({ url = '' }: IncomingMessage, body: Buffer): [string, string | Buffer][] {
  const at = url.indexOf('?');
  // The size of a request's head is bounded, and so is the number of parameters.
  const query = parse(at < 0 ? '' : url.slice(at + 1), undefined, undefined, { maxKeys: 0 });
  return [
    ['__ow_query', JSON.stringify(query)],
    ['__ow_body', body],
  ];
}

/** Encodes a JSON value as the `__ow_body` of a raw action: a string as it is, everything else as the base64 of its text. */
export function encodeRawValue(value: Buffer): Buffer {
  return isStringText(value) ? value : encodeBase64(compact(value));
}

/** Encodes bytes as a JSON string of their base64. */
export function encodeBase64(bytes: Buffer): Buffer {
  return Buffer.from(`"${bytes.toString('base64')}"`);
}
