import { channel } from 'node:diagnostics_channel';
import type { Server } from 'node:http';
import { afterTest } from '../../../../test/support/clean-up.js';
import { initScript } from '../support/actions.js';
import { type Answer, Connection, run } from '../support/connection.js';
import { holdActivation } from '../support/held-activation.js';
import { nativeRunner, startServer } from '../support/servers.js';

const ECHO = 'echo "$1"';

/** Ways of watching the requests of a server, so that Node parses all of them. */
const WATCHES: [string, (server: Server, note: () => void) => void][] = [
  ['a listener', (server, note) => void server.on('request', note)],
  [
    'a patched emitter, as tracers have it',
    (server, note) => {
      const emit = server.emit as (name: string, ...args: unknown[]) => boolean;
      server.emit = (name: string, ...args: unknown[]) => {
        if (name === 'request') note();
        return emit.call(server, name, ...args);
      };
    },
  ],
  [
    'a subscriber of the channel',
    (_, note) => {
      const started = channel('http.server.request.start');
      started.subscribe(note);
      afterTest(() => started.unsubscribe(note));
    },
  ],
];

/** An answer as text, without what differs from one to the next. */
function textOf({ raw }: Answer): string {
  const varying = /^(Date|server-timing): .*$/gm;
  return raw.toString('latin1').replace(varying, '$1: …');
}

test('an answer has the same bytes as one of Node', async () => {
  const { url, server } = await startServer(nativeRunner());
  await initScript(url, `case "$1" in *fail*) echo no;; *large*) printf '{"a":"%09000d"}' 1;; *) ${ECHO};; esac`);
  const connection = await Connection.open(url);
  const texts: string[][] = [];
  for (const watch of [() => undefined, () => server.on('request', () => undefined)]) {
    watch();
    const answers: string[] = [];
    for (const name of ['James', 'Jürgen', 'large', 'fail']) {
      answers.push(textOf(await connection.request('/run', { body: { value: { name } } })));
    }
    texts.push(answers);
  }
  expect(texts[0]).toEqual(texts[1]);
  expect(texts[0]?.[0]).toContain('\r\nKeep-Alive: timeout=120\r\n');
});

test.each(WATCHES)('%s sees the requests', async (_, watch) => {
  const { url, server } = await startServer(nativeRunner());
  await initScript(url, ECHO);
  let count = 0;
  watch(server, () => {
    count += 1;
  });
  await run(url, { a: 1 });
  expect(count).toBe(1);
});

test('a connection has plain requests and others', async () => {
  const { url } = await startServer(nativeRunner());
  await initScript(url, ECHO);
  const connection = await Connection.open(url);
  const answers: unknown[] = [];
  for (const headers of [{}, { 'transfer-encoding': 'chunked' }, {}]) {
    const isChunked = 'transfer-encoding' in headers;
    connection.send('/run', { headers, body: isChunked ? 'c\r\n{"value":{}}\r\n0\r\n\r\n' : { value: { a: 1 } } });
    answers.push((await connection.answer()).json);
  }
  expect(answers).toEqual([{ a: 1 }, {}, { a: 1 }]);
});

test('a request that comes while another one runs is answered after it, even if the client then ends its side', async () => {
  const { url } = await startServer(nativeRunner());
  const { connection, letGo, answer } = await holdActivation(url);
  connection.send('/run', { body: { value: {} } });
  connection.send('/run', { body: { value: {} } });
  connection.endSending();
  letGo();
  for (let count = 0; count < 3; count++) {
    expect((await answer()).json).toEqual({ held: true });
  }
  await connection.closed;
});

test('a client that asks for it has its connection closed', async () => {
  const { url } = await startServer(nativeRunner());
  await initScript(url, ECHO);
  const connection = await Connection.open(url);
  const answer = await connection.request('/run', { headers: { connection: 'close' }, body: { value: {} } });
  expect(answer.headers['connection']).toBe('close');
  await connection.closed;
});

test('an idle connection is closed after the time that the server has for it', async () => {
  const { url, server } = await startServer(nativeRunner());
  await initScript(url, `sleep 0.5; ${ECHO}`);
  server.keepAliveTimeout = 200;
  const connection = await Connection.open(url);
  expect((await connection.request('/run', { body: { value: {} } })).json).toEqual({});
  await connection.closed;
});

/** Keeps this process from reading what has come, as a busy machine does. */
function stall(ms: number): void {
  Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, ms);
}

test.each<[string, string[]]>([
  ['first', []],
  ['next', ['{"a":1}']],
])(
  'the %s request of a connection is answered if it has come in time, and this process was too busy to read it',
  async (_, before) => {
    const { url, server } = await startServer(nativeRunner(), { headersTimeoutMs: 300 });
    await initScript(url, ECHO);
    server.keepAliveTimeout = 300;
    const accepted = new Promise((resolve) => server.once('connection', resolve));
    const connection = await Connection.open(url);
    await accepted;
    for (const value of before) {
      expect((await connection.request('/run', { body: `{"value":${value}}` })).json).toEqual(JSON.parse(value));
    }
    connection.send('/run', { body: { value: { b: 2 } } });
    stall(600);
    expect((await connection.answer()).json).toEqual({ b: 2 });
    connection.close();
  },
);

test('the idle connections of a server are those that have been answered', async () => {
  const { url, server } = await startServer(nativeRunner());
  const [fresh, idle] = [await Connection.open(url), await Connection.open(url)];
  expect((await idle.request('/run')).status).toBe(502);
  const { connection, letGo, answer } = await holdActivation(url);
  server.closeIdleConnections();
  await idle.closed;
  letGo();
  expect((await answer()).json).toEqual({ held: true });
  expect((await fresh.request('/run', { body: { value: {} } })).json).toEqual({ held: true });
  server.closeAllConnections();
  await Promise.all([fresh.closed, connection.closed]);
});

test.each([
  ['plain requests', () => undefined],
  ['requests that Node parses', (server: Server) => void server.on('request', () => undefined)],
])('a server that closes finishes %s and says that their connections end', async (_, watch) => {
  const { url, server, close } = await startServer(nativeRunner());
  watch(server);
  const { connection, letGo, answer } = await holdActivation(url);
  const closed = close();
  letGo();
  const { status, headers } = await answer();
  expect({ status, connection: headers['connection'] }).toEqual({ status: 200, connection: 'close' });
  await Promise.all([closed, connection.closed]);
});

test('a server that closes sends all of a large answer to a client that rests for longer than a connection may take', async () => {
  const { url, close } = await startServer(nativeRunner());
  const size = 5_000_000;
  const { connection, letGo, answer } = await holdActivation(url, `printf '{"a":"%0${size}d"}' 0`);
  connection.pause();
  letGo();
  const closed = close();
  setTimeout(() => connection.resume(), 3_500);
  expect((await answer()).body).toHaveLength(size + 8);
  await closed;
});
