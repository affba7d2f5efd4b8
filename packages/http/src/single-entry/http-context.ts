import type { IncomingMessage } from 'node:http';
import { parse } from 'node:querystring';
import { compact } from './compact.js';

/** Parameters that the runtime adds; a request must not set them itself. */
export const RESERVED: readonly string[] = [
  '__ow_method',
  '__ow_headers',
  '__ow_path',
  '__ow_user',
  '__ow_query',
  '__ow_body',
];

const QUOTE = 0x22;

/** What the action learns about the HTTP request, as members of its parameters. */
export function httpContext({ method, headers }: IncomingMessage, user: string): [string, string][] {
  const context = { __ow_method: method, __ow_headers: headers, __ow_path: '', __ow_user: user };
  return Object.entries(context).map(([name, value]) => [name, JSON.stringify(value)]);
}

/** What a raw action gets beside that. @param body JSON text of `__ow_body` */
export function rawContext({ url = '' }: IncomingMessage, body: Buffer): [string, string | Buffer][] {
  const at = url.indexOf('?');
  // A header has a bound of its own, and so the number of parameters has one.
  const query = parse(at < 0 ? '' : url.slice(at + 1), undefined, undefined, { maxKeys: 0 });
  return [
    ['__ow_query', JSON.stringify(query)],
    ['__ow_body', body],
  ];
}

/** A JSON value as the `__ow_body` of a raw action: a string as it is, everything else as the base64 of its text. */
export function rawBodyOf(value: Buffer): Buffer {
  return value[0] === QUOTE ? value : encoded(compact(value));
}

/** Bytes as a JSON text: the base64 of them. */
export function encoded(bytes: Buffer): Buffer {
  return Buffer.from(`"${bytes.toString('base64')}"`);
}
