import { spawnSync } from 'node:child_process';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { serve } from '@actionrunner/http';
import { afterTest, temporaryDirectory } from '../../../../test/support/clean-up.js';
import { MemoryLogSink } from '../../../core/test/support/memory-log-sink.js';
import { Connection, init, request, run } from '../support/connection.js';
import { nativeRunner } from '../support/servers.js';

/** `serve` at a place, until the test ends. */
async function serveAt(place: { port?: number; host?: string; socket?: string }) {
  const server = await serve(nativeRunner(), { ...place, logs: new MemoryLogSink(), environment: {}, signals: false });
  afterTest(() => server.close());
  return server;
}

/** A file of a socket whose server has gone without removing it. */
function staleSocket(): string {
  const path = join(temporaryDirectory(), 'socket');
  const server = `require('net').createServer().listen(${JSON.stringify(path)}, () => process.kill(process.pid, 'SIGKILL'))`;
  spawnSync(process.execPath, ['-e', server]);
  return path;
}

test('a Unix domain socket serves the protocol, and its file goes away at the end', async () => {
  const socket = join(temporaryDirectory(), 'socket');
  const server = await serveAt({ socket });

  expect(server.url).toBe(socket);
  await init(socket, { code: '#!/bin/sh\necho "$1"\n' });
  expect((await run(socket, { a: 1 })).json).toEqual({ a: 1 });
  await server.close();
  expect(existsSync(socket)).toBe(false);
});

test('the file of a socket whose server has gone is replaced', async () => {
  const socket = staleSocket();
  await expect(Connection.open(socket)).rejects.toThrow('ECONNREFUSED');

  await serveAt({ socket });

  expect((await request(socket, '/unknown')).status).toBe(404);
});

test('a socket in use is refused and left to its server', async () => {
  const socket = join(temporaryDirectory(), 'socket');
  await serveAt({ socket });

  await expect(serveAt({ socket })).rejects.toMatchObject({
    code: 'ERR_RUNNER_LISTEN',
    message: `Cannot listen on the socket ${socket}: it is in use; stop the other server or choose another.`,
  });
  expect((await request(socket, '/unknown')).status).toBe(404);
});

test('the runner prepares for its init once clients can connect; what fails there closes the port', async () => {
  const place = { socket: join(temporaryDirectory(), 'socket') };
  const prepared: boolean[] = [];
  const runner = Object.assign(nativeRunner(), {
    prepareForInit: () => {
      prepared.push(existsSync(place.socket));
      throw new Error('no environment');
    },
  });
  await expect(serve(runner, { ...place, environment: {}, signals: false })).rejects.toThrow('no environment');
  expect(prepared).toEqual([true]);
  await expect(Connection.open(place.socket)).rejects.toThrow('ENOENT');

  await serveAt(place);
  await expect(serve(runner, { ...place, environment: {}, signals: false })).rejects.toThrow('it is in use');
  expect(prepared).toEqual([true]);
});

test('a port in use is refused', async () => {
  const { url } = await serveAt({ port: 0, host: '127.0.0.1' });
  const port = Number(new URL(url).port);

  await expect(serveAt({ port, host: '127.0.0.1' })).rejects.toMatchObject({
    code: 'ERR_RUNNER_LISTEN',
    message: `Cannot listen on port ${port} of 127.0.0.1: it is in use; stop the other server or choose another.`,
  });
});

test('an address of another machine is refused', async () => {
  await expect(serveAt({ port: 0, host: '192.0.2.1' })).rejects.toMatchObject({
    message: 'Cannot listen on port 0 of 192.0.2.1: this machine has no such address.',
  });
});

test('a server that could not listen leaves no signal listeners behind', async () => {
  const before = process.listenerCount('SIGTERM');
  const socket = join(temporaryDirectory(), 'no', 'such', 'directory');

  await expect(serve(nativeRunner(), { socket, environment: {} })).rejects.toMatchObject({
    code: 'ERR_RUNNER_LISTEN',
  });
  expect(process.listenerCount('SIGTERM')).toBe(before);
});

test.each([
  [
    'longer than the system takes',
    () => join(temporaryDirectory(), 'x'.repeat(120)),
    'its path is longer than 107 bytes.',
  ],
  ['in a folder that is missing', () => join(temporaryDirectory(), 'missing', 'socket'), 'its folder does not exist.'],
])('a socket path %s is refused, and nothing is left there', async (_, path, reason) => {
  const socket = path();
  await expect(serveAt({ socket })).rejects.toThrow(`Cannot listen on the socket ${socket}: ${reason}`);
  expect(existsSync(socket.slice(0, 107))).toBe(false);
});

test('a file that is not a socket is refused, and stays', async () => {
  const socket = join(temporaryDirectory(), 'file');
  writeFileSync(socket, 'text');
  await expect(serveAt({ socket })).rejects.toMatchObject({
    code: 'ERR_RUNNER_LISTEN',
    message: `Cannot listen on the socket ${socket}: the file there is not a socket.`,
  });
  expect(readFileSync(socket, 'utf8')).toBe('text');
});
