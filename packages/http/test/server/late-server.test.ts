import { spawnSync } from 'node:child_process';
import { createServer, Server } from 'node:http';
import { fileURLToPath } from 'node:url';
import { afterTest, temporaryDirectory } from '../../../../test/support/clean-up.js';
import { LateServer } from '../../src/server/late-server.js';

const LATE_SERVER = fileURLToPath(new URL('../fixtures/late-server.mjs', import.meta.url));

/** What a program does with a server, step by step. @param mode what it does besides */
function stepsOf(mode: string): unknown {
  const args = [LATE_SERVER, temporaryDirectory(), mode];
  const { stdout, stderr } = spawnSync(process.execPath, args, { encoding: 'utf8' });
  expect(stderr).toBe('');
  return JSON.parse(stdout);
}

test('node:http is loaded by the first request that is not plain', () => {
  expect(stepsOf('')).toEqual([
    ['start', false],
    ['POST /init 200', false],
    ['POST /run 200', false],
    ['POST /run 502', false],
    ['GET /health 200', true],
    ['POST /run 200', true],
    ['closed', true],
  ]);
});

test('a server that closes without another request does not load it', () => {
  expect(stepsOf('close')).toEqual([
    ['start', false],
    ['POST /init 200', false],
    ['closed', false],
  ]);
});

test('a server that closes loads it for connections that have not been used, and answers what comes over them', () => {
  expect(stepsOf('unused')).toEqual([
    ['start', false],
    ['POST /init 200', false],
    ['GET /health 503', true],
    ['closed', true],
  ]);
});

test.each(['loads', 'waits'])('a tracer that %s sees the requests', (mode) => {
  expect(stepsOf(mode)).toContainEqual(['seen: POST /init, POST /run', true]);
});

test('a server that has become one of node:http is like any other', async () => {
  const options = { keepAliveTimeout: 1_234, headersTimeout: 2_345, requestTimeout: 3_456 };
  const answer = () => undefined;
  const create = () => createServer(options, answer);
  const connections = { areOpen: false, add: () => undefined, closeIdle: () => undefined, closeAll: () => undefined };
  const late = new LateServer({ create, limits: options }, () => connections);
  await new Promise<void>((resolve) => late.net.listen(0, '127.0.0.1', resolve));
  afterTest(() => new Promise<void>((resolve) => late.close(resolve)));
  const made = create();
  await new Promise<void>((resolve) => made.listen(0, '127.0.0.1', resolve));
  afterTest(() => new Promise((resolve) => made.close(resolve)));
  expect(late.http).toBe(late.net);
  expect(late.http).toBeInstanceOf(Server);
  // Its own address, and what it has of its own to close connections.
  const differing = /^_handle$|^_connectionKey$|async_id|^close(Idle|All)Connections$|^_events(Count)?$/;
  const valuesOf = (server: object) =>
    Object.fromEntries(
      Reflect.ownKeys(server)
        .filter((key) => !differing.test(String(key)))
        .map((key) => [String(key), (server as Record<string | symbol, unknown>)[key]]),
    );
  const [own, usual] = [valuesOf(late.http), valuesOf(made)];
  expect(Object.keys(own).sort()).toEqual(Object.keys(usual).sort());
  for (const [key, value] of Object.entries(usual)) {
    // Timers, and lists of the system.
    const isPlain = Object(value) !== value || Object.getPrototypeOf(value) === Object.prototype;
    expect({ key, value: isPlain ? own[key] : typeof own[key] }).toEqual({
      key,
      value: isPlain ? value : typeof value,
    });
  }
  expect(late.http.listeners('request')).toEqual([answer]);
});
