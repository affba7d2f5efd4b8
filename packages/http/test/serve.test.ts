import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { temporaryDirectory } from '../../../test/support/clean-up.js';
import { buildZip } from '../../../test/support/zip-builder.js';
import { Connection } from './support/connection.js';
import { holdActivation } from './support/held-activation.js';
import { startServer } from './support/servers.js';

const RESULT_BYTES = 20_000_000;

/** A server with a running activation. */
async function busyServer(result?: string) {
  const server = await startServer();
  return { server, ...(await holdActivation(server.url, result)) };
}

test('a large result that is sent while the server closes is not cut', async () => {
  const { server, connection, letGo } = await busyServer(
    `printf '{"a":"'; head -c ${RESULT_BYTES} /dev/zero | tr '\\0' x; printf '"}'`,
  );

  const closed = server.close();
  letGo();
  const answer = await connection.answer();
  await closed;

  expect(answer.body.length).toBe(RESULT_BYTES + '{"a":""}'.length);
  expect(answer.body.subarray(-3).toString()).toBe('x"}');
});

test('idle connections and half-sent requests do not keep it from closing', async () => {
  const { server, connection, letGo } = await busyServer();
  const idle = await Connection.open(server.url);
  expect((await idle.request('/unknown')).status).toBe(404);
  const half = await Connection.open(server.url);
  half.send('/run', { headers: { 'content-length': '100' }, body: '{' });

  letGo();
  await connection.answer();
  await server.close();

  await Promise.all([idle.closed, half.closed, connection.closed]);
});

test('an idle connection stays open for at least 60 seconds', async () => {
  const { server, connection, letGo } = await busyServer();
  letGo();

  const { headers } = await connection.answer();

  expect(Number(/timeout=(\d+)/.exec(headers['keep-alive'] ?? '')?.[1])).toBeGreaterThanOrEqual(60);
  expect(server.server.keepAliveTimeout).toBeGreaterThanOrEqual(60_000);
});

test('close can be called twice', async () => {
  const { server, letGo } = await busyServer();
  letGo();

  await Promise.all([server.close(), server.close()]);

  expect(server.proxy.state).toBe('stopped');
});

/** Prints which of the heavy modules the built packages have loaded, after each step. */
const LOADED = `
import { createRequire } from 'node:module';
import { NativeRunner } from '@actionrunner/core';
import { serve } from '@actionrunner/http/serve';
const [socket, directory, zip, zip64] = process.argv.slice(1);
const { request } = await import('node:http');
const send = (method, path, value) => new Promise((resolve) => {
  const sent = request({ socketPath: socket, path, method }, (answer) => answer.resume().on('end', resolve));
  sent.end(JSON.stringify({ value }));
});
const post = (path, value) => send('POST', path, value);
const { cache } = createRequire(import.meta.url);
const loaded = () => ['express', 'unzipper'].filter((name) =>
  Object.keys(cache).some((file) => file.includes('/node_modules/' + name + '/')));
const steps = [];
const environment = { PROXY_ALLOW_REINIT: '1' };
const logs = { write() {}, frame() {} };
const server = await serve(new NativeRunner({ directory }), { socket, environment, signals: false, logs });
await post('/init', { code: '#!/bin/sh\\necho {}' });
await post('/run', {});
await send('GET', '/health');
await send('HEAD', '/health');
steps.push(loaded());
await post('/unknown', {});
steps.push(loaded());
await post('/init', { code: zip, binary: true });
steps.push(loaded());
await post('/init', { code: zip64, binary: true });
steps.push(loaded());
await server.close();
console.log(JSON.stringify(steps));
`;

test('express and unzipper are loaded only when they are needed', () => {
  const directory = temporaryDirectory();
  const [zip = '', zip64 = ''] = [{}, { zip64: true }].map((options) =>
    buildZip([{ name: 'exec', data: '#!/bin/sh\necho {}', ...options }]).toString('base64'),
  );

  const { stdout, stderr } = spawnSync(
    process.execPath,
    ['--input-type=module', '-e', LOADED, join(directory, 'socket'), join(directory, 'action'), zip, zip64],
    { cwd: fileURLToPath(new URL('..', import.meta.url)), encoding: 'utf8' },
  );

  expect(stderr).toBe('');
  // The later steps show that a load is seen.
  expect(JSON.parse(stdout)).toEqual([[], ['express'], ['express'], ['express', 'unzipper']]);
});
