import { connect, type Socket } from 'node:net';
import { afterTest } from '../../../../test/support/clean-up.js';
import { waitFor } from '../../../core/test/support/wait-for.js';
import { Connection, init, request } from '../support/connection.js';
import { startServer } from '../support/servers.js';

const HEAD = 'POST /run HTTP/1.1\r\nHost: action\r\n';

test.each([
  { what: 'no HTTP at all', bytes: 'hello\r\n\r\n', status: 400 },
  { what: 'a TLS handshake', bytes: '\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03', status: 400 },
  { what: 'a negative Content-Length', bytes: `${HEAD}Content-Length: -2\r\n\r\n{}`, status: 400 },
  {
    what: 'two framings at once',
    bytes: `${HEAD}Content-Length: 2\r\nTransfer-Encoding: chunked\r\n\r\n{}`,
    status: 400,
  },
  { what: 'a chunk without a size', bytes: `${HEAD}Transfer-Encoding: chunked\r\n\r\nzz\r\n{}\r\n`, status: 400 },
  { what: 'headers that are too long', bytes: `${HEAD}X: ${'y'.repeat(20_000)}\r\n\r\n`, status: 431 },
])('$what is answered with $status and a JSON error, and the connection is closed', async ({ bytes, status }) => {
  const { url, logs } = await startServer();
  const connection = await Connection.open(url);

  connection.write(bytes);

  const answer = await connection.answer();
  expect(answer.status).toBe(status);
  expect(answer.json).toEqual({ error: expect.stringMatching(/^The request is not valid HTTP: /) });
  await connection.closed;
  expect((await request(url, '/unknown')).status).toBe(404);
  expect(logs.stdout + logs.stderr).toBe('');
});

test.each([
  ['is no HTTP', 'hello\r\n\r\n'],
  ['never ends', HEAD],
])(
  'a client whose request %s, and that does not end its side after the answer, loses its connection',
  async (_, bytes) => {
    const { url, server } = await startServer(undefined, { headersTimeoutMs: 300 });
    const sockets: Socket[] = [];
    server.on('connection', (socket) => sockets.push(socket));
    const client = connect({ port: Number(new URL(url).port), host: '127.0.0.1', allowHalfOpen: true });
    afterTest(() => void client.destroy());
    client.write(bytes);
    await waitFor('the end of the connection', () => sockets[0]?.destroyed === true);
  },
);

test.each([
  { what: 'without a Host', head: 'POST /run HTTP/1.1\r\nContent-Length: 2\r\n\r\n' },
  { what: 'with an unknown Expect', head: `${HEAD}Expect: wonders\r\nContent-Length: 2\r\n\r\n` },
  { what: 'of HTTP/1.0', head: 'POST /run HTTP/1.0\r\nContent-Length: 2\r\n\r\n' },
])('a request $what is answered like any other', async ({ head }) => {
  const { url } = await startServer();
  await init(url, { code: `#!/bin/sh\necho '{"a":1}'\n` });
  const connection = await Connection.open(url);

  connection.write(`${head}{}`);

  const answer = await connection.answer();
  expect(answer.status).toBe(200);
  expect(answer.json).toEqual({ a: 1 });
  connection.close();
});
