import { writeFileSync } from 'node:fs';
import type { Socket } from 'node:net';
import { join } from 'node:path';
import { afterTest, temporaryDirectory } from '../../../../test/support/clean-up.js';
import { waitFor } from '../../../core/test/support/wait-for.js';
import { initScript } from '../support/actions.js';
import { Connection, run } from '../support/connection.js';
import { nativeRunner, startServer } from '../support/servers.js';

/** Far more than the buffers of a connection take. */
const LARGE = `printf '{"a":"'; head -c 20000000 /dev/zero | tr '\\0' x; printf '"}'`;
const LIMIT_MS = 300;
const ECHO = 'echo "$1"';

test.each([
  { what: 'in the header', options: { headersTimeoutMs: LIMIT_MS }, sent: 'POST /run HTTP/1.1\r\nHost: a' },
  { what: 'before the first byte', options: { headersTimeoutMs: LIMIT_MS }, sent: '' },
  {
    what: 'in the body',
    options: { requestTimeoutMs: LIMIT_MS },
    sent: 'POST /run HTTP/1.1\r\nHost: a\r\nContent-Length: 100\r\n\r\n{"value":',
  },
  {
    what: 'in the header, where only the whole request has a limit',
    options: { requestTimeoutMs: LIMIT_MS },
    sent: 'POST /run HTTP/1.1\r\nHost: a',
  },
])('a client that stops $what gets 408 and loses its connection; others are served', async (row) => {
  const { url, logs } = await startServer(nativeRunner(), row.options);
  await initScript(url, ECHO);
  const slow = await Connection.open(url);
  slow.write(row.sent);

  expect((await run(url, { a: 1 })).json).toEqual({ a: 1 });
  const answer = await slow.answer();

  expect(answer.status).toBe(408);
  expect(answer.json).toEqual({ error: 'The request took too long to arrive.' });
  expect(answer.headers['connection']).toBe('close');
  await slow.closed;
  const frames = logs.stdout;
  expect((await run(url, { a: 2 })).json).toEqual({ a: 2 });
  expect(logs.stdout).toBe(frames.repeat(2));
});

test('a client that sends drop by drop is cut off, too', async () => {
  const { url } = await startServer(nativeRunner(), { requestTimeoutMs: LIMIT_MS });
  const slow = await Connection.open(url);
  slow.send('/run', { headers: { 'content-length': '100000' } });
  const drops = setInterval(() => slow.write(' '), 20);
  afterTest(() => clearInterval(drops));

  expect((await slow.answer()).status).toBe(408);
  await slow.closed;
});

test('an activation may take longer than a request to arrive, and so may the next request', async () => {
  const { url } = await startServer(nativeRunner(), { headersTimeoutMs: LIMIT_MS, requestTimeoutMs: LIMIT_MS });
  await initScript(url, 'sleep 1', ECHO);
  const connection = await Connection.open(url);

  expect((await connection.request('/run', { body: { value: { a: 1 } } })).json).toEqual({ a: 1 });
  await new Promise((resolve) => setTimeout(resolve, 3 * LIMIT_MS));
  expect((await connection.request('/run', { body: { value: { a: 2 } } })).json).toEqual({ a: 2 });
  connection.close();
});

describe('a client that does not read a large answer', () => {
  /** A server that shows its ends of the connections. */
  async function openServer() {
    const server = await startServer();
    const sockets: Socket[] = [];
    server.server.on('connection', (socket: Socket) => sockets.push(socket));
    const go = join(temporaryDirectory(), 'go');
    await initScript(
      server.url,
      `case "$1" in *waits*) until [ -e '${go}' ]; do sleep 0.02; done;; esac`,
      `case "$1" in *large*) ${LARGE};; *) ${ECHO};; esac`,
    );
    sockets.length = 0;
    return { url: server.url, sockets, go };
  }

  test('loses its connection after a minute without progress; others are served meanwhile', async () => {
    const { url, sockets } = await openServer();
    const deaf = await Connection.open(url);
    deaf.pause();
    deaf.send('/run', { body: { value: { large: 1 } } });
    await waitFor('the answer is stuck', () => (sockets[0]?.writableLength ?? 0) > 0);
    const [socket] = sockets as [Socket];

    expect((await run(url, { a: 1 })).json).toEqual({ a: 1 });
    await waitFor('the limit holds', () => socket.timeout === 60_000);
    // The same timer with less time, so that the test need not wait for a minute.
    socket.setTimeout(LIMIT_MS);

    await waitFor('the connection is cut', () => socket.destroyed);
    deaf.resume();
    await expect(deaf.answer()).rejects.toThrow('The connection ended before the answer');
    expect((await run(url, { a: 2 })).json).toEqual({ a: 2 });
  });

  test('has no such limit any more once it has read it, also while its next request runs', async () => {
    const { url, sockets, go } = await openServer();
    const connection = await Connection.open(url);
    connection.send('/run', { body: { value: { large: 1 } } });
    connection.send('/run', { body: { value: { waits: 1 } } });

    expect((await connection.answer()).status).toBe(200);

    const [socket] = sockets as [Socket];
    await waitFor('the limit is gone', () => socket.timeout !== 60_000);
    writeFileSync(go, '');
    expect((await connection.answer()).json).toEqual({ waits: 1 });
    connection.close();
  });
});
