/**
 * Requests in forms that clients seldom send, and what a connection is good for after an error.
 * Long because most of it is the table of the requests.
 */
import * as http from 'node:http';
import { connect as connectHttp2 } from 'node:http2';
import { connect } from 'node:net';
import * as path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { gzipSync } from 'node:zlib';
import { describeLack } from '../../scripts/interop/lacking.js';
import { isInstalled } from '../../scripts/programs.js';
import { collect } from '../containers.mjs';
import { JSON_TYPE, tally } from './queue.mjs';

const BODY_LIMIT = 100_000;
const LARGE_RESULT = 64 * 1024 * 1024;
const PAUSE_MS = 15_000;
const MAX_HEADER = 1_000_000;
const SHOWN = 160;
const wrap = (value) => JSON.stringify({ activation: {}, value });
const LARGE = wrap({ text: 'a'.repeat(2 * BODY_LIMIT) });

/** `requests` are sent one after the other over one connection, `held` ones to an activation that runs until all are answered; `limits` are those of the revision, `settings` those of the runtime. */
export const WIRE = [
  { id: 'head', name: 'HEAD', sent: 'HEAD', requests: [{ method: 'HEAD' }] },
  {
    id: 'head-allowed',
    name: 'HEAD of an action that accepts it',
    sent: 'HEAD, with `httpMethods: [POST, HEAD]`',
    requests: [{ method: 'HEAD' }],
    settings: { httpMethods: ['POST', 'HEAD'] },
  },
  { id: 'path', name: 'another path', sent: 'POST of `/run?a=1`', requests: [{ path: '/run?a=1' }] },
  {
    id: 'trailers',
    name: 'trailers',
    sent: 'a body in chunks, with a trailer',
    requests: [{ headers: { trailer: 'x-checksum' }, trailers: { 'x-checksum': '1' } }],
  },
  {
    id: 'continue',
    name: '`Expect: 100-continue`',
    sent: 'the body after the 100',
    requests: [{ expect: '100-continue' }],
  },
  {
    id: 'continue-refused',
    name: '`Expect: 100-continue`, and a body that is too large',
    sent: 'the body after the 100, if there is one',
    requests: [{ expect: '100-continue', body: LARGE }],
    settings: { maxBodyBytes: BODY_LIMIT },
  },
  { id: 'expect', name: '`Expect: x`', sent: 'POST', requests: [{ headers: { expect: 'x' } }] },
  {
    id: 'gzip',
    name: '`Content-Encoding: gzip`',
    sent: 'POST, encoded',
    requests: [{ headers: { 'content-encoding': 'gzip' }, body: gzipSync(wrap({})) }],
  },
  {
    id: 'upgrade-h2c',
    name: '`Upgrade: h2c`',
    sent: 'POST that offers it',
    requests: [
      {
        headers: {
          connection: 'Upgrade, HTTP2-Settings',
          upgrade: 'h2c',
          'http2-settings': 'AAMAAABkAAQCAAAAAAIAAAAA',
        },
      },
    ],
  },
  {
    id: 'websocket',
    name: '`Upgrade: websocket`',
    sent: 'GET that asks for it',
    requests: [
      {
        method: 'GET',
        headers: {
          connection: 'Upgrade',
          upgrade: 'websocket',
          'sec-websocket-version': '13',
          'sec-websocket-key': 'AAAAAAAAAAAAAAAAAAAAAA==',
        },
      },
    ],
  },
  {
    id: 'header-20k',
    name: 'a header of 20 kB',
    sent: 'POST',
    requests: [{ headers: { 'x-large': 'a'.repeat(20_000) } }, {}],
  },
  {
    id: 'header-2m',
    name: 'a header of 2 MB',
    sent: 'POST',
    requests: [{ headers: { 'x-large': 'a'.repeat(2_000_000) } }, {}],
  },
  {
    id: 'body-limit',
    name: 'a body over the limit',
    sent: 'POST of 200 kB with `maxBodyBytes: 100000`; then another one over the same connection',
    requests: [{ body: LARGE }, {}],
    settings: { maxBodyBytes: BODY_LIMIT },
  },
  {
    id: 'body-limit-chunks',
    name: 'a body over the limit, in chunks',
    sent: 'the same without a length',
    requests: [{ body: LARGE, chunked: true }, {}],
    settings: { maxBodyBytes: BODY_LIMIT },
  },
  {
    id: 'body-large',
    name: 'a body of 40 MB over the limit',
    sent: 'POST of 40 MB with `maxBodyBytes: 100000`; then another one',
    // Whether the connection stays open depends on how much of the body has been read when the 413 comes.
    requests: [{ body: wrap({ text: 'a'.repeat(40_000_000) }) }, { agent: false }],
    settings: { maxBodyBytes: BODY_LIMIT },
  },
  {
    id: 'reuse-400',
    name: 'after a 400',
    sent: 'a body that is not JSON; then another one over the same connection',
    requests: [{ body: '{' }, {}],
  },
  {
    id: 'reuse-504',
    name: 'after a 504',
    sent: 'an activation that takes longer than `timeoutSeconds` 1, with `containerConcurrency` 1; then another one over the same connection',
    requests: [{ held: true }, {}],
    limits: { timeoutSeconds: 1, concurrency: 1 },
  },
  {
    id: 'answer-304',
    name: 'an answer without a body',
    sent: 'a result with `statusCode` 304 and a `body`; then another one over the same connection',
    requests: [{ body: wrap({ statusCode: 304, body: 'text' }) }, {}],
  },
  {
    id: 'answer-header',
    name: 'an answer with a header of 100 kB',
    sent: 'a result with `headers`',
    requests: [{ body: wrap({ headers: { 'x-large': 'a'.repeat(100_000) } }) }],
  },
  { id: 'http10', name: 'HTTP/1.0', sent: 'POST', see: ({ queue }) => seeLine(queue, 'HTTP/1.0') },
  {
    id: 'half-close',
    name: 'a client that ends its side',
    sent: "POST, then the end of the client's side of the connection, as `nc -N` does",
    see: ({ queue, hold }) => seeLine(queue, 'HTTP/1.1', { halfClose: true, value: hold.value }),
  },
  {
    id: 'java',
    name: "the JDK's `HttpClient`",
    sent: 'two POSTs, one after the other, with its default settings: HTTP/1.1 that offers `Upgrade: h2c`',
    see: ({ queue }, subject) => seeJava(queue, subject),
  },
  {
    id: 'java-1.1',
    name: "the JDK's `HttpClient`, HTTP/1.1",
    sent: 'the same with `version(HTTP_1_1)`',
    see: ({ queue }, subject) => seeJava(queue, subject, 'HTTP_1_1'),
  },
  { id: 'h2c', name: 'HTTP/2 without TLS', sent: 'POST with prior knowledge', see: ({ queue }) => seeHttp2(queue) },
  {
    id: 'response-start',
    name: '`responseStartTimeoutSeconds` 1',
    sent: 'an activation that takes longer',
    requests: [{ held: true }],
    limits: { responseStartSeconds: 1 },
  },
  {
    id: 'idle',
    name: '`idleTimeoutSeconds` 1',
    sent: 'an activation that takes longer',
    requests: [{ held: true }],
    limits: { idleSeconds: 1 },
  },
  {
    id: 'slow-client',
    name: '`timeoutSeconds` and `idleTimeoutSeconds` 12, and a slow client',
    sent: 'an answer of 20 MB, of which the client reads nothing for 15 s',
    see: ({ queue }) => seeSlowClient(queue),
    limits: { timeoutSeconds: 12, idleSeconds: 12 },
    settings: { maxResultBytes: LARGE_RESULT },
  },
  {
    id: 'gone',
    name: 'a client that leaves',
    sent: 'a client closes the connection while its activation runs, with `containerConcurrency` 1; then another one',
    see: seeGone,
    limits: { concurrency: 1 },
  },
  {
    id: 'queue-full',
    name: 'the queue of the sidecar is full',
    sent: 'an activation that runs until a request is refused, and 11 more at once, with `containerConcurrency` 1',
    see: seeFull,
    limits: { concurrency: 1 },
  },
];

export async function seeWire({ sent, requests, see }, both, subject) {
  try {
    return { sent, answer: await (see ? see(both, subject) : seeRequests(both, requests)) };
  } finally {
    await both.stop();
  }
}

async function seeRequests({ queue: { url }, hold }, requests) {
  const agent = new http.Agent({ keepAlive: true, maxSockets: 1 });
  try {
    const answers = [];
    for (const { held, agent: own = agent, ...request } of requests)
      answers.push(await send(url, own, held ? { ...request, body: wrap(hold.value) } : request));
    return answers.join('; then ');
  } finally {
    agent.destroy();
  }
}

/** @returns what was answered, in words */
function send(url, agent, { method = 'POST', path = '/', headers = {}, body = wrap({}), chunked, trailers, expect }) {
  const hasBody = method === 'POST';
  const size = chunked || trailers || !hasBody ? {} : { 'content-length': Buffer.byteLength(body) };
  const all = { ...(hasBody && JSON_TYPE), ...size, ...headers, ...(expect && { expect }) };
  return new Promise((resolve) => {
    let [continued, isReused] = ['', ''];
    const request = http.request(new URL(path, url), { method, agent, headers: all, maxHeaderSize: MAX_HEADER });
    request.on('socket', () => (isReused = request.reusedSocket ? ' over the same connection' : ''));
    // The sidecar sends one of its own, and passes on that of the runtime if it comes before the answer.
    request.once('continue', () => {
      continued = '100, ';
      request.end(body);
    });
    request.on('error', (error) => resolve(`${continued}${error.code}`));
    request.on('upgrade', ({ statusCode }, socket) => resolve(`${statusCode}, upgraded`) || socket.destroy());
    request.on('response', async (response) => resolve(`${continued}${await describe(response)}${isReused}`));
    if (trailers) request.addTrailers(trailers);
    if (expect === undefined) request.end(hasBody ? body : undefined);
  });
}

/** The status, and the body unless it is a result; and whether that was all. */
async function describe(response) {
  let body = '';
  try {
    for await (const chunk of response.setEncoding('utf8')) body += chunk;
  } catch (error) {
    return `${response.statusCode}, cut off: ${error.code}`;
  }
  const isResult = response.statusCode === 200 && body.startsWith('{');
  const text = isResult ? '' : ` ${body.trim().slice(0, SHOWN)}`.trimEnd();
  return `${response.statusCode}${text}`;
}

function post({ url }, value) {
  return send(url, undefined, { body: wrap(value) });
}

/** One request, and the first line of what is answered; `halfClose` ends the client's side after it. */
function seeLine({ url }, version, { halfClose = false, value = {} } = {}) {
  const { port } = new URL(url);
  const body = wrap(value);
  const head = [`POST / ${version}`, 'Host: x', 'Content-Type: application/json', `Content-Length: ${body.length}`];
  return new Promise((resolve, reject) => {
    let text = '';
    const socket = connect(port, '127.0.0.1').setEncoding('utf8').on('error', reject);
    socket.on('data', (more) => {
      text += more;
      if (text.includes('\r\n')) resolve(text.split('\r\n')[0]) || socket.destroy();
    });
    socket.on('end', () => reject(new Error(`only this was answered: ${text}`)));
    socket.write(`${head.join('\r\n')}\r\n\r\n${body}`);
    if (halfClose) socket.end();
  });
}

/** What the client of the JDK gets. */
async function seeJava({ url }, { folder, missing }, ...version) {
  if (!isInstalled('javac')) throw missing(describeLack('javac'));
  const { output } = await collect('java', [path.join(folder, 'java', 'Post.java'), url, ...version]);
  return describeLost(output.trim());
}

/** Which of two reasons a body that HTTP/2 has lost gets depends on time. */
function describeLost(text) {
  return text.replace(
    /unexpected EOF|\S*:? ?invalid Read on closed Body/,
    'unexpected EOF, or invalid Read on closed Body',
  );
}

function seeHttp2({ url }) {
  return new Promise((resolve, reject) => {
    const session = connectHttp2(url).on('error', reject);
    const stream = session.request({ ':method': 'POST', ':path': '/', ...JSON_TYPE }).setEncoding('utf8');
    let [status, text] = ['', ''];
    stream.on('response', (headers) => (status = headers[':status']));
    stream
      .on('data', (chunk) => (text += chunk))
      .on('end', () => {
        session.close();
        resolve(describeLost(`${status} ${text.trim()}`.trim()));
      });
    stream.on('error', reject).end(wrap({}));
  });
}

/** Asks for 20 MB, and reads them after a pause. */
function seeSlowClient({ url }) {
  return new Promise((resolve, reject) => {
    const body = wrap({ large: true });
    const request = http.request(url, { method: 'POST', agent: false, headers: JSON_TYPE }, async (response) => {
      await sleep(PAUSE_MS);
      const { 'content-length': announced } = response.headers;
      let [size, end] = [0, ''];
      try {
        for await (const chunk of response) [size, end] = [size + chunk.length, chunk.toString().slice(-20)];
      } catch (error) {
        return resolve(`${response.statusCode}, cut off: ${error.code}`);
      }
      resolve(
        `${response.statusCode}, ${Number(announced) === size ? 'all of it' : `not all of it, ending with ${JSON.stringify(end)}`}`,
      );
    });
    request.on('error', reject).end(body);
  });
}

async function seeGone({ queue, hold, waitUntilRead }) {
  const request = http.request(queue.url, { method: 'POST', agent: false, headers: JSON_TYPE });
  request.on('error', () => undefined).end(wrap(hold.value));
  await hold.waitForBegin();
  request.destroy();
  const next = post(queue, {});
  await Promise.race([next, waitUntilRead(2)]);
  hold.release();
  const answer = await next;
  return `${answer}, ${hold.hasEnded ? 'after the end of the first' : 'at once'}`;
}

async function seeFull({ queue, hold }) {
  const first = post(queue, hold.value);
  await hold.waitForBegin();
  const others = Array.from({ length: 11 }, () => post(queue, {}));
  await Promise.race(others);
  hold.release();
  return tally(await Promise.all([first, ...others]));
}
