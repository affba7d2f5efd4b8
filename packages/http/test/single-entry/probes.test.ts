import { bakedRunner } from '../support/baked-runner.js';
import { Connection, request } from '../support/connection.js';
import { ECHO, script, startEntry } from '../support/entry.js';

const KUBERNETES = { 'user-agent': 'kube-probe/1.31' };
/** As the sidecar of Knative forwards it. */
const SIDECAR = { 'user-agent': 'kube-probe//', connection: 'close' };
const METHODS = { __OW_HTTP_METHODS: 'GET,HEAD,POST' };

test.each([
  ['of Kubernetes', KUBERNETES, '/', METHODS],
  ['of the sidecar', SIDECAR, '/', METHODS],
  ['with a query', KUBERNETES, '/?ready=1', METHODS],
  ['where GET is not among the methods', KUBERNETES, '/', {}],
  ['where health is switched off', KUBERNETES, '/', { ...METHODS, ACTIONRUNNER_HEALTH: 'false' }],
  ['before an init, of a raw action', KUBERNETES, '/', { ...METHODS, __OW_ACTION_RAW: 'true' }],
])('a probe %s is answered, and runs nothing', async (_, headers, path, environment) => {
  const { url, logs } = await startEntry(undefined, environment);
  expect(await request(url, path, { method: 'GET', headers })).toMatchObject({
    status: 200,
    json: { status: 'ready' },
  });
  expect(logs.stdout + logs.stderr).toBe('');
});

test('a probe with HEAD is answered, too', async () => {
  const { url, logs } = await startEntry(bakedRunner(ECHO), METHODS);
  const connection = await Connection.open(url);
  connection.send('/', { method: 'HEAD', headers: KUBERNETES });
  expect((await connection.answer({ bodiless: true })).status).toBe(200);
  connection.close();
  expect(logs.stdout).toBe('');
});

test('a probe does not wait for an activation, and learns that the runtime stops', async () => {
  const server = await startEntry(bakedRunner(script('sleep 1', 'cat')), METHODS);
  const probe = () => request(server.url, '/', { method: 'GET', headers: KUBERNETES });
  const running = request(server.url, '/');
  expect(await probe()).toMatchObject({ status: 200, json: { status: 'ready' } });
  const closed = server.close();
  expect(await probe()).toMatchObject({ status: 503, json: { status: 'stopping' } });
  expect((await running).status).toBe(200);
  await closed;
});

test('probes do not keep a runtime from its end', async () => {
  const server = await startEntry(bakedRunner(ECHO), METHODS);
  let ended = false;
  const closed = server.close().then(() => {
    ended = true;
  });
  while (!ended) {
    await request(server.url, '/', { method: 'GET', headers: KUBERNETES }).catch(() => undefined);
  }
  await closed;
});

test.each([
  ['another method', { method: 'POST', headers: KUBERNETES }],
  ['another user agent', { method: 'GET', headers: { 'user-agent': 'curl/8.0 (kube-probe/1.31)' } }],
  ['no user agent', { method: 'GET' }],
])('a request with %s runs the action', async (_, options) => {
  const { url } = await startEntry(bakedRunner(ECHO), METHODS);
  expect((await request(url, '/', options)).json).toMatchObject({ __ow_method: options.method });
});
