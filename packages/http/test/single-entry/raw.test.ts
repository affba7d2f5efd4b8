import { bakedRunner } from '../support/baked-runner.js';
import { request } from '../support/connection.js';
import { ECHO, enter, startEntry } from '../support/entry.js';

const RAW = { __OW_ACTION_RAW: 'TRUE' };

const base64 = (text: string | Buffer) => Buffer.from(text).toString('base64');

test.each([
  [
    'an object, without white space and with all digits',
    '{"value": { "n": 12345678901234567890, "t": "a b\\" c" } }',
    base64('{"n":12345678901234567890,"t":"a b\\" c"}'),
  ],
  ['an array with an activation', '{"value":[1, 2],"activation":{}}', base64('[1,2]')],
  ['a number with an activation', '{"value":1.50,"activation":{}}', base64('1.50')],
  ['a text, which stays as it is', '{"value":"a=1&b=\\u00fc"}', 'a=1&b=ü'],
  ['absent beside an activation', '{"activation":{}}', base64('{}')],
])('__ow_body is made of the value if it is %s', async (_what, body, expected) => {
  const { url } = await startEntry(bakedRunner(ECHO), RAW);

  expect((await enter(url, body)).json).toMatchObject({ __ow_body: expected });
});

test.each([
  ['JSON without a member of ours', '{"name": "Joe"}'],
  ['JSON that is no object', '[1, 2]'],
  ['no JSON', 'a=1&b=2'],
  ['no UTF-8', Buffer.from([0xff, 0x00, 0xfe])],
  ['empty', ''],
])('__ow_body is made of the whole body if that is %s', async (_what, body) => {
  const { url } = await startEntry(bakedRunner(ECHO), RAW);

  expect((await enter(url, body)).json).toMatchObject({ __ow_body: base64(body) });
});

test.each([
  ['another type than JSON', '{"value": {"a": 1}}', 'application/vnd.example+json'],
  ['text, which is JSON by chance', '{"value": {"a": 1}, "activation": {}}', 'Text/Plain; charset=utf-8'],
  ['binary', '{"value":"x"}', 'application/octet-stream'],
  ['JSON with an activation of its own', '{"value": 1, "activation": "2026-11-28"}', 'application/json'],
  ['JSON with a list alone, as of Microsoft Graph', '{"value": [{"id": 1}]}', 'application/json'],
  ['JSON with a null alone', '{"value": null}', 'application/json'],
  ['JSON with an init of its own', '{"value": 1, "init": [1]}', 'application/json'],
])('__ow_body is made of the whole body if it is %s', async (_what, body, type) => {
  const { url } = await startEntry(bakedRunner(ECHO), RAW);

  const { json } = await request(url, '/', { body, headers: { 'content-type': type } });
  expect(json).toMatchObject({ __ow_body: base64(body) });
});

test.each(['application/json', 'application/json; charset=utf-8', 'application/x-www-form-urlencoded'])(
  '__ow_body is made of the value if the type is %s, as of OpenWhisk or curl -d',
  async (type) => {
    const { url } = await startEntry(bakedRunner(ECHO), RAW);

    const { json } = await request(url, '/', { body: '{"value": {"a": 1}}', headers: { 'content-type': type } });
    expect(json).toMatchObject({ __ow_body: base64('{"a":1}') });
  },
);

test('the parameters are the context only, with the query', async () => {
  const { url } = await startEntry(bakedRunner(ECHO), { ...RAW, __OW_NAMESPACE: 'guest' });

  const { json } = await request(url, '/?a=1&b=x+y&a=%C3%BC&bad=%&__proto__=p', {
    body: { value: { __ow_path: 'mine' } },
  });

  expect(json).toEqual({
    __ow_method: 'POST',
    __ow_headers: { host: 'action', 'content-length': expect.any(String) },
    __ow_path: '',
    __ow_user: 'guest',
    __ow_query: JSON.parse('{"a":["1","ü"],"b":"x y","bad":"%","__proto__":"p"}'),
    __ow_body: base64('{"__ow_path":"mine"}'),
  });
});

test('an init that is raw makes later requests raw, one that failed does not', async () => {
  const { url } = await startEntry();

  await enter(url, { init: { code: '#!/no/such/interpreter\n', raw: true } });
  await enter(url, { init: { code: ECHO } });
  expect((await enter(url, { value: { a: 1 } })).json).toMatchObject({ a: 1 });

  const { url: other } = await startEntry();
  await enter(other, { init: { code: ECHO, raw: true } });
  expect((await enter(other, 'text')).json).toMatchObject({ __ow_body: base64('text') });
});
