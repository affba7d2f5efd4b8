import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { serve } from '@actionrunner/http';
import { afterTest, temporaryDirectory } from '../../../../test/support/clean-up.js';
import { MemoryLogSink } from '../../../core/test/support/memory-log-sink.js';
import { waitFor } from '../../../core/test/support/wait-for.js';
import { bakedRunner } from '../support/baked-runner.js';
import { Connection, request } from '../support/connection.js';
import { ECHO } from '../support/entry.js';
import { nativeRunner, startServer } from '../support/servers.js';

const body = (value: unknown) => ({ body: { value } });

/** Notes who has started, and lets the first wait for a file. */
function waiting(directory: string): string {
  const wait = `case "$1" in *first*) until [ -e '${directory}/go' ]; do sleep 0.02; done;; esac`;
  return `#!/bin/sh\necho "$1" >> '${directory}/started'\n${wait}\necho "$1"\n`;
}

/** A server where one activation runs until it is let go. @param listen where it listens */
async function busyServer(listen: Readonly<Record<string, unknown>> = { port: 0, host: '127.0.0.1' }) {
  const directory = temporaryDirectory();
  const options = { ...listen, logs: new MemoryLogSink(), environment: {}, signals: false };
  const server = await serve(bakedRunner(waiting(directory)), options);
  afterTest(() => {
    server.proxy.abort();
    return server.close();
  });
  const started = () =>
    existsSync(join(directory, 'started')) ? readFileSync(join(directory, 'started'), 'utf8') : '';
  const first = await Connection.open(server.url);
  first.send('/run', body({ first: 1 }));
  await waitFor('the first runs', () => started() !== '');
  return { server, first, started, letGo: () => writeFileSync(join(directory, 'go'), '') };
}

/** Waits until the server has read what was sent before. */
const settle = (url: string) => request(url, '/unknown');

describe.each([
  ['a port', () => ({ port: 0, host: '127.0.0.1' })],
  ['a socket', () => ({ socket: join(temporaryDirectory(), 'socket') })],
] as const)('a client of %s that ends its side of the connection', (_, where) => {
  test('is answered, whether its activation runs or waits', async () => {
    const { server, first, letGo } = await busyServer(where());
    const second = await Connection.open(server.url);
    second.send('/run', body({ second: 2 }));
    for (const connection of [first, second]) {
      connection.endSending();
    }
    await settle(server.url);

    letGo();

    expect((await first.answer()).json).toEqual({ first: 1 });
    expect((await second.answer()).json).toEqual({ second: 2 });
    await Promise.all([first.closed, second.closed]);
  });

  test('is answered in the order of its requests', async () => {
    const { server, first, letGo } = await busyServer(where());
    first.send('/run', body({ second: 2 }));
    first.send('/health', { method: 'GET' });
    first.endSending();
    await settle(server.url);
    letGo();
    expect([await first.answer(), await first.answer(), await first.answer()].map(({ json }) => json)).toEqual([
      { first: 1 },
      { second: 2 },
      { status: 'ready' },
    ]);
    await first.closed;
  });

  test('is answered while the server drains', async () => {
    const { server, first, letGo } = await busyServer(where());
    const second = await Connection.open(server.url);
    second.send('/run', body({ second: 2 }));
    second.endSending();
    await settle(server.url);
    const closed = server.close();
    letGo();
    expect((await second.answer()).json).toEqual({ second: 2 });
    await first.answer();
    await closed;
  });
});

test.each([
  ['an init', '/init', { method: 'POST', body: { value: { code: ECHO } } }, 200],
  ['a health check', '/health', { method: 'GET' }, 200],
  ['a request that is refused', '/run', { method: 'POST', body: '{' }, 400],
  ['an unknown path', '/unknown', { method: 'POST' }, 404],
])('%s is answered to a client that has ended its side', async (_, path, options, status) => {
  const { url } = await startServer(nativeRunner());
  const connection = await Connection.open(url);
  connection.send(path, options);
  connection.endSending();
  expect((await connection.answer()).status).toBe(status);
  await connection.closed;
});

test.each([
  ['in its head', 'POST /run HTTP/1.1\r\nHost:'],
  ['in its body', 'POST /run HTTP/1.1\r\nHost: a\r\nContent-Length: 9\r\n\r\n{'],
  ['in a chunk', 'POST /run HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n2\r\n{}\r\n'],
])('a request that ends %s is refused with 400 and starts nothing', async (_, bytes) => {
  const { url, logs } = await startServer(bakedRunner(ECHO));
  const connection = await Connection.open(url);
  connection.write(bytes);
  connection.endSending();
  expect((await connection.answer()).status).toBe(400);
  await connection.closed;
  expect(logs.stdout).toBe('');
});

test.each([
  ['resets its connection', (connection: Connection) => connection.reset(), undefined],
  [
    'ends its side and then resets its connection',
    (connection: Connection) => {
      connection.endSending();
      setTimeout(() => connection.reset(), 100);
    },
    undefined,
  ],
  ['closes its socket', (connection: Connection) => connection.close(), 'socket'],
])('a client that %s while its activation waits is gone, and nothing starts', async (_, leave, name) => {
  const where = name ? { socket: join(temporaryDirectory(), name) } : undefined;
  const { server, first, started, letGo } = await busyServer(where);
  const second = await Connection.open(server.url);
  second.send('/run', body({ second: 2 }));
  await settle(server.url);
  leave(second);
  await waitFor('the server knows', async () => (await openConnections(server.server)) === 1);
  letGo();
  expect((await first.answer()).json).toEqual({ first: 1 });
  expect((await request(server.url, '/run', body({ third: 3 }))).json).toEqual({ third: 3 });
  expect(started()).toBe('{"first":1}\n{"third":3}\n');
});

function openConnections(server: import('node:http').Server): Promise<number> {
  return new Promise((resolve, reject) =>
    server.getConnections((error, count) => (error ? reject(error) : resolve(count))),
  );
}
