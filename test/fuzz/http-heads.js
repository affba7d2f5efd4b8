// @ts-check
/** Requests whose first line or headers are odd. */

import { SENTINEL } from '../support/sentinel.js';
import { anything, HOST, LENGTH, RUN, RUN_BODY, request, single } from './requests.js';
import { some } from './words.js';

/** @typedef {import('../support/random.js').Random} Random */
/** @typedef {import('./requests.js').HttpCase} HttpCase */

/** @param {Random} random @returns {HttpCase} */
export function clothes(random) {
  const length =
    random.pick(['Content-Length:', 'content-length: ', 'CONTENT-LENGTH:\t', 'Content-length:   ']) + RUN_BODY.length;
  const more = some(random, 0, 4, (index) =>
    random.pick([
      'Connection: close',
      'Connection: keep-alive',
      'Accept: */*',
      `X-${index}: \xff\xfe`,
      'X-Empty:',
      'Cookie: a=b; c=d',
      'Content-Type: text/plain',
      'Content-Encoding: identity',
      'Transfer-Encoding-X: chunked',
      'Forwarded: for="[::1]"',
    ]),
  );
  const version = random.pick(['HTTP/1.1', 'HTTP/1.1', 'HTTP/1.0']);
  const lines = random.pick([[HOST], [], ['Host:'], ['Host: a b', HOST], ['Host: ../..']]);
  const front = random.pick(['', '', '\r\n', '\r\n\r\n']);
  const bytes = request({ version, headers: [...lines, ...new Set(more), `${length}${random.pick(['', ' '])}`] });
  return single('odd clothes', Buffer.concat([Buffer.from(front), bytes]));
}

/** @param {Random} random @returns {HttpCase} */
export function requestLine(random) {
  const line = random.pick([
    'POST /run',
    'POST',
    '',
    ' POST /run HTTP/1.1',
    'POST  /run  HTTP/1.1',
    'POST\t/run\tHTTP/1.1',
    'POST /run HTTP/1.1 x',
    'POST /run HTTP/9.9',
    'POST /run HTTP/1',
    'POST /run http/1.1',
    'POST /run FTP/1.1',
    'post /run HTTP/1.1',
    'POST /run\0 HTTP/1.1',
    'P\0ST /run HTTP/1.1',
    'POST /run HTTP/2.0',
    'POST /run HTTP/0.9',
    'POST / run HTTP/1.1',
    `POST ${'/'.repeat(100)}run HTTP/1.1`,
    'POST run HTTP/1.1',
    'POST \\run HTTP/1.1',
    'POST /run\rHTTP/1.1',
    'POST /run HTTP/1.1\r',
    `${SENTINEL} / HTTP/1.1`,
    '\xff\xff /run HTTP/1.1',
  ]);
  return anything('request line', Buffer.from(`${line}\r\n${HOST}\r\n${LENGTH}\r\n\r\n${RUN_BODY}`, 'latin1'));
}

/** @param {Random} random @returns {HttpCase} */
export function headerLine(random) {
  const line = random.pick([
    'X-A: b\rX-Injected: 1',
    'X-A: b\nX-Injected: 1',
    'X-A: b\r\r\nX-Injected: 1',
    'X-A: \0',
    'X\0A: b',
    'no colon',
    ': no name',
    'X A: b',
    'X-A : b',
    ' folded: a',
    'X-A: b\r\n folded',
    '\xff: a',
    'X-A: \x7f',
    '@: a',
    'X-A: \x01\x02',
    'Content-Length : 5',
    ' Content-Length: 5',
    'Content\0-Length: 5',
    'Transfer\tEncoding: chunked',
    `X-A: ${SENTINEL}`,
  ]);
  const place = random.pick([
    [line, HOST, LENGTH],
    [HOST, line, LENGTH],
    [HOST, LENGTH, line],
  ]);
  const target = random.pick(['/run', '/run', '/x%0d%0aX-Injected:%201', '/run?a=%0aX-Injected:1']);
  return anything('header line', request({ headers: place, target }));
}

/** @param {Random} random @returns {HttpCase} */
export function longHeaders(random) {
  const size = random.pick([1_000, 8_000, 15_000, 16_000, 16_384, 17_000, 100_000, 1_000_000]);
  const lines = random.pick([
    () => [`X-Long: ${'a'.repeat(size)}`],
    () => [`${'X'.repeat(size)}: a`],
    () => Array.from({ length: size / 10 }, (_, index) => `X${index}: a`),
    () => Array.from({ length: size / 10 }, () => 'X: a'),
    () => [`Cookie: ${'\xff'.repeat(size)}`],
  ])();
  return anything('long headers', request({ headers: [HOST, ...lines, LENGTH] }));
}

/** @param {Random} random @returns {HttpCase} */
export function targets(random) {
  const target = random.pick([
    '*',
    'http://localhost/run',
    'http://localhost/init',
    'https://[::1]:1/run',
    'localhost:80',
    '//run',
    '///',
    '/run?',
    '/run?a=b',
    '/run#a',
    '/run;a',
    '/RUN',
    '/run/',
    '/./run',
    '/a/../run',
    '/%72un',
    '/run%00',
    '/%',
    '/%ff',
    '/%2e%2e/',
    '/?a[b]=c&a=1',
    '/__proto__',
    '/constructor',
    '/run/../../etc/passwd',
    '/\xff',
    '',
    '?',
    `/${'a'.repeat(9_000)}`,
    `/${'%61'.repeat(3_000)}`,
    `/${'a'.repeat(20_000)}`,
    `/run?${'a=b&'.repeat(2_000)}`,
    `/${SENTINEL}`,
    '/health',
    '/health/',
    '/init',
  ]);
  const body = target.endsWith('/init') ? '{"value":0}' : RUN_BODY;
  return anything('target', request({ method: random.pick(['POST', 'POST', 'GET', 'OPTIONS', 'PUT']), target, body }));
}

/** @param {Random} random @returns {HttpCase} */
export function methods(random) {
  const method = random.pick([
    'GET',
    'HEAD',
    'OPTIONS',
    'TRACE',
    'PUT',
    'DELETE',
    'PATCH',
    'PROPFIND',
    'M-SEARCH',
    'PURGE',
    'CONNECT',
    'FOO',
    'post',
    'QUERY',
    'POSTX',
    'A'.repeat(10_000),
  ]);
  const target = random.pick(['/run', '/init', '/', '*', '/health']);
  const body = random.chance(0.5) ? RUN_BODY : '';
  return anything('method', request({ method, target, body }), { methods: [method], maxFrames: 0 });
}

/** @param {Random} random @returns {HttpCase} */
export function expectations(random) {
  const line = random.pick([
    'Expect: 100-continue',
    'Expect: 100-Continue',
    'Expect: x',
    'Expect:',
    'Connection: Upgrade\r\nUpgrade: websocket\r\nSec-WebSocket-Key: x',
    'Connection: Upgrade, HTTP2-Settings\r\nUpgrade: h2c\r\nHTTP2-Settings: AAMAAABkAAQCAAAAAAIAAAAA',
    'Upgrade: x',
    'TE: trailers',
    'Trailer: X',
  ]);
  const bytes = request({ headers: [HOST, line, LENGTH] });
  const head = bytes.length - RUN_BODY.length;
  const pieces = random.pick([[bytes], [bytes.subarray(0, head), bytes.subarray(head)]]);
  return { label: 'Expect and Upgrade', pieces, pauseMs: 3, answers: [RUN], end: 'wait' };
}
