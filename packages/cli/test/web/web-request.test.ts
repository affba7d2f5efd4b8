import { readWebRequest, type WebAction } from '../../src/web/web-request.js';

const ACTION: WebAction = { name: 'hello', parameters: '{"bound":1,"n":2}', isRaw: false };

function read(url: string, type: string | undefined, body: Buffer | string, action: Partial<WebAction> = {}) {
  const headers = type === undefined ? {} : { 'content-type': type };
  return readWebRequest({ method: 'POST', url, headers }, Buffer.from(body), { ...ACTION, ...action });
}

function parametersOf(...args: Parameters<typeof read>): unknown {
  const {
    __ow_headers: _,
    __ow_method: method,
    ...rest
  } = JSON.parse(read(...args).parameters) as object & {
    __ow_headers: unknown;
    __ow_method: unknown;
  };
  expect(method).toBe('post');
  return rest;
}

it('has method, headers and path, then the query, then the body; the last one counts', () => {
  const { parameters, extension } = read('/a%20b/c?n=3&x=1&x=2', 'application/json', '{"x": 12345678901234567890}');
  expect(parameters).toBe(
    '{"bound":1,"n":"3","__ow_method":"post","__ow_headers":{"content-type":"application/json"},"__ow_path":"/a%20b/c","x":12345678901234567890}',
  );
  expect(extension).toBe('http');
});

const BASE = { bound: 1, n: 2, __ow_path: '' };
const BYTES = Buffer.from([0, 255, 10]);

it.each<[type: string | undefined, body: Buffer | string, added: object]>([
  [undefined, '', {}],
  ['application/json', '', {}],
  ['application/json; charset=utf-8', '{"a":{"b":[1]}}', { a: { b: [1] } }],
  ['application/vnd.api+json', ' {"a":1} ', { a: 1 }],
  ['application/json', '[1, 2]', { __ow_body: [1, 2] }],
  ['application/json', '"text"', { __ow_body: 'text' }],
  ['application/x-www-form-urlencoded', 'a=1&b=x+y%26&a=2', { a: '2', b: 'x y&' }],
  ['text/plain', 'grüß', { __ow_body: 'grüß' }],
  ['multipart/form-data; boundary=x', '--x--', { __ow_body: '--x--' }],
  ['application/xml', '<a/>', { __ow_body: '<a/>' }],
  ['image/png', BYTES, { __ow_body: BYTES.toString('base64') }],
  ['image/svg+xml', '<svg/>', { __ow_body: Buffer.from('<svg/>').toString('base64') }],
  ['application/octet-stream', BYTES, { __ow_body: BYTES.toString('base64') }],
  [undefined, 'x', { __ow_body: Buffer.from('x').toString('base64') }],
])('a body of type %s: %s', (type, body, added) => {
  expect(parametersOf('/', type, body)).toEqual({ ...BASE, ...added });
});

it.each<[type: string | undefined, body: string, query: string, encoded: string]>([
  ['application/json', '{"a":1}', 'x=1&x=2', Buffer.from('{"a":1}').toString('base64')],
  ['application/x-www-form-urlencoded', 'a=1', '', 'a=1'],
  ['text/plain', '', '__ow_body=1', ''],
])('a raw action gets query and body of type %s as they are', (type, body, query, encoded) => {
  const url = query === '' ? '/' : `/?${query}`;
  expect(parametersOf(url, type, body, { isRaw: true })).toEqual({ ...BASE, __ow_query: query, __ow_body: encoded });
});

it.each<[url: string, type: string, body: string, message: RegExp]>([
  ['/?__ow_user=x', 'text/plain', '', /must not have the parameter __ow_user/],
  ['/', 'application/json', '{"__ow_body":1}', /must not have the parameter __ow_body/],
  ['/', 'application/x-www-form-urlencoded', '__ow_path=1', /must not have the parameter __ow_path/],
  ['/', 'application/json', '{"a":', /not valid JSON/],
  ['/', 'application/json', '\xff', /not valid JSON/],
])('%s with %s %s is refused', (url, type, body, message) => {
  const refused = expect.objectContaining({ status: 400, message: expect.stringMatching(message) as string });
  expect(() => read(url, type, Buffer.from(body, 'latin1'))).toThrow(refused as Error);
});

it.each([
  ['/api/v1/web/guest/default/hello.json', '', 'json'],
  ['/api/v1/web/guest/default/hello.html/a/b?x=1', '/a/b', 'html'],
  ['/api/v1/web/guest/pkg/hello', '', 'http'],
  ['/api/v1/web/guest/default/other.json', '/api/v1/web/guest/default/other.json', 'http'],
  ['/hello.json', '/hello.json', 'http'],
  ['/', '', 'http'],
])('the URL %s', (url, path, extension) => {
  const request = read(url, undefined, '');
  expect(JSON.parse(request.parameters)).toMatchObject({ __ow_path: path });
  expect(request.extension).toBe(extension);
});

it('parameters of the action that are an array are not bound', () => {
  expect(parametersOf('/', undefined, '', { parameters: '[1]' })).toEqual({ __ow_path: '' });
});
