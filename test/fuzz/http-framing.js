// @ts-check
/** Requests whose lengths and encodings are odd, wrong or contradictory. */

import { SENTINEL } from '../support/sentinel.js';
import { anything, HOST, LENGTH, RUN_BODY, refused, request, single } from './requests.js';

/** @typedef {import('../support/random.js').Random} Random */
/** @typedef {import('./requests.js').HttpCase} HttpCase */

/** @param {Random} random @param {string} [body] */
export function chunkedRequest(random, body = RUN_BODY) {
  const chunks = [];
  for (let at = 0; at < body.length; ) {
    const piece = body.slice(at, at + random.between(1, 12));
    const size = random.pick([
      piece.length.toString(16),
      piece.length.toString(16).toUpperCase(),
      `000${piece.length.toString(16)}`,
    ]);
    chunks.push(`${size}${random.pick(['', '', ';a=b', ';a="b;c"', ';a'])}\r\n${piece}\r\n`);
    at += piece.length;
  }
  const trailers = random.pick(['', '', 'X-Trailer: a\r\n', 'X-A: b\r\nX-C: d\r\n']);
  return request({
    headers: [
      HOST,
      random.pick(['Transfer-Encoding: chunked', 'transfer-encoding:chunked', 'Transfer-Encoding: Chunked']),
    ],
    body: `${chunks.join('')}0\r\n${trailers}\r\n`,
  });
}

/** @param {Random} random @returns {HttpCase} */
export function chunked(random) {
  return single('chunked', chunkedRequest(random));
}

/** @param {Random} random @returns {HttpCase} */
export function badChunks(random) {
  const size = RUN_BODY.length.toString(16);
  const body = random.pick([
    `g\r\n${RUN_BODY}\r\n0\r\n\r\n`,
    `-1\r\n${RUN_BODY}\r\n0\r\n\r\n`,
    `+${size}\r\n${RUN_BODY}\r\n0\r\n\r\n`,
    `0x${size}\r\n${RUN_BODY}\r\n0\r\n\r\n`,
    `${size}\r\n${RUN_BODY}X\r\n0\r\n\r\n`,
    `${size}\r\n${RUN_BODY}0\r\n\r\n`,
    `${size}\n${RUN_BODY}\n0\n\n`,
    `ffffffffffffffff1\r\n${RUN_BODY}\r\n0\r\n\r\n`,
    `ffffffffffffffff\r\n${RUN_BODY}\r\n0\r\n\r\n`,
    `${size} \r\n${RUN_BODY}\r\n0\r\n\r\n`.replace(' ', '\0'),
    `${size};${'a'.repeat(20_000)}\r\n${RUN_BODY}\r\n0\r\n\r\n`,
    `\r\n${RUN_BODY}\r\n0\r\n\r\n`,
    `${size}\r\n${RUN_BODY}\r\n0\r\n${random.pick(['Content-Length: 3', 'Transfer-Encoding: chunked', 'no colon'])}\r\n\r\n`,
  ]);
  return refused('bad chunks', request({ headers: [HOST, 'Transfer-Encoding: chunked'], body }), { end: 'finish' });
}

/** @param {Random} random @returns {HttpCase} */
export function badLength(random) {
  const value = random.pick([
    '-1',
    '-0',
    '+26',
    'abc',
    '26abc',
    '0x1a',
    '1e1',
    '26, 26',
    '26 26',
    '26,',
    '',
    ' ',
    '2 6',
    '26.0',
    '\xb2',
    '99999999999999999999',
    '18446744073709551616',
    '18446744073709551642',
    `${'9'.repeat(400)}`,
    'NaN',
    '26;26',
  ]);
  const same = random.pick([
    [`Content-Length: ${value}`],
    [LENGTH, `Content-Length: ${value}`],
    [LENGTH, LENGTH],
    ['Content-Length: 5', LENGTH],
  ]);
  const huge = random.pick(['134217729', '2147483648', '4294967322', '9007199254740993', '18446744073709551615']);
  if (random.chance(0.3))
    return refused('huge Content-Length', request({ headers: [HOST, `Content-Length: ${huge}`] }), {
      end: 'finish',
      allowed: [400, 413],
    });
  return refused('bad Content-Length', request({ headers: [HOST, ...same] }), { allowed: [400] });
}

/** Two lengths: what one server takes for a body is a request of its own for another. @param {Random} random @returns {HttpCase} */
export function bothLengths(random) {
  const inner = request({ target: random.pick(['/run', '/init']) });
  const body = random.pick([`0\r\n\r\n${inner}`, `${RUN_BODY.length.toString(16)}\r\n${RUN_BODY}\r\n0\r\n\r\n`]);
  const lines = [
    `Content-Length: ${random.pick([body.length, 5, 0])}`,
    random.pick(['Transfer-Encoding: chunked', 'transfer-encoding: CHUNKED', 'Transfer-Encoding:\tchunked']),
  ];
  return refused(
    'Content-Length and Transfer-Encoding',
    request({ headers: [HOST, ...(random.chance(0.5) ? lines : lines.reverse())], body }),
    { allowed: [400] },
  );
}

/** @param {Random} random @returns {HttpCase} */
export function encodings(random) {
  if (random.chance(0.5)) {
    const encoding = random.pick(['gzip', 'GZIP', 'deflate', 'br', 'x', 'gzip, identity', 'identity, gzip', SENTINEL]);
    return single('content encoding', request({ headers: [HOST, LENGTH, `Content-Encoding: ${encoding}`] }), {
      statuses: [415],
    });
  }
  const value = random.pick([
    'identity',
    'xchunked',
    'chunked, identity',
    'chunked, chunked',
    'chunked;a',
    '"chunked"',
    'gzip, chunked',
    'chunked\0',
    '',
    ',chunked',
    'chunked,',
    'gzip\r\nTransfer-Encoding: chunked',
  ]);
  const body = `${RUN_BODY.length.toString(16)}\r\n${RUN_BODY}\r\n0\r\n\r\n`;
  return anything('transfer encoding', request({ headers: [HOST, `Transfer-Encoding: ${value}`], body }), {
    maxFrames: 2,
  });
}

/** @param {Random} random @returns {HttpCase} */
export function short(random) {
  const bytes = request({
    target: random.pick(['/run', '/init']),
    headers: [HOST, `Content-Length: ${RUN_BODY.length + random.pick([1, 5, 1_000, 1_000_000])}`],
  });
  return refused('body shorter than announced', bytes, { end: random.pick(['finish', 'close']) });
}

/** The rest is a request of its own, and none. @param {Random} random @returns {HttpCase} */
export function long(random) {
  const rest = random.pick(['x', '}', '\0', ' ', 'GARBAGE\r\n\r\n', `${RUN_BODY}\r\n\r\n`]);
  const bytes = Buffer.concat([request(), Buffer.from(rest)]);
  return { label: 'body longer than announced', pieces: [bytes], allowed: [200, 400], maxFrames: 1, end: 'wait' };
}
