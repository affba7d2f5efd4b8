import { createServer, type IncomingMessage } from 'node:http';
import type { AddressInfo } from 'node:net';
import fc from 'fast-check';
import { afterTest } from '../../../../test/support/clean-up.js';
import { PlainParser, parsePlain } from '../../src/plain/parse-plain.js';
import { Connection } from '../support/connection.js';

const LIMIT = 100;

function requestOf(...lines: string[]): Buffer {
  return Buffer.from(`${lines.join('\r\n')}`, 'latin1');
}

const parse = (bytes: Buffer) => {
  const plain = parsePlain(bytes, LIMIT);
  return plain && { ...plain, body: plain.body.toString() };
};

test.each([
  ['of a client of the platform', ['Content-Type: application/json', 'Accept: */*', 'Connection: Keep-Alive'], false],
  ['without a host', [], false],
  ['whose client closes', ['connection: close'], true],
  ['whose client closes, without a blank', ['connection:close'], true],
  ['with a name of all characters that a name may have', ["!#$%&'*+-.^_`|~0123456789azAZ: a"], false],
  ['with blanks and tabs around values', ['Host: \t a \t', 'CONTENT-TYPE:text/plain'], false],
])('a request %s is plain', (_, lines, closes) => {
  expect(parse(requestOf('POST /run HTTP/1.1', 'Content-Length:  2 ', ...lines, '', '{}'))).toEqual({
    route: 'run',
    body: '{}',
    closes,
  });
});

/** A request whose head has so many bytes, without the blank line. */
function requestWithHead(bytes: number): Buffer {
  const start = 'POST /run HTTP/1.1\r\ncontent-length: 2\r\na: ';
  return requestOf(start + 'b'.repeat(bytes - start.length), '', '{}');
}

test('its head has at most 8,192 bytes', () => {
  expect(parse(requestWithHead(8_192))).toMatchObject({ route: 'run', body: '{}' });
  expect(parse(requestWithHead(8_193))).toBeUndefined();
});

test('its body may have as many bytes as the limit', () => {
  const body = 'x'.repeat(LIMIT);
  expect(parse(requestOf('POST /run HTTP/1.1', `content-length: ${LIMIT}`, '', body))?.body).toBe(body);
});

test('its length has at most 15 digits', () => {
  const withLength = (digits: number) =>
    requestOf('POST /run HTTP/1.1', `content-length: ${'2'.padStart(digits, '0')}`, '', '{}');
  expect(parse(withLength(15))).toMatchObject({ body: '{}' });
  expect(parse(withLength(16))).toBeUndefined();
});

test('so is an init, and one without a body', () => {
  expect(parse(requestOf('POST /init HTTP/1.1', 'content-length: 0', '', ''))).toEqual({
    route: 'init',
    body: '',
    closes: false,
  });
});

test.each<[string, string[]]>([
  ['another method', ['GET /run HTTP/1.1', 'content-length: 2', '', '{}']],
  ['another path', ['POST /health HTTP/1.1', 'content-length: 2', '', '{}']],
  ['a query', ['POST /run?a HTTP/1.1', 'content-length: 2', '', '{}']],
  ['a target with a host', ['POST http://a/run HTTP/1.1', 'content-length: 2', '', '{}']],
  ['another version', ['POST /run HTTP/1.0', 'content-length: 2', '', '{}']],
  ['an empty line before it', ['', 'POST /run HTTP/1.1', 'content-length: 2', '', '{}']],
  ['no length', ['POST /run HTTP/1.1', 'host: a', '', '{}']],
  ['no field', ['POST /run HTTP/1.1', '', '{}']],
  ['two lengths', ['POST /run HTTP/1.1', 'content-length: 2', 'Content-Length: 2', '', '{}']],
  ['a list of lengths', ['POST /run HTTP/1.1', 'content-length: 2, 2', '', '{}']],
  ['a length with a sign', ['POST /run HTTP/1.1', 'content-length: +2', '', '{}']],
  ['a tab behind its length', ['POST /run HTTP/1.1', 'content-length: 2\t', '', '{}']],
  ['an empty length', ['POST /run HTTP/1.1', 'content-length:', '', '']],
  ['more than its length', ['POST /run HTTP/1.1', 'content-length: 1', '', '{}']],
  ['less than its length', ['POST /run HTTP/1.1', 'content-length: 3', '', '{}']],
  ['a body beyond the limit', ['POST /run HTTP/1.1', `content-length: ${LIMIT + 1}`, '', ' '.repeat(LIMIT + 1)]],
  ['a transfer encoding', ['POST /run HTTP/1.1', 'content-length: 2', 'transfer-encoding: identity', '', '{}']],
  ['an encoded body', ['POST /run HTTP/1.1', 'content-length: 2', 'Content-Encoding: gzip', '', '{}']],
  ['an expectation', ['POST /run HTTP/1.1', 'content-length: 2', 'expect: 100-continue', '', '{}']],
  ['an upgrade', ['POST /run HTTP/1.1', 'content-length: 2', 'upgrade: h2c', '', '{}']],
  [
    'a list of what the connection needs',
    ['POST /run HTTP/1.1', 'content-length: 2', 'connection: close, te', '', '{}'],
  ],
  [
    'two fields about the connection',
    ['POST /run HTTP/1.1', 'content-length: 2', 'connection: close', 'connection: close', '', '{}'],
  ],
  ['a folded line', ['POST /run HTTP/1.1', 'content-length: 2', 'a: b', ' c', '', '{}']],
  ['a blank before a colon', ['POST /run HTTP/1.1', 'content-length : 2', '', '{}']],
  ['a control character', ['POST /run HTTP/1.1', 'content-length: 2', 'a: \u0001', '', '{}']],
  ['a byte beyond ASCII', ['POST /run HTTP/1.1', 'content-length: 2', 'a: é', '', '{}']],
  ['a line without a colon', ['POST /run HTTP/1.1', 'content-length: 2', 'a', '', '{}']],
  ['a line feed alone', ['POST /run HTTP/1.1', 'content-length: 2\na: b', '', '{}']],
  ['a large head', ['POST /run HTTP/1.1', 'content-length: 2', `a: ${'b'.repeat(8_192)}`, '', '{}']],
  ['a head without an end', ['POST /run HTTP/1.1', 'content-length: 2']],
])('a request with %s is a matter for Node', (_, lines) => {
  expect(parse(requestOf(...lines))).toBeUndefined();
});

/** What Node's parser makes of bytes. */
async function startNode() {
  const seen: unknown[] = [];
  const server = createServer({ requireHostHeader: false }, async (request: IncomingMessage, response) => {
    const chunks: Buffer[] = [];
    for await (const chunk of request) chunks.push(chunk as Buffer);
    const { method, url, headers } = request;
    const closes = headers.connection?.toLowerCase() === 'close';
    seen.push({ route: `${method} ${url}`, body: Buffer.concat(chunks).toString('latin1'), closes });
    response.writeHead(200, { 'content-length': 0 }).end();
  });
  server.on('clientError', (_error, socket) => socket.end('HTTP/1.1 400 Bad Request\r\ncontent-length: 0\r\n\r\n'));
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  afterTest(() => server.closeAllConnections());
  afterTest(() => server.close());
  return { url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`, seen };
}

const name = fc.constantFrom(
  'Content-Length',
  'content-length',
  'Connection',
  'Host',
  'a',
  'X-B',
  'Transfer-Encoding',
  'Expect',
  'é',
  '',
);
const value = fc.oneof(
  fc.constantFrom('2', '02', ' 2\t', '3', '2 2', '-2', '0x2', 'close', 'keep-alive', 'chunked', 'b'),
  fc.string({ unit: 'binary-ascii', maxLength: 4 }),
);
const line = fc.tuple(name, fc.constantFrom(':', ': ', ' :', ''), value).map((parts) => parts.join(''));
const end = fc.constantFrom('\r\n', '\r\n', '\r\n', '\n');
const request = fc
  .tuple(
    fc.constantFrom('POST /run HTTP/1.1', 'POST /run HTTP/1.1', 'POST  /run HTTP/1.1', 'POST /run HTTP/1.1 '),
    fc.constantFrom('Content-Length: 2', 'content-length:2 ', 'Content-Length: 02', ''),
    fc.array(fc.tuple(line, end), { maxLength: 3 }),
    fc.constantFrom('{}', '{', '{} ', ''),
  )
  .map(([first, length, lines, body]) =>
    Buffer.from(`${first}\r\n${length && `${length}\r\n`}${lines.flat().join('')}\r\n${body}`, 'latin1'),
  );

test('a parser that knows the head of the request before finds the same', () => {
  const run = ['POST /run HTTP/1.1', 'content-length: 2', ''];
  const init = requestOf('POST /init HTTP/1.1', ...run.slice(1), '{}');
  const close = requestOf(...run.slice(0, 2), 'connection: close', '', '{}');
  // As many bytes as the one before.
  const keep = requestOf(...run.slice(0, 2), 'connections: clos', '', '{}');
  const known = fc.constantFrom(
    requestOf(...run, '{}'),
    requestOf(...run, '[]'),
    requestOf(...run, '{} '),
    init,
    close,
    keep,
  );
  fc.assert(
    fc.property(fc.array(fc.oneof(known, request), { minLength: 2, maxLength: 8 }), (requests) => {
      const parser = new PlainParser(LIMIT);
      // Each request overwrites the one before.
      const memory = Buffer.alloc(1_000);
      for (const bytes of requests) {
        const lent = memory.subarray(0, bytes.copy(memory));
        expect(parser.parse(lent)).toEqual(parsePlain(bytes, LIMIT));
      }
    }),
    { numRuns: 2_000 },
  );
});

test('what is plain means to Node the same', async () => {
  const { url, seen } = await startNode();
  let plain = 0;
  await fc.assert(
    fc.asyncProperty(request, async (bytes) => {
      const found = parsePlain(bytes, LIMIT);
      if (!found) return;
      plain += 1;
      const connection = await Connection.open(url);
      connection.write(bytes);
      await connection.answer();
      connection.close();
      const { route, body, closes } = found;
      const expected = { route: `POST /${route}`, body: body.toString('latin1'), closes };
      expect(seen.splice(0)).toEqual([expected]);
    }),
    { numRuns: 3_000 },
  );
  expect(plain).toBeGreaterThan(50);
});
