// Long because it follows one shutdown: what it finishes, refuses and leaves to others.
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { NativeRunner } from '@actionrunner/core';
import { temporaryDirectory } from '../../../../test/support/clean-up.js';
import { Latch } from '../../../core/test/support/scripted-runner.js';
import { waitFor } from '../../../core/test/support/wait-for.js';
import { bakedRunner } from '../support/baked-runner.js';
import { type Answer, Connection, request, run } from '../support/connection.js';
import { ECHO, enter, script, startEntry } from '../support/entry.js';
import { holdActivation } from '../support/held-activation.js';
import { nativeRunner, startServer } from '../support/servers.js';

const STOPPING = { error: 'The runtime is shutting down.' };

/** What a client learns. */
function told({ status, headers, json }: Answer) {
  return { status, code: headers['x-actionrunner-error'], connection: headers['connection'], json };
}

/** A request that is sent, over a connection of its own. */
async function send(url: string, path: string, body: unknown = { value: {} }): Promise<Connection> {
  const connection = await Connection.open(url);
  connection.send(path, { body });
  return connection;
}

/** Waits until the server has taken in what was sent to it. */
const settle = (url: string) => request(url, '/health', { method: 'GET' });

/** A runner whose stop takes as long as the test wants. */
class Stopping extends NativeRunner {
  readonly latch = new Latch();

  protected override async stop(): Promise<void> {
    await this.latch.pass();
    await super.stop();
  }
}

/** A server that has finished everything and is about to close. */
async function finishedServer(...before: ('/init' | '/run' | 'half a run')[]) {
  const runner = new Stopping({ directory: temporaryDirectory() });
  const server = await startServer(runner);
  for (const path of before) {
    // An init stops the runner, too.
    runner.latch.open();
    if (path === 'half a run') {
      const connection = await Connection.open(server.url);
      connection.send('/run', { headers: { 'content-length': '12' }, body: '{' });
      await settle(server.url);
      connection.reset();
      await settle(server.url);
      continue;
    }
    await request(server.url, path, { body: { value: path === '/init' ? { code: ECHO } : {} } });
  }
  const latch = new Latch();
  Object.assign(runner, { latch });
  const closed = server.close();
  await latch.reached;
  return { url: server.url, latch, closed };
}

describe('a server that drains', () => {
  test('finishes what runs, what waits and what comes meanwhile, then closes its port', async () => {
    const server = await startServer(nativeRunner());
    const { connection, letGo } = await holdActivation(server.url);
    const waiting = await send(server.url, '/run');
    await settle(server.url);

    const closed = server.close();
    const later = await send(server.url, '/run');
    expect(told(await request(server.url, '/health', { method: 'GET' }))).toMatchObject({
      status: 503,
      connection: 'close',
      json: { status: 'stopping' },
    });
    letGo();

    for (const each of [connection, waiting, later]) {
      expect(told(await each.answer())).toEqual({
        status: 200,
        code: undefined,
        connection: 'close',
        json: { held: true },
      });
      await each.closed;
    }
    await closed;
    await expect(Connection.open(server.url)).rejects.toThrow('ECONNREFUSED');
  });

  test('refuses with 502 what has not begun when its time is over, and finishes what runs', async () => {
    const server = await startServer(nativeRunner(), { drainTimeoutMs: 300 });
    const { answer, letGo } = await holdActivation(server.url);
    const waiting = await send(server.url, '/run');
    await settle(server.url);

    const closed = server.close();

    const refused = { status: 502, code: 'ERR_RUNNER_STOPPING', connection: 'close', json: STOPPING };
    expect(told(await waiting.answer())).toEqual(refused);
    for (const path of ['/run', '/init']) {
      expect(told(await request(server.url, path, { body: { value: {} } }))).toEqual(refused);
    }
    letGo();
    expect(told(await answer())).toMatchObject({ status: 200, json: { held: true } });
    await closed;
  });

  test('says in every answer that the connection ends', async () => {
    const server = await startServer(nativeRunner());
    const { answer, letGo } = await holdActivation(server.url);
    const open = await Promise.all(Array.from({ length: 5 }, () => Connection.open(server.url)));
    for (const connection of open) {
      expect((await connection.request('/health', { method: 'GET' })).headers['connection']).toBe('keep-alive');
    }
    const closed = server.close();

    const answers = await Promise.all([
      open[0]?.request('/health', { method: 'GET' }),
      open[1]?.request('/unknown'),
      open[2]?.request('/run', { method: 'PUT' }),
      open[3]?.request('/health', { method: 'GET', headers: { expect: 'nothing' } }),
      open[4]?.request('/run', { headers: { 'content-encoding': 'gzip' } }),
    ]);
    expect(answers.map((each) => each?.status)).toEqual([503, 404, 405, 503, 415]);
    expect(answers.map((each) => each?.headers['connection'])).toEqual(Array(5).fill('close'));
    await Promise.all(open.map((connection) => connection.closed));
    letGo();
    await answer();
    await closed;
  });

  test('answers all requests that were sent over one connection; the last answer says that it ends', async () => {
    const server = await startServer(nativeRunner());
    const { connection, letGo } = await holdActivation(server.url);
    connection.send('/run', { body: { value: {} } });
    await settle(server.url);
    const closed = server.close();
    connection.send('/health', { method: 'GET' });
    await settle(server.url);
    letGo();
    const answers = [await connection.answer(), await connection.answer(), await connection.answer()];
    expect(answers.map(({ status, headers }) => [status, headers['connection']])).toEqual([
      [200, undefined],
      [200, undefined],
      [503, 'close'],
    ]);
    await connection.closed;
    await closed;
  });

  test('sends an answer that was there before, and waits for that to another request over the same connection', async () => {
    const server = await startServer(nativeRunner(), { maxQueue: 1 });
    const { answer, letGo } = await holdActivation(server.url);
    const connection = await Connection.open(server.url);
    // In one piece: the second would wait for an acknowledgement of the first.
    connection.write('POST /run HTTP/1.1\r\nContent-Length: 2\r\n\r\n{}'.repeat(2));
    await settle(server.url);
    const closed = server.close();
    letGo();
    expect((await answer()).status).toBe(200);
    expect([(await connection.answer()).status, (await connection.answer()).status]).toEqual([200, 429]);
    await closed;
  });
});

describe('a server that has finished everything', () => {
  test('refuses, and does not drop, the next run over a connection whose last answer came just before the signal', async () => {
    const server = await startServer(nativeRunner());
    await request(server.url, '/init', { body: { value: { code: ECHO } } });
    const connection = await Connection.open(server.url);
    expect((await connection.request('/run', { body: { value: {} } })).headers['connection']).toBe('keep-alive');
    const closed = server.close();
    await new Promise(setImmediate);
    expect(told(await connection.request('/run', { body: { value: {} } }))).toEqual({
      status: 503,
      code: 'ERR_RUNNER_STOPPING',
      connection: 'close',
      json: STOPPING,
    });
    await closed;
  });

  test('closes without a wait if the connections of all answers are closed', async () => {
    // Whoever waits for this clock waits forever.
    const uptime = jest.spyOn(process, 'uptime').mockReturnValue(0);
    try {
      const server = await startServer(nativeRunner());
      const connection = await Connection.open(server.url);
      await connection.request('/init', { headers: { connection: 'close' }, body: { value: { code: ECHO } } });
      await connection.closed;
      await server.close();
    } finally {
      uptime.mockRestore();
    }
  });

  test('answers 503 to a run that is alone and the first: the platform sends it elsewhere', async () => {
    const { url, latch, closed } = await finishedServer('/init', '/run');
    const refused = { status: 503, code: 'ERR_RUNNER_STOPPING', connection: 'close', json: STOPPING };
    expect(told(await run(url))).toEqual(refused);
    // Sent before the platform knew that the container goes.
    expect(told(await run(url))).toEqual({ ...refused, status: 502 });
    latch.open();
    await closed;
  });

  test('answers 502 to runs that arrive together: of all but one, 503 would leave no trace', async () => {
    const { url, latch, closed } = await finishedServer('/init', '/run');
    const slow = await Connection.open(url);
    slow.send('/run', { headers: { 'content-length': '12' }, body: '{"value"' });
    await settle(url);
    expect((await run(url)).status).toBe(502);
    slow.write(':{}}');
    expect((await slow.answer()).status).toBe(502);
    expect((await run(url)).status).toBe(502);
    latch.open();
    await closed;
  });

  test('refuses, and does not drop, a run that has arrived while this process had to wait for the processor', async () => {
    const { url, latch, closed } = await finishedServer('/init', '/run');
    const now = process.uptime();
    const uptime = jest.spyOn(process, 'uptime').mockReturnValue(now);
    expect((await run(url)).status).toBe(503);
    latch.open();
    // It looks again and again whether nobody has come for a while.
    await sleep(200);
    const directory = temporaryDirectory();
    const [sent, received] = [join(directory, 'sent'), join(directory, 'received')];
    const { hostname, port } = new URL(url);
    const request = 'POST /run HTTP/1.1\\r\\nHost: a\\r\\nContent-Length: 12\\r\\n\\r\\n{"value":{}}';
    const client = `exec 3<>/dev/tcp/${hostname}/${port}; printf '${request}' >&3; : >'${sent}'; cat <&3 >'${received}'`;
    // Timers come first when this is over.
    await new Promise(setImmediate);
    const child = spawn('bash', ['-c', client], { stdio: 'ignore' });
    while (!existsSync(sent)) {
      Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 10);
    }
    uptime.mockReturnValue(now + 1);
    await once(child, 'exit');
    uptime.mockRestore();
    expect(readFileSync(received, 'latin1')).toMatch(/^HTTP\/1\.1 502 /);
    await closed;
  });

  test.each([
    ['the init of a new container', ['/init'], () => finishedServer()],
    ['the first run of a new container', ['/run'], () => finishedServer('/init')],
    ['the first run, after one whose client left', ['/run'], () => finishedServer('/init', 'half a run')],
    ['an init after a run', ['/init'], () => finishedServer('/init', '/run')],
  ] as const)('answers 502 to %s, which the platform would not send elsewhere', async (_, [path], start) => {
    const { url, latch, closed } = await start();
    const { status, json } = await request(url, path, { body: { value: {} } });
    expect([status, json]).toEqual([502, STOPPING]);
    latch.open();
    await closed;
  });
});

describe('a server behind the sidecar of Knative', () => {
  const echo = () => bakedRunner(ECHO);
  const SLOW = script('sleep 0.3', 'cat');

  test('accepts requests until none comes, over open connections and new ones', async () => {
    const server = await startEntry(bakedRunner(SLOW));
    const open = await Connection.open(server.url);
    expect((await open.request('/', { body: '{}' })).status).toBe(200);
    const running = await send(server.url, '/');
    // A pause of this process is none of its clients.
    const uptime = jest.spyOn(process, 'uptime').mockReturnValue(process.uptime());

    const closed = server.close();
    const answers = [await open.request('/', { body: '{}' }), await running.answer()];
    for (let n = 0; n < 3; n += 1) {
      answers.push(await enter(server.url));
    }
    expect((await request(server.url, '/health', { method: 'GET' })).status).toBe(503);
    uptime.mockRestore();

    expect(answers.map(({ status, headers }) => [status, headers['connection']])).toEqual(
      Array(5).fill([200, 'close']),
    );
    await closed;
    await expect(Connection.open(server.url)).rejects.toThrow('ECONNREFUSED');
  });

  test('finishes a request that is being sent', async () => {
    const server = await startEntry(echo());
    const slow = await Connection.open(server.url);
    slow.send('/', { headers: { 'content-length': '13' }, body: '{"value":' });
    await settle(server.url);
    const closed = server.close();
    expect((await enter(server.url)).status).toBe(200);
    slow.write('{} }');
    expect((await slow.answer()).status).toBe(200);
    await closed;
  });

  test('answers 503 when its time is over, even while others run', async () => {
    const directory = temporaryDirectory();
    const [runs, go] = [join(directory, 'runs'), join(directory, 'go')];
    const held = script(`: > '${runs}'`, `while [ ! -e '${go}' ] && [ -d '${directory}' ]; do sleep 0.02; done`, 'cat');
    const server = await startEntry(bakedRunner(held), {}, { drainTimeoutMs: 300 });
    const running = await send(server.url, '/');
    await waitFor('the activation runs', () => existsSync(runs));
    const waiting = await send(server.url, '/');
    await settle(server.url);

    const closed = server.close();

    const refused = { status: 503, code: 'ERR_RUNNER_STOPPING', connection: 'close', json: STOPPING };
    expect(told(await waiting.answer())).toEqual(refused);
    expect(told(await enter(server.url))).toEqual(refused);
    writeFileSync(go, '');
    expect((await running.answer()).status).toBe(200);
    await closed;
  });

  test('closes at once if nothing has come for a while', async () => {
    // Whoever waits for this clock waits forever.
    const uptime = jest.spyOn(process, 'uptime').mockReturnValue(1);
    try {
      await (await startEntry(echo())).close();
      const server = await startEntry(echo());
      expect((await enter(server.url)).status).toBe(200);
      uptime.mockReturnValue(1.5);
      await server.close();
    } finally {
      uptime.mockRestore();
    }
  });
});
