import { bakedRunner } from '../support/baked-runner.js';
import { request } from '../support/connection.js';
import { ECHO, enter, script, startEntry, variable } from '../support/entry.js';
import { FRAME } from '../support/frame.js';
import { nativeRunner, SERVERS, stubRunner } from '../support/servers.js';

const CONTEXT =
  '"__ow_method":"POST","__ow_headers":{"host":"action","content-length":"…"},"__ow_path":"","__ow_user":""';

/** What the action printed, with the length of the request left out. */
async function echoed(body: string): Promise<string> {
  const { url } = await startEntry(bakedRunner(ECHO));
  const answer = await enter(url, body);
  expect(answer.status).toBe(200);
  return answer.body.toString().replace(/"content-length":"\d+"/, '"content-length":"…"');
}

describe.each(SERVERS)('the single entry point of $name', ({ start }) => {
  const serveEcho = (httpMethods?: readonly ('GET' | 'POST' | 'HEAD')[]) =>
    start(bakedRunner(ECHO), { platform: 'knative', ...(httpMethods && { httpMethods }) });

  test.each(['/init', '/run', '/other'])('%s is not there', async (path) => {
    const { url } = await serveEcho();

    expect(await request(url, path, { body: { value: {} } })).toMatchObject({
      status: 404,
      json: { error: `Not found: ${path}. This runtime serves POST / and GET /health.` },
    });
  });

  test('/ is not there on the platform openwhisk', async () => {
    const { url } = await start(bakedRunner(ECHO));

    expect((await request(url, '/', { body: { value: {} } })).status).toBe(404);
    expect((await request(url, '/run', { body: { value: {} } })).status).toBe(200);
  });

  test('health is answered', async () => {
    const { url } = await serveEcho();

    expect((await request(url, '/health', { method: 'GET' })).json).toEqual({ status: 'ready' });
  });

  test.each(['/?a=1', 'http://action/', 'http://action?a=1'])('the target %s is /', async (target) => {
    const { url } = await serveEcho();

    expect((await request(url, target, { body: { value: { a: 1 } } })).json).toMatchObject({ a: 1 });
  });

  test('a method that is not listed gets 405 and the list', async () => {
    const { url } = await serveEcho();

    const answer = await request(url, '/', { method: 'GET' });

    expect(answer).toMatchObject({
      status: 405,
      headers: { allow: 'POST' },
      json: { error: '/ accepts POST, not GET.' },
    });
  });

  test('a listed GET without a body runs the action', async () => {
    const { url } = await serveEcho(['GET', 'HEAD']);

    expect((await request(url, '/', { method: 'GET' })).json).toMatchObject({ __ow_method: 'GET' });
    expect((await request(url, '/')).headers['allow']).toBe('GET, HEAD');
  });
});

test('the members of the context are at the end of the parameters, which stay as they were sent', async () => {
  const value = '{"big": 12345678901234567890, "a": 1, "a": 1.0, "text": "\\u00fc"}';

  expect(await echoed(`{"value": ${value}}`)).toBe(`${value.slice(0, -1)},${CONTEXT}}`);
});

test.each([
  ['an empty body', ''],
  ['{}', '{}'],
  ['null', 'null'],
  ['an activation alone', '{"activation":{}}'],
  ['an activation that is null', '{"activation":null}'],
])('%s runs the action without parameters', async (_what, body) => {
  expect(await echoed(body)).toBe(`{${CONTEXT}}`);
});

test('an array as value is passed as it is', async () => {
  expect(await echoed('{"value":[1, {"a": 2}]}')).toBe('[1, {"a": 2}]');
});

test('of several values the last counts', async () => {
  expect(await echoed('{"value":[1],"value":[2]}')).toBe('[2]');
});

test('an activation has the context of the run, but not its parameters', async () => {
  const activation = { activation_id: 'abc', deadline: 1, value: { a: 1 }, number: 2 };
  const { url } = await startEntry(bakedRunner(script('printf \'{"id":"%s","p":%s}\' "$__OW_ACTIVATION_ID" "$1"')));

  const { json } = await enter(url, { activation, value: { b: 2 } });

  expect(json).toEqual({ id: 'abc', p: expect.objectContaining({ b: 2 }) });
  expect(json).not.toHaveProperty('p.a');
});

test('the namespace of the container is the user', async () => {
  const { url } = await startEntry(bakedRunner(ECHO), { __OW_NAMESPACE: 'guest' });

  expect((await enter(url)).json).toMatchObject({ __ow_user: 'guest' });
});

test('headers have lower-case names, and repeated ones are joined', async () => {
  const { url } = await startEntry(bakedRunner(ECHO));

  const { json } = await enter(url, '', { headers: { 'X-One': 'a', 'x-one': 'b', ACCEPT: '*/*' } });

  expect(json).toMatchObject({ __ow_headers: { 'x-one': 'a, b', accept: '*/*' } });
});

test.each([
  ['malformed JSON', '{"value":', 400, 'ERR_RUNNER_BODY_MALFORMED'],
  ['JSON that is no object', '[]', 404, 'ERR_RUNNER_RUN_ARGUMENT'],
  ['a value that is a text', { value: 'text' }, 404, 'ERR_RUNNER_RUN_ARGUMENT'],
  ['a value that is null', { value: null }, 404, 'ERR_RUNNER_RUN_ARGUMENT'],
  ['an activation that is a text', { activation: 'now' }, 404, 'ERR_RUNNER_RUN_ARGUMENT'],
  ['an init that is a text', { init: 'text' }, 404, 'ERR_RUNNER_INIT_ARGUMENT'],
  ['an init whose code is a number', { init: { code: 5 } }, 502, 'ERR_RUNNER_MESSAGE_INVALID'],
  ['an init whose raw is a text', { init: { code: ECHO, raw: 'yes' } }, 502, 'ERR_RUNNER_MESSAGE_INVALID'],
])('%s is refused', async (_what, body, status, code) => {
  const { url } = await startEntry();

  const answer = await enter(url, body);

  expect(answer).toMatchObject({ status, json: { error: expect.any(String) } });
  expect(answer.headers).toMatchObject({ 'x-actionrunner-error': code, 'content-type': 'application/json' });
});

test.each(['__ow_method', '__ow_headers', '__ow_path', '__ow_user', '__ow_query', '__ow_body'])(
  'a value with %s is refused',
  async (name) => {
    const { url } = await startEntry(bakedRunner(ECHO));

    expect(await enter(url, { value: { [name]: 'mine' } })).toMatchObject({
      status: 400,
      json: { error: `The value of the request must not have ${name}: the runtime sets it.` },
    });
  },
);

test.each([
  ['a value that is a text', { value: 'text' }],
  ['a value with a reserved name', { value: { __ow_path: '/' } }],
  ['an activation that is a text', { activation: 'now' }],
])('nothing is initialized by a request with %s', async (_what, wrong) => {
  const { url, proxy } = await startEntry();

  const answer = await enter(url, { init: { code: ECHO }, activation: {}, value: {}, ...wrong });

  expect([400, 404]).toContain(answer.status);
  expect(proxy.state).toBe('uninitialized');
});

test('a failed init is answered as such, and nothing runs', async () => {
  const { url, logs } = await startEntry(nativeRunner(), {}, { onFailure: 'keep' });
  const init = { code: Buffer.from('PK\x03\x04 cut off').toString('base64'), binary: true };

  const answer = await enter(url, { init, activation: {}, value: {} });

  expect(answer.status).toBe(502);
  expect(answer.headers['x-actionrunner-error']).toBe('ERR_RUNNER_ARCHIVE_INVALID');
  expect(logs.stdout).toBe(FRAME);
});

test('a second init is refused, with a run as well', async () => {
  const { url } = await startEntry();
  await enter(url, { init: { code: ECHO } });

  for (const run of [{}, { activation: {}, value: {} }]) {
    expect(await enter(url, { init: { code: ECHO }, ...run })).toMatchObject({
      status: 403,
      json: { error: 'Cannot initialize the action more than once.' },
    });
  }
});

test('an empty init succeeds where an executable is', async () => {
  const { url } = await startEntry(await stubRunner());

  expect(await enter(url, { init: {} })).toMatchObject({ status: 200, json: { ok: true } });
  expect((await enter(url, { value: {} })).json).toEqual({
    error: 'This is a stub action. Replace it with custom logic.',
  });
});

test('the env of an init is there at the run of the same request', async () => {
  const { url } = await startEntry();
  const init = { code: variable('PLACE'), env: { PLACE: 'Lisbon' } };

  expect((await enter(url, { init, activation: {} })).json).toEqual({ value: 'Lisbon' });
});

test('a runtime that shuts down answers 503', async () => {
  const { url, proxy } = await startEntry(bakedRunner(ECHO));
  await proxy.stop();

  expect((await enter(url)).status).toBe(503);
});
