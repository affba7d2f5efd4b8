import { bakedRunner } from '../support/baked-runner.js';
import { type Answer, request } from '../support/connection.js';
import { ECHO, script, startEntry } from '../support/entry.js';

const EVENT = { specversion: '1.0', id: '7', source: '/mycontext', type: 'com.example.test' };
const BINARY = Object.fromEntries(Object.entries(EVENT).map(([name, value]) => [`ce-${name}`, value]));
const JSON_TYPE = { 'content-type': 'application/json' };
const STRUCTURED = { 'content-type': 'application/cloudevents+json; charset=utf-8' };

type Headers = Record<string, string>;

/** Posts an event to an action that returns its parameters. */
async function post(headers: Headers, body: unknown, environment: Headers = {}): Promise<Answer> {
  const { url } = await startEntry(bakedRunner(ECHO), environment);
  return await request(url, '/', { headers, body });
}

test('plain JSON, as `func invoke` posts it, is the parameters', async () => {
  const { json } = await post(JSON_TYPE, { message: 'Hello World' });
  expect(json).toMatchObject({ message: 'Hello World', __ow_method: 'POST', __ow_headers: JSON_TYPE });
});

test.each([
  ['value', { sensor: 'a', value: 21.5 }],
  ['an object as value', { name: 'Joe', value: { a: 1 } }],
  ['init', { init: { code: 'x' }, name: 'Joe' }],
  ['activation', { activation: true, name: 'Joe' }],
  ['all of them', { init: 1, activation: 2, value: 3, more: 4 }],
])('JSON with a member of ours (%s) and others is the parameters, too', async (_, body) => {
  expect((await post(JSON_TYPE, body)).json).toMatchObject(body);
});

test('the parameters keep their bytes, and white space around them does no harm', async () => {
  const { body } = await post(JSON_TYPE, ' \r\n{"big": 12345678901234567890, "a": 1.0}\n\n');
  expect(body.toString()).toMatch(/^\{"big": 12345678901234567890, "a": 1\.0,"__ow_method":"POST",/);
});

test('a reserved name in the body is refused', async () => {
  expect(await post(JSON_TYPE, { __ow_path: '/' })).toMatchObject({
    status: 400,
    json: { error: 'The body of the request must not have __ow_path: the runtime sets it.' },
  });
});

describe('an event in binary mode', () => {
  test('is its data, with its attributes among the headers', async () => {
    const { json } = await post({ ...BINARY, ...JSON_TYPE, 'ce-comexampleextension1': 'x' }, { message: 'Hello' });
    expect(json).toMatchObject({
      message: 'Hello',
      __ow_headers: { ...BINARY, ...JSON_TYPE, 'ce-comexampleextension1': 'x' },
    });
  });

  test.each([
    ['a blank', 'order%207', 'order 7'],
    ['UTF-8', 'Euro%20%E2%82%AC%20%F0%9F%98%80', 'Euro € 😀'],
    ['lower case', '%c3%bc', 'ü'],
    ['a percent sign alone', '100% of %zz', '100% of %zz'],
    ['quotes', '"a \\"b\\" %25"', 'a "b" %'],
  ])('has attributes as they were before they became headers: %s', async (_, header, subject) => {
    const { json } = await post({ ...BINARY, ...JSON_TYPE, 'ce-subject': header }, {});
    expect(json).toMatchObject({ __ow_headers: { 'ce-subject': subject } });
  });

  test.each([
    ['value', { value: { a: 1 } }],
    ['value that is a number', { value: 5 }],
    ['init', { init: { code: script('echo {}') } }],
    ['init and activation', { init: { code: script('echo {}') }, activation: {} }],
  ])('may have data with nothing but %s', async (_, data) => {
    expect((await post({ ...BINARY, ...JSON_TYPE }, data)).json).toMatchObject({
      ...data,
      __ow_headers: expect.objectContaining({ 'ce-id': '7' }),
    });
  });

  test('without data has no parameters but the context', async () => {
    const { json } = await post(BINARY, '');
    expect(json).toEqual({
      __ow_method: 'POST',
      __ow_path: '',
      __ow_user: '',
      __ow_headers: { ...BINARY, host: 'action', 'content-length': '0' },
    });
  });

  test('may have an array as its data', async () => {
    expect((await post({ ...BINARY, ...JSON_TYPE }, [1, 2])).json).toEqual([1, 2]);
  });

  test.each([
    ['a text', '"hello"', 404, /only a raw action accepts it/],
    ['a number', '5', 404, /only a raw action accepts it/],
    ['not JSON', 'hello', 400, /not valid JSON/],
    ['not UTF-8', Buffer.from([0xff, 0xfe]), 400, /not UTF-8/],
  ])('is refused if its data is %s', async (_, data, status, error) => {
    const answer = await post({ ...BINARY, 'content-type': 'text/plain' }, data);
    expect(answer).toMatchObject({ status, json: { error: expect.stringMatching(error) } });
  });
});

describe('an event in structured mode', () => {
  const MORE = { subject: 'a b', time: '2018-04-05T17:31:00Z', count: 5, flag: true, absent: null };

  test('is its data, with its attributes among the headers, as in binary mode', async () => {
    const { json } = await post(STRUCTURED, { ...EVENT, ...MORE, data: { message: 'Hello' } });
    expect(json).toMatchObject({ message: 'Hello' });
    expect((json as { __ow_headers: Headers }).__ow_headers).toEqual({
      ...BINARY,
      'ce-subject': 'a b',
      'ce-time': '2018-04-05T17:31:00Z',
      'ce-count': '5',
      'ce-flag': 'true',
      ...JSON_TYPE,
      host: 'action',
      'content-length': expect.any(String),
    });
  });

  test('names the type of its data', async () => {
    const type = 'application/vnd.example+json';
    const { json } = await post(STRUCTURED, { ...EVENT, datacontenttype: type, data: {} });
    expect(json).toMatchObject({ __ow_headers: { 'content-type': type } });
  });

  test('keeps the bytes of its data', async () => {
    const data = '{"big": 12345678901234567890, "init": 1}';
    const { body } = await post(STRUCTURED, `${JSON.stringify(EVENT).slice(0, -1)},"data": ${data} }`);
    expect(body.toString()).toContain(`${data.slice(0, -1)},"__ow_method":"POST"`);
  });

  test('may have its data in base64', async () => {
    const data_base64 = Buffer.from('{"message": "Hello"}\n').toString('base64');
    expect((await post(STRUCTURED, { ...EVENT, data_base64 })).json).toMatchObject({ message: 'Hello' });
  });

  test.each([
    ['absent', {}],
    ['null', { data: null }],
  ])('without data (%s) has no parameters but the context', async (_, data) => {
    const { json } = await post(STRUCTURED, { ...EVENT, ...data });
    expect(Object.keys(json as object)).toEqual(['__ow_method', '__ow_headers', '__ow_path', '__ow_user']);
  });

  test.each([
    ['data that is a text', { ...EVENT, data: '<xml/>' }, 404, /only a raw action accepts it/],
    ['no specversion', { ...EVENT, specversion: undefined, data: {} }, 400, /no specversion/],
    ['an attribute that is an object', { ...EVENT, trace: {} }, 400, /attribute trace/],
    ['data_base64 that is a number', { ...EVENT, data_base64: 5 }, 400, /data_base64/],
    ['data_base64 that is not JSON', { ...EVENT, data_base64: 'aGk=' }, 400, /not valid JSON/],
    ['a reserved name in its data', { ...EVENT, data: { __ow_user: 'me' } }, 400, /The data of the request must not/],
    ['an array', [EVENT], 400, /no specversion/],
    ['not JSON', 'event', 400, /not valid JSON/],
  ])('is refused with %s', async (_, body, status, error) => {
    const answer = await post(STRUCTURED, body);
    expect(answer).toMatchObject({ status, json: { error: expect.stringMatching(error) } });
  });
});

test('a batch of events is refused', async () => {
  const answer = await post({ 'content-type': 'application/cloudevents-batch+json' }, [EVENT]);
  expect(answer).toMatchObject({ status: 400, json: { error: expect.stringContaining('batch') } });
});

describe('a raw action', () => {
  const whole = async (headers: Headers, body: unknown) => {
    const text = typeof body === 'string' ? body : JSON.stringify(body);
    const { json } = await post(headers, text, { __OW_ACTION_RAW: 'true' });
    const sent = Buffer.from((json as { __ow_body: string }).__ow_body, 'base64').toString();
    expect(sent).toBe(text);
    return json;
  };

  test.each([
    ['value', { id: 1, value: 21.5 }],
    ['init', { action: 'opened', init: {} }],
    ['activation', { activation: 'now', name: 'Joe' }],
  ])('gets its whole body, even if that has the member %s', async (_, body) => {
    await whole(JSON_TYPE, body);
  });

  test.each([
    ['in binary mode', BINARY, { value: 5 }],
    ['in binary mode, with text', BINARY, 'hello'],
    ['in structured mode', STRUCTURED, { ...EVENT, data: { value: 5 } }],
    ['in a batch', { 'content-type': 'application/cloudevents-batch+json' }, [EVENT]],
  ])('gets an event %s as it was sent', async (_, headers, body) => {
    expect(await whole(headers, body)).toMatchObject({ __ow_headers: headers });
  });

  test('of a dedicated container gets a body with nothing but init', async () => {
    const { url } = await startEntry(undefined, { __OW_ACTION_RAW: 'true', __OW_ACTION_CODE: ECHO });
    const body = '{"init": {"code": "#!/bin/sh"}, "value": 1}';
    expect((await request(url, '/', { body })).json).toMatchObject({ __ow_body: Buffer.from(body).toString('base64') });
  });
});
