import { toWebAnswer } from '../../src/web/web-answer.js';
import type { Extension } from '../../src/web/web-request.js';

const HTML = 'text/html; charset=utf-8';
const TEXT = 'text/plain; charset=utf-8';
const JSON_TYPE = 'application/json';

it.each<[result: object, extension: Extension, status: number, type: string | undefined, body: string]>([
  [{ body: '<h1>x</h1>' }, 'http', 200, HTML, '<h1>x</h1>'],
  [{ body: { a: 1 }, statusCode: 201 }, 'http', 201, JSON_TYPE, '{"a":1}'],
  [{ statusCode: 302, headers: { location: '/x' } }, 'http', 302, HTML, ''],
  [{ body: 'AAEC', headers: { 'Content-Type': 'image/png' } }, 'http', 200, 'image/png', '\x00\x01\x02'],
  [{ greeting: 'x' }, 'http', 204, undefined, ''],
  [{ error: { statusCode: 404, body: 'none' } }, 'http', 404, HTML, 'none'],
  [{ error: { code: 1 }, body: 'x' }, 'http', 204, undefined, ''],
  [{ greeting: 'x' }, 'json', 200, JSON_TYPE, '{"greeting":"x"}'],
  [[1, 2], 'json', 200, JSON_TYPE, '[1,2]'],
  [{ error: { a: 1 } }, 'json', 200, JSON_TYPE, '{"a":1}'],
  [{ html: '<p>' }, 'html', 200, HTML, '<p>'],
  [{ html: '<p>', body: '<b>' }, 'html', 200, HTML, '<b>'],
  [{ svg: '<svg/>' }, 'svg', 200, 'image/svg+xml; charset=utf-8', '<svg/>'],
  [{ text: 'x' }, 'text', 200, TEXT, 'x'],
  [{ body: 3 }, 'text', 200, TEXT, '3'],
  [{ body: { a: 1 } }, 'text', 200, TEXT, '{\n    "a": 1\n}'],
  [{ error: 'why' }, 'text', 200, TEXT, 'why'],
])('%j as %s', (result, extension, status, type, body) => {
  const answer = toWebAnswer(JSON.stringify(result), extension);
  expect([answer.status, answer.headers['content-type'], answer.body.toString()]).toEqual([status, type, body]);
});

it('says why there is no content', () => {
  expect(toWebAnswer('{"a":1}', 'http').remark).toContain('neither statusCode, headers nor body');
  expect(toWebAnswer('{"statusCode":204}', 'http').remark).toBeUndefined();
});

it.each<[result: object, extension: Extension, status: number, message: string]>([
  [[1], 'http', 400, "Response is not valid 'message/http'"],
  [{ error: 'why' }, 'http', 400, "Response is not valid 'message/http'"],
  [{ statusCode: 'x' }, 'http', 400, 'The statusCode of the result must be an integer'],
  [{ headers: 3 }, 'http', 400, 'The headers of the result must be an object'],
  [{ error: 'why' }, 'json', 400, "Response is not valid 'application/json'"],
  [{ body: 3 }, 'html', 400, "Response is not valid 'text/html'"],
  [{}, 'svg', 400, "Response is not valid 'image/svg+xml'"],
  [{}, 'text', 404, 'neither body nor text'],
])('%j as %s is refused', (result, extension, status, message) => {
  const refused = expect.objectContaining({ status, message: expect.stringContaining(message) as string });
  expect(() => toWebAnswer(JSON.stringify(result), extension)).toThrow(refused as Error);
});
