import type { Socket } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import { ActionRunner } from '@actionrunner/core';
import { afterTest, temporaryDirectory } from '../../../../test/support/clean-up.js';
import { waitFor } from '../../../core/test/support/wait-for.js';
import { Connection } from '../support/connection.js';
import { startServer } from '../support/servers.js';

/** More answers than the buffers of a connection hold. */
const ANSWERS = 200;

/** Answers with as many characters as the parameter `size` says; no process. */
class SizedRunner extends ActionRunner {
  runs = 0;

  override verify() {
    return true;
  }

  override async run(args: { readonly value: unknown }) {
    this.runs += 1;
    return { text: 'x'.repeat((args.value as { size: number }).size) };
  }
}

async function start() {
  const runner = new SizedRunner({ directory: temporaryDirectory() });
  const server = await startServer(runner);
  const sockets: Socket[] = [];
  server.server.on('connection', (socket) => sockets.push(socket));
  const connection = await Connection.open(server.url);
  afterTest(() => connection.close());
  /** Sends a request, not before the last one has been read. */
  const send = async (size: number, headers = {}) => {
    const { runs } = runner;
    connection.send('/run', { headers, body: { value: { size } } });
    await waitFor('the activation', () => runner.runs > runs);
  };
  return { sockets, connection, send };
}

test('a client that has not read its answers gets all of them, the one after which the connection is closed, too', async () => {
  const { connection, send } = await start();
  connection.pause();
  for (let count = 1; count < ANSWERS; count++) {
    await send(60_000);
  }
  await send(60_000, { connection: 'close' });
  connection.resume();
  for (let count = 0; count < ANSWERS; count++) {
    expect((await connection.answer()).body).toHaveLength(60_011);
  }
  await connection.closed;
});

test('so does one that then sends what is no HTTP', async () => {
  const { sockets, connection, send } = await start();
  connection.pause();
  for (let count = 0; count < ANSWERS; count++) {
    await send(60_000);
  }
  connection.write('hello\r\n\r\n');
  await waitFor('the answer to that', () => sockets[0]?.writableEnded === true);
  // Longer than a client may take to end its side.
  await sleep(1_500);
  connection.resume();
  for (let count = 0; count < ANSWERS; count++) {
    expect((await connection.answer()).body).toHaveLength(60_011);
  }
  expect((await connection.answer()).status).toBe(400);
  await connection.closed;
});

test('large answers over one connection leave no listeners behind, of which Node.js would warn in the logs', async () => {
  const { sockets, connection, send } = await start();
  const counts: number[] = [];
  for (let count = 0; count < 3; count++) {
    connection.pause();
    await send(12_000_000);
    connection.resume();
    expect((await connection.answer()).body).toHaveLength(12_000_011);
    counts.push(sockets[0]?.listenerCount('close') ?? 0);
  }
  expect(new Set(counts).size).toBe(1);
});
