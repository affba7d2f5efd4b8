import type { IncomingMessage } from 'node:http';
import { isObjectText, jsonMembers, messageOf, parseBody } from '@actionrunner/core/internal';
import { findBodyKind, RESERVED } from '@actionrunner/http/internal';
import { WebError } from './web-error.js';

/** How a result is sent, as the URL of a web action says after the action's name (openwhisk, `WebActions.scala`). */
export type Extension = 'http' | 'json' | 'html' | 'svg' | 'text';

/** The action that requests are for. */
export interface WebAction {
  readonly name: string;
  /** Parameters of the action, which those of a request override; a JSON text. */
  readonly parameters: string;
  /** Whether query and body reach the action as they are, as with the annotation `raw-http`. */
  readonly isRaw: boolean;
}

/** A request to a web action. */
export interface WebRequest {
  /** Its parameters, a JSON text. */
  readonly parameters: string;
  readonly extension: Extension;
}

type Head = Pick<IncomingMessage, 'method' | 'url' | 'headers'>;

/** A web action's URL on the platform: namespace, package, action, and what follows. */
const PLATFORM_URL = /^\/api\/v1\/web\/[^/]+\/[^/]+\/([^/]+)(\/.*)?$/;

const EXTENSION = /\.(http|json|html|svg|text)$/;

/**
 * Maps an HTTP request to the parameters of a web action, as OpenWhisk's controller does.
 * @throws WebError for a body that is not what its type says, and for parameters with reserved names
 */
export function readWebRequest(request: Head, body: Buffer, action: WebAction): WebRequest {
  const { pathname, query } = splitUrl(request.url ?? '/');
  const { path, extension } = findExtension(pathname, action.name);
  const context: [string, string][] = [
    ['__ow_method', JSON.stringify(request.method?.toLowerCase())],
    ['__ow_headers', JSON.stringify(request.headers)],
    ['__ow_path', JSON.stringify(path)],
  ];
  const given = action.isRaw ? readRaw(query, body, request) : readParameters(query, body, request);
  // Of several with the same name the last one counts.
  const members = new Map([...membersOf(action.parameters), ...context, ...given]);
  return {
    parameters: `{${Array.from(members, ([name, text]) => `${JSON.stringify(name)}:${text}`).join(',')}}`,
    extension,
  };
}

function splitUrl(url: string): { readonly pathname: string; readonly query: string } {
  const at = url.indexOf('?');
  return at < 0 ? { pathname: url, query: '' } : { pathname: url.slice(0, at), query: url.slice(at + 1) };
}

/** A URL as on the platform may have an extension; any other path is that of the request to the action. */
function findExtension(pathname: string, name: string): { readonly path: string; readonly extension: Extension } {
  const [, segment = '', rest = ''] = PLATFORM_URL.exec(pathname) ?? [];
  const extension = (EXTENSION.exec(segment)?.[1] ?? 'http') as Extension;
  if (segment !== '' && [segment, segment.replace(EXTENSION, '')].includes(encodeURIComponent(name))) {
    return { path: rest, extension };
  }
  return { path: pathname === '/' ? '' : pathname, extension: 'http' };
}

function readRaw(query: string, body: Buffer, request: Head): [string, string][] {
  return [
    ['__ow_query', JSON.stringify(query)],
    ['__ow_body', body.length === 0 ? '""' : encodeOpaque(body, typeOf(request))],
  ];
}

function readParameters(query: string, body: Buffer, request: Head): [string, string][] {
  const content = readContent(body, typeOf(request));
  const given = [...textsOf(query), ...(typeof content === 'string' ? [] : content)];
  const reserved = given.find(([name]) => RESERVED.includes(name));
  if (reserved) {
    throw new WebError(400, `The request must not have the parameter ${reserved[0]}: the platform sets it.`);
  }
  return typeof content === 'string' ? [...given, ['__ow_body', content]] : given;
}

/** @returns parameters, or the JSON text of a body that is anything but an object */
function readContent(body: Buffer, type: string): [string, string][] | string {
  if (body.length === 0) {
    return [];
  }
  if (type === 'application/x-www-form-urlencoded') {
    return textsOf(body.toString());
  }
  if (type !== '' && findBodyKind(type) === 'json') {
    const { bytes } = parseContent(body);
    const text = bytes.toString().trim();
    return isObjectText(Buffer.from(text)) ? membersOf(text) : text;
  }
  return encodeOpaque(body, type);
}

function parseContent(body: Buffer): { readonly bytes: Buffer } {
  try {
    return parseBody(body);
  } catch (error) {
    throw new WebError(400, messageOf(error));
  }
}

/** As on the platform, a body without a type is bytes, and so is JSON that is not read. */
function encodeOpaque(body: Buffer, type: string): string {
  const isText = type !== '' && type !== 'application/json' && !['bytes', 'svg'].includes(findBodyKind(type));
  return JSON.stringify(body.toString(isText ? 'utf8' : 'base64'));
}

function typeOf({ headers }: Head): string {
  return (headers['content-type'] ?? '').split(';', 1)[0]?.trim().toLowerCase() ?? '';
}

/** The parameters of a query or a form: all are texts. */
function textsOf(encoded: string): [string, string][] {
  return Array.from(new URLSearchParams(encoded), ([name, value]) => [name, JSON.stringify(value)]);
}

/** The members of an object as texts, so that numbers keep their digits; none of an array. */
function membersOf(json: string): [string, string][] {
  const bytes = Buffer.from(json);
  return isObjectText(bytes)
    ? Array.from(jsonMembers(bytes), ({ key, start, end }) => [key, bytes.toString('utf8', start, end)])
    : [];
}
