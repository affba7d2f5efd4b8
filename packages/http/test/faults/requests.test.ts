import { serveScript } from '../support/actions.js';
import { init, request, run } from '../support/connection.js';
import { FRAME } from '../support/frame.js';
import { startServer } from '../support/servers.js';

const ECHO = `printf '%s\\n' "$1"`;
const DEFAULT_LIMIT = 128 * 1024 * 1024;

describe('malformed JSON', () => {
  test.each<{ what: string; body: string | Buffer }>([
    { what: 'cut off', body: '{"value":{"a":1}' },
    { what: 'with something behind it', body: '{"value":{}}{}' },
    { what: 'with single quotes', body: "{'value':{}}" },
    { what: 'with a comma too many', body: '{"value":{},}' },
    { what: 'NaN', body: '{"value":{"a":NaN}}' },
    { what: 'a NUL byte', body: '{"value":{"a":"\0"}}' },
    { what: 'latin1', body: Buffer.from('{"value":{"a":"é"}}', 'latin1') },
    { what: 'a lone surrogate as bytes', body: Buffer.from('{"value":{"a":"\xed\xa0\x80"}}', 'latin1') },
    { what: 'UTF-16', body: Buffer.from('{"value":{}}', 'utf16le') },
    { what: 'a form', body: 'value=1' },
  ])('$what → 400, and nothing runs or is logged', async ({ body }) => {
    const { url, logs } = await startServer();

    for (const path of ['/init', '/run']) {
      const answer = await request(url, path, { body });
      expect(answer.status).toBe(400);
      expect(answer.json).toEqual({ error: expect.stringMatching(/^The request body is not valid JSON: ./) });
    }
    expect(logs.stdout + logs.stderr).toBe('');
  });
});

test('over-size body → 413 by default above 128 MB', async () => {
  const { url, logs } = await serveScript(ECHO);

  const answer = await request(url, '/run', { headers: { 'content-length': String(DEFAULT_LIMIT + 1) } });

  expect(answer.status).toBe(413);
  expect(answer.json).toEqual({ error: `The request body is larger than the limit of ${DEFAULT_LIMIT} bytes.` });
  expect(logs.stdout + logs.stderr).toBe('');
});

describe('value of the wrong type → 404', () => {
  test.each(['null', '"text"', '3', 'true'])('%s', async (value) => {
    const server = await startServer();

    expect((await request(server.url, '/init', { body: `{"value":${value}}` })).status).toBe(404);
    expect((await request(server.url, '/run', { body: `{"value":${value}}` })).status).toBe(404);
  });

  test('an array is none for init', async () => {
    const server = await startServer();

    expect((await request(server.url, '/init', { body: '{"value":[]}' })).status).toBe(404);
  });
});

describe('keys like __proto__, NUL bytes and lone surrogates in parameters', () => {
  test.each([
    '{"__proto__":{"polluted":true},"constructor":1,"toString":null}',
    '{"nul":"\\u0000","\\u0000":"nul"}',
    '{"lone":"\\ud800","\\udc00":"key"}',
    '{"a":1,"a":2,"":3}',
  ])('%s arrives as it is', async (value) => {
    const { url } = await serveScript(ECHO);

    const answer = await request(url, '/run', { body: `{"value":${value}}` });

    expect(answer.status).toBe(200);
    expect(answer.body.toString()).toBe(value);
    expect(({} as Record<string, unknown>)['polluted']).toBeUndefined();
  });

  test('in the activation context they become variables, or are left out with one log line', async () => {
    const { url, logs } = await serveScript('env | grep -c "^__OW_" >&2', `echo "[\\"$__OW___PROTO__\\"]"`);

    const body = '{"__proto__":"x","constructor":1,"nul":"a\\u0000b","a=b":"c","":"d","value":{}}';
    const answer = await request(url, '/run', { body });

    expect(answer.json).toEqual(['x']);
    const [nul, equals, empty, count, ...rest] = logs.stderr.split('\n');
    expect(nul).toBe('The environment variable "__OW_NUL" was left out: its value contains NUL.');
    expect(equals).toBe('The environment variable "__OW_A=B" was left out: its name contains = or NUL.');
    expect(empty).toBe('The environment variable "" was left out: its name is empty.');
    expect(count).toBe('2');
    expect(rest.join('\n')).toBe(FRAME);
  });

  test('in the env of the init they do no harm', async () => {
    const { url } = await startServer();
    const env = JSON.parse('{"__proto__":"x","GOOD":"y","NUL":"\\u0000"}') as Record<string, unknown>;

    const code = '#!/usr/bin/env node\nconsole.log(JSON.stringify(Object.entries(process.env)));\n';
    expect((await init(url, { code, env })).status).toBe(200);

    const entries = (await run(url)).json as [string, string][];
    expect(entries).toContainEqual(['__proto__', 'x']);
    expect(entries).toContainEqual(['GOOD', 'y']);
    expect(entries.map(([name]) => name)).not.toContain('NUL');
  });
});
