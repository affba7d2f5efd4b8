import { Connection, init, request } from '../support/connection.js';
import { holdActivation } from '../support/held-activation.js';
import { nativeRunner, SERVERS, startServer } from '../support/servers.js';

const NOT_A_ZIP = { code: Buffer.from('not a zip').toString('base64'), binary: true };
const READY = { status: 200, body: '{"status":"ready"}' };

/** `GET /health` over a connection of its own. */
async function health(url: string) {
  const { status, body } = await request(url, '/health', { method: 'GET' });
  return { status, body: body.toString() };
}

describe.each(SERVERS)('GET /health of $name', ({ start }) => {
  test('is 200 before an init, after a failed one and after a successful one, without a log line', async () => {
    const { url, logs } = await start();

    expect(await health(url)).toEqual(READY);
    expect((await init(url, NOT_A_ZIP)).status).toBe(502);
    const logged = logs.stdout + logs.stderr;
    expect(await health(url)).toEqual(READY);
    expect((await init(url, { code: '#!/bin/sh\necho {}\n' })).status).toBe(200);
    expect(await health(url)).toEqual(READY);
    expect(logs.stdout + logs.stderr).toBe(logged);
  });

  test('is 200 while an activation runs, though others have to wait', async () => {
    const { url } = await start();
    const { letGo, answer } = await holdActivation(url);

    expect(await health(url)).toEqual(READY);

    letGo();
    expect((await answer()).status).toBe(200);
  });

  test('is 503 from the signal to stop on, on an open connection and on a new one', async () => {
    const { url, proxy } = await start();
    const { letGo, answer } = await holdActivation(url);
    const open = await Connection.open(url);
    expect((await open.request('/health', { method: 'GET' })).status).toBe(200);

    const stopped = proxy.stop();

    expect((await open.request('/health', { method: 'GET' })).json).toEqual({ status: 'stopping' });
    expect(await health(url)).toEqual({ status: 503, body: '{"status":"stopping"}' });
    letGo();
    expect((await answer()).json).toEqual({ held: true });
    await stopped;
    expect((await open.request('/health', { method: 'GET' })).status).toBe(503);
    open.close();
  });

  test('HEAD has the same head without the body', async () => {
    const { url } = await start();
    const connection = await Connection.open(url);

    connection.send('/health', { method: 'HEAD' });

    const { status, headers } = await connection.answer({ bodiless: true });
    expect(status).toBe(200);
    expect(headers['content-length']).toBe(String(READY.body.length));
    // A body would be taken for the begin of this answer.
    expect((await connection.request('/health', { method: 'GET' })).json).toEqual({ status: 'ready' });
    connection.close();
  });

  test('may have a query', async () => {
    const { url } = await start();

    expect((await request(url, '/health?probe=1', { method: 'GET' })).json).toEqual({ status: 'ready' });
  });

  test.each(['POST', 'PUT', 'DELETE', 'OPTIONS'])('%s is refused with 405 and the methods allowed', async (method) => {
    const { url, logs } = await start();

    const answer = await request(url, '/health', { method });

    expect(answer.status).toBe(405);
    expect(answer.headers['allow']?.split(/, */)).toContain('GET');
    expect(answer.json).toEqual({ error: `/health accepts GET, not ${method}.` });
    expect(logs.stdout + logs.stderr).toBe('');
  });

  test('is 404 where it is turned off', async () => {
    const { url } = await start(nativeRunner(), { health: false });

    for (const method of ['GET', 'POST']) {
      expect((await request(url, '/health', { method })).status).toBe(404);
    }
    const connection = await Connection.open(url);
    connection.send('/health', { method: 'HEAD' });
    expect((await connection.answer({ bodiless: true })).status).toBe(404);
    connection.close();
  });
});

test.each([
  ['0', 404],
  ['false', 404],
  ['1', 200],
])('ACTIONRUNNER_HEALTH=%s: %d', async (ACTIONRUNNER_HEALTH, status) => {
  const { url } = await startServer(nativeRunner(), {}, { ACTIONRUNNER_HEALTH });

  expect((await request(url, '/health', { method: 'GET' })).status).toBe(status);
});
