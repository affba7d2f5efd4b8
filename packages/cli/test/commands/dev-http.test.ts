import { createServer } from 'node:net';
import { afterFile } from '../../../../test/support/clean-up.js';
import { type CommandSandbox, makeCommandSandbox } from '../../../core/test/support/command-sandbox.js';
import { eventually, run, type Started, start } from '../support/command.js';

let sandbox: CommandSandbox;
let started: Started;
let url: string;
beforeAll(async () => {
  sandbox = makeCommandSandbox(afterFile);
  sandbox.write('page.py', action('first'));
  started = start(sandbox, ['dev', 'page.py', '--http', 'on', '-p', 'bound', '1']);
  afterFile(async () => {
    started.child.kill('SIGINT');
    expect(await started.ended).toMatchObject({ code: 130, stdout: '' });
  });
  await eventually('that it is ready', () => started.output.stderr.includes('\nready: init'));
  url = /^web action: (http:\/\/127\.0\.0\.1:\d+)$/m.exec(started.output.stderr)?.[1] as string;
});

/** An action that answers in the way that the path names. */
function action(version: string): string {
  return `import base64
import sys

def main(args):
    path = args["__ow_path"]
    print("log of", args["__ow_method"], path)
    if path == "/json":
        return {"body": {k: v for k, v in args.items() if not k.startswith("__ow_")}}
    if path == "/bytes":
        return {"headers": {"content-type": "image/png"}, "body": base64.b64encode(base64.b64decode(args["__ow_body"])[::-1]).decode()}
    if path == "/broken":
        sys.exit(3)
    if path == "/missing":
        return {"error": {"statusCode": 404, "headers": {"set-cookie": ["a=1", "b=2"]}, "body": "none"}}
    if path == "":
        return {"body": "<h1>${version}</h1>"}
    return {"path": path}
`;
}

async function get(path: string, init?: RequestInit) {
  const response = await fetch(url + path, init);
  return { status: response.status, type: response.headers.get('content-type'), text: await response.text(), response };
}

const HTML = 'text/html; charset=utf-8';

it('serves a page, with logs, a line and a record for each request', async () => {
  const { status, type, text, response } = await get('/');
  expect({ status, type, text }).toEqual({ status: 200, type: HTML, text: '<h1>first</h1>' });
  await eventually('its line', () => /^GET \/ → 200 in \d+ ms$/m.test(started.output.stderr));
  expect(started.output.stderr).toContain('log of get \n');
  const id = response.headers.get('x-openwhisk-activation-id') as string;
  const { stdout } = await run(sandbox, ['activations', 'get', id, '--json']);
  expect(JSON.parse(stdout)).toMatchObject({
    activationId: id,
    logs: [expect.stringMatching(/ stdout: log of get $/)],
    response: { result: { body: '<h1>first</h1>' } },
  });
});

it('accepts a form, and the JSON of a webhook', async () => {
  const form = await get('/json?q=1', { method: 'POST', body: new URLSearchParams({ name: 'A & B' }) });
  expect(JSON.parse(form.text)).toEqual({ bound: 1, q: '1', name: 'A & B' });
  const headers = { 'content-type': 'application/json', 'x-event': 'push' };
  const hook = await get('/json', { method: 'POST', headers, body: '{"bound":{"commits":[1]}}' });
  expect([hook.type, JSON.parse(hook.text)]).toEqual(['application/json', { bound: { commits: [1] } }]);
});

it('accepts bytes, and answers with bytes', async () => {
  const response = await fetch(`${url}/bytes`, { method: 'PUT', body: Uint8Array.of(0, 200, 10) });
  expect(response.headers.get('content-type')).toBe('image/png');
  expect(Buffer.from(await response.arrayBuffer())).toEqual(Buffer.from([10, 200, 0]));
});

it('an error may be a response, and a result without one is no content', async () => {
  const { status, text, response } = await get('/missing');
  expect([status, text, response.headers.getSetCookie()]).toEqual([404, 'none', ['a=1', 'b=2']]);
  expect(await get('/other')).toMatchObject({ status: 204, text: '' });
  await eventually('the remark', () => started.output.stderr.includes('a web action answers 204'));
  const platform = await get('/api/v1/web/guest/default/page.json/other');
  expect([platform.status, JSON.parse(platform.text)]).toEqual([200, { path: '/other' }]);
});

it('a failed activation is 502 with a text, and the next request works', async () => {
  const { status, type, text } = await get('/broken');
  expect([status, type]).toEqual([502, 'text/plain; charset=utf-8']);
  expect(text).toMatch(/^the action failed: /);
  expect(await get('/')).toMatchObject({ status: 200 });
});

it('lets pages of any origin call it, and answers OPTIONS itself', async () => {
  const headers = { origin: 'http://example.org', 'access-control-request-headers': 'x-a' };
  const { status, text, response } = await get('/', { method: 'OPTIONS', headers });
  expect([status, text]).toEqual([200, '']);
  expect(response.headers.get('access-control-allow-headers')).toBe('x-a');
  expect((await get('/')).response.headers.get('access-control-allow-origin')).toBe('*');
  expect(await get('/?__ow_user=me')).toMatchObject({ status: 400 });
  const compressed = { method: 'POST', headers: { 'content-encoding': 'gzip' }, body: 'x' };
  expect(await get('/', compressed)).toMatchObject({ status: 415, text: expect.stringContaining('compressed') });
});

it('concurrent requests wait for each other', async () => {
  const answers = await Promise.all(['/json?n=1', '/json?n=2', '/json?n=3'].map((path) => get(path)));
  expect(answers.map(({ text }) => (JSON.parse(text) as { n: string }).n)).toEqual(['1', '2', '3']);
});

it('runs what was saved last, and shows at once that it is broken', async () => {
  sandbox.write('page.py', 'def main(args:\n');
  await eventually('the error', () => started.output.stderr.includes('SyntaxError'));
  expect(await get('/')).toMatchObject({ status: 502, text: expect.stringContaining('could not be initialized') });
  sandbox.write('page.py', action('second'));
  await eventually('the new version', () => started.output.stderr.split('\nready: init').length > 2);
  expect(await get('/')).toMatchObject({ status: 200, text: '<h1>second</h1>' });
});

it('says why it cannot listen, and what is wrong usage', async () => {
  const taken = createServer();
  await new Promise<void>((resolve) => taken.listen(0, '127.0.0.1', resolve));
  const { port } = taken.address() as { port: number };
  const results = await Promise.all(
    [
      ['--http', String(port)],
      ['--http', '65536'],
      ['--http-raw'],
      ['--http', 'on', '--ui', '--ui-port', String(port)],
    ].map((args) => run(sandbox, ['dev', 'page.py', ...args])),
  );
  taken.close();
  expect(results.map(({ code, stderr }) => [code, stderr])).toEqual([
    [1, expect.stringMatching(`--http ${port} on 127.0.0.1 cannot listen: .*EADDRINUSE`)],
    [3, 'actionrunner: --http must be a port from 0 to 65535, or on, not "65536".\n'],
    [3, 'actionrunner: --http-raw is for --http.\n'],
    // What has been opened before is closed.
    [3, expect.stringMatching(/^web action: .*\nactionrunner: the page cannot be served: .*EADDRINUSE/)],
  ]);
});
