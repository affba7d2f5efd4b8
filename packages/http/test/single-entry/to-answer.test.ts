// Long because most of it is tables of results and their answers.
import { bakedRunner } from '../support/baked-runner.js';
import type { Answer } from '../support/connection.js';
import { Connection } from '../support/connection.js';
import { enter, script, startEntry } from '../support/entry.js';

const PNG = Buffer.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a, 0x00]);
const HTML = 'text/html; charset=utf-8';
const JSON_TYPE = 'application/json';

/** The answer to a request whose action prints this text, or this value as JSON. */
async function answerOf(result: unknown, headers: Record<string, string> = {}): Promise<Answer> {
  const text = typeof result === 'string' ? result : JSON.stringify(result);
  const { url } = await startEntry(bakedRunner(script("cat <<'END'", text, 'END')));
  return await enter(url, '', { headers });
}

test.each([
  '{"payload": 12345678901234567890}',
  '[1, {"body": 2}]',
  '{"response": {"statusCode": 404}}',
  '{"error": "no"}',
  '{"error": {"code": 7}}',
  '{"error": [{"statusCode": 404}]}',
  '{"response": {"error": {"statusCode": 404}}}',
])('a result without statusCode, headers and body is the answer itself: %s', async (result) => {
  const answer = await answerOf(result);

  expect([answer.status, answer.headers['content-type'], answer.body.toString()]).toEqual([200, JSON_TYPE, result]);
});

test('an application error is named', async () => {
  expect((await answerOf({ error: 'no' })).headers['x-actionrunner-error']).toBe('ERR_RUNNER_APPLICATION');
});

test.each([
  ['a text', '{"body":"<p>\\u00fc</p>"}', HTML, '<p>ü</p>'],
  ['an object', '{"body":{"a": 12345678901234567890}}', JSON_TYPE, '{"a": 12345678901234567890}'],
  ['an array', '{"body":[1, 2]}', JSON_TYPE, '[1, 2]'],
  ['a number', '{"body":1.50}', JSON_TYPE, '1.50'],
  ['a boolean', '{"body":false}', JSON_TYPE, 'false'],
  ['a text of a type', '{"body":"a,b","headers":{"Content-Type":"text/csv"}}', 'text/csv', 'a,b'],
  [
    'an object of a type',
    '{"body":{"a":1},"headers":{"content-TYPE":"application/hal+json"}}',
    'application/hal+json',
    '{"a":1}',
  ],
  ['a text of several, of which the last counts', '{"body":"a","body":"b"}', HTML, 'b'],
])('a body that is %s', async (_what, result, type, body) => {
  const answer = await answerOf(result);

  expect([answer.status, answer.headers['content-type'], answer.body.toString()]).toEqual([200, type, body]);
});

test.each([
  ['absent', { headers: {} }, 204],
  ['null', { body: null }, 204],
  ['an empty text', { body: '' }, 204],
  ['absent beside a status', { statusCode: 302, headers: { location: '/x' } }, 302],
  ['an empty text beside 200', { statusCode: 200, body: '' }, 200],
  ['a text beside 204, which has none', { statusCode: 204, body: 'text' }, 204],
  ['a text beside 304, which has none', { statusCode: 304, body: 'text' }, 304],
])('a body that is %s', async (_what, result, status) => {
  const answer = await answerOf(result);

  expect(answer).toMatchObject({ status, headers: { 'content-length': '0' } });
});

test.each([200, 418, 599, '404', '0599'])('the status is that of the result: %p', async (statusCode) => {
  const answer = await answerOf({ statusCode, body: 'text' });

  expect([answer.status, answer.body.toString()]).toEqual([Number(statusCode), 'text']);
});

test.each([
  ['a response', { error: { statusCode: 404, headers: { 'x-a': 'b' }, body: 'gone' } }, 404, 'gone'],
  ['a status that is a text', { error: { statusCode: '404', body: { a: 1 } } }, 404, '{"a":1}'],
  ['a status alone', { error: { statusCode: 401 } }, 401, ''],
  ['a body alone', { error: { body: 'oops' } }, 200, 'oops'],
  ['an image', { error: { headers: { 'content-type': 'image/png' }, body: PNG.toString('base64') } }, 200, PNG],
  ['a response beside another one', { error: { statusCode: 404 }, statusCode: 200, body: 'fine' }, 404, ''],
  ['a text beside a response', { error: 'no', statusCode: 400, body: 'bad' }, 400, 'bad'],
])('an error that has %s is the answer, and is named', async (_what, result, status, body) => {
  const answer = await answerOf(result);

  expect([answer.status, answer.body]).toEqual([status, Buffer.from(body)]);
  expect(answer.headers['x-actionrunner-error']).toBe('ERR_RUNNER_APPLICATION');
});

test('headers may be texts, numbers, booleans and lists of them', async () => {
  const headers = { 'X-Text': 'é', 'x-number': 1.5, 'x-boolean': true, 'set-cookie': ['a=1', 'b=2'], 'x-none': [] };

  const answer = await answerOf({ body: 'text', headers });

  expect(answer.headers).toMatchObject({ 'x-text': 'é', 'x-number': '1.5', 'x-boolean': 'true' });
  expect(answer.headers).not.toHaveProperty('x-none');
  expect(answer.raw.toString('latin1').match(/^set-cookie: .*$/gim)).toEqual(['set-cookie: a=1', 'set-cookie: b=2']);
});

test('headers of the connection are left out', async () => {
  const headers = {
    'Content-Length': '1',
    'transfer-encoding': 'chunked',
    connection: 'close',
    trailer: 'x-late',
    'keep-alive': 'timeout=1',
    upgrade: 'h2c',
  };
  const { url } = await startEntry(
    bakedRunner(script("cat <<'END'", JSON.stringify({ body: 'whole text', headers }), 'END')),
  );
  const connection = await Connection.open(url);

  for (let count = 0; count < 2; count++) {
    const answer = await connection.request('/');
    expect(answer.body.toString()).toBe('whole text');
    expect(answer.headers).not.toHaveProperty('trailer');
    expect(answer.headers).not.toHaveProperty('upgrade');
  }
  connection.close();
});

test.each([
  ['image/png', PNG.toString('base64')],
  ['Image/PNG', `${PNG.toString('base64').slice(0, 6)}\n${PNG.toString('base64').slice(6)}`],
  ['image/png', PNG.toString('base64url')],
])('the body of an %s is decoded from base64: %j', async (type, body) => {
  const answer = await answerOf({ body, headers: { 'content-type': type } });

  expect([answer.status, answer.headers['content-type']]).toEqual([200, type]);
  expect(answer.body).toEqual(PNG);
});

test.each([
  'application/octet-stream',
  'application/pdf',
  'application/zip',
  'application/x-own',
  'application/vnd.ms-excel',
  'audio/mpeg',
  'video/mp4',
  'font/woff2',
  'Application/PDF; name=a',
])('the body of any binary type is decoded from base64: %s', async (type) => {
  const answer = await answerOf({ body: PNG.toString('base64'), headers: { 'content-type': type } });

  expect([answer.status, answer.headers['content-type'], answer.body]).toEqual([200, type, PNG]);
});

test.each([
  'text/plain',
  'text/x-own',
  'application/xml',
  'application/soap+xml',
  'application/javascript',
  'application/x-www-form-urlencoded',
  'application/yaml',
  'application/x-ndjson',
  'application/x-own; charset=utf-8',
  'nonsense',
])('the body of a type of text is sent as it is, even if it could be base64: %s', async (type) => {
  const answer = await answerOf({ body: 'abcd', headers: { 'content-type': type } });

  expect([answer.headers['content-type'], answer.body.toString()]).toEqual([type, 'abcd']);
});

test.each([
  ['base64', 'eyJhIjoxfQ==', '{"a":1}'],
  ['JSON that could be base64', 'true', 'true'],
  ['JSON that is a number', '1234', '1234'],
  ['JSON', '{"a":1}', '{"a":1}'],
  ['neither', 'no JSON!', 'no JSON!'],
])('a text of JSON may be %s', async (_what, body, expected) => {
  for (const type of ['application/json', 'application/problem+json', 'application/json; charset=utf-8']) {
    const answer = await answerOf({ body, headers: { 'content-type': type } });
    expect([answer.headers['content-type'], answer.body.toString()]).toEqual([type, expected]);
  }
});

test.each([
  ['base64', Buffer.from('<svg/>').toString('base64')],
  ['text', '<svg/>'],
])('an SVG may be %s', async (_what, body) => {
  const answer = await answerOf({ body, headers: { 'content-type': 'image/svg+xml' } });

  expect(answer.body.toString()).toBe('<svg/>');
});

test.each([
  ['base64 that is none', { body: 'no base64!', headers: { 'content-type': 'image/png' } }, 'image/png'],
  ['base64 that is cut off', { body: 'abcde', headers: { 'content-type': 'image/png' } }, 'base64'],
  ['a status below 200', { statusCode: 101 }, 'not 101.'],
  ['a status above 599', { statusCode: 600 }, 'not 600.'],
  ['a status that is a text without digits', { statusCode: 'ok' }, 'not "ok".'],
  ['a status that is a text with a sign', { statusCode: '-200' }, 'not "-200".'],
  ['a status that is an empty text', { statusCode: '' }, 'not "".'],
  ['a status that is a text of too much', { statusCode: '600' }, 'not "600".'],
  ['a bad status in its error', { error: { statusCode: 42 } }, 'not 42.'],
  ['text of a binary type', { body: 'no base64!', headers: { 'content-type': 'application/pdf' } }, 'needs a charset'],
  [
    'text of an unknown type',
    { body: 'no base64!', headers: { 'content-type': 'application/x-own' } },
    'needs a charset',
  ],
  ['a status that is no integer', { statusCode: 200.5 }, 'not 200.5.'],
  ['headers that are a list', { headers: ['a'] }, 'must be an object, not ["a"].'],
  ['a header name with a blank', { headers: { 'a b': 'c' } }, '"a b"'],
  ['an empty header name', { headers: { '': 'c' } }, '""'],
  ['a header value with a line end', { headers: { 'x-a': 'b\r\nset-cookie: c' } }, '"x-a"'],
  ['a header value beyond latin1', { headers: { 'x-a': '€' } }, '"x-a"'],
  ['a header value that is an object', { headers: { 'x-a': {} } }, '"x-a"'],
  ['a header value that is null', { headers: { 'x-a': null } }, '"x-a"'],
  ['a list with a list', { headers: { 'x-a': [['b']] } }, '"x-a"'],
  ['a bad list of the connection', { headers: { connection: [null] } }, '"connection"'],
])('a result with %s is a bad result', async (_what, result, part) => {
  const answer = await answerOf(result);

  expect(answer.status).toBe(502);
  expect(answer.json).toEqual({ error: expect.stringContaining(part) });
  expect(answer.headers['x-actionrunner-error']).toBe('ERR_RUNNER_RESULT_INVALID');
});

test.each([
  ['cannot be sent', '{"statusCode": 1000}', 'ERR_RUNNER_RESULT_INVALID'],
  ['is none', 'text', 'ERR_RUNNER_RESULT_INVALID'],
])('with onFailure keep a result that %s is answered with 200', async (_what, result, code) => {
  const { url } = await startEntry(bakedRunner(script(`echo '${result}'`)), {}, { onFailure: 'keep' });

  const answer = await enter(url);

  expect(answer).toMatchObject({ status: 200, json: { error: expect.any(String) } });
  expect(answer.headers['x-actionrunner-error']).toBe(code);
});

describe('CORS', () => {
  const DEFAULTS = {
    'access-control-allow-origin': '*',
    'access-control-allow-methods': 'OPTIONS, GET, DELETE, POST, PUT, HEAD, PATCH',
    'access-control-allow-headers': 'Authorization, Origin, X-Requested-With, Content-Type, Accept, User-Agent',
  };

  test.each([
    ['the result itself', { payload: 1 }],
    ['a response', { statusCode: 404, body: 'no' }],
    ['a failure', { statusCode: 1 }],
  ])('pages of any origin may read %s', async (_what, result) => {
    expect((await answerOf(result)).headers).toMatchObject(DEFAULTS);
  });

  test('the headers that a page asks for are allowed', async () => {
    const { headers } = await answerOf({}, { 'Access-Control-Request-Headers': 'x-mine' });

    expect(headers['access-control-allow-headers']).toBe('x-mine');
  });

  test('what the action sets stands', async () => {
    const own = { 'Access-Control-Allow-Origin': 'https://example.org', 'access-control-allow-headers': 'x-only' };
    const { headers } = await answerOf({ headers: own }, { 'Access-Control-Request-Headers': 'x-mine' });

    expect(headers).toMatchObject({
      ...DEFAULTS,
      'access-control-allow-origin': 'https://example.org',
      'access-control-allow-headers': 'x-only',
    });
  });
});

test('an answer to HEAD has the length of the body', async () => {
  const { url } = await startEntry(bakedRunner(script('echo \'{"body":"text"}\'')), {}, { httpMethods: ['HEAD'] });
  const connection = await Connection.open(url);

  connection.send('/', { method: 'HEAD' });

  expect(await connection.answer({ bodiless: true })).toMatchObject({
    status: 200,
    headers: { 'content-length': '4' },
  });
  connection.close();
});

test('the phases of init and run are told', async () => {
  const { url } = await startEntry();
  const init = { code: script('echo {}') };

  const { headers } = await enter(url, { init, activation: {} });

  expect(headers['server-timing']).toMatch(/^queue;.*deliver;.*verify;.*run;/);
});
