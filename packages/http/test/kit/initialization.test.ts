import { init, request, run } from '../support/connection.js';
import { FRAME } from '../support/frame.js';
import { nativeRunner, startServer, stubRunner } from '../support/servers.js';

const ONE = `#!/bin/sh\necho '{"action":1}'\n`;
const TWO = `#!/bin/sh\necho '{"action":2}'\n`;
const STUB_RESULT = { error: 'This is a stub action. Replace it with custom logic.' };

test('a second init is refused with 403 and one log line without frame, and the action stays', async () => {
  const { url, logs } = await startServer();
  await init(url, { code: ONE });

  const answer = await init(url, { code: TWO });

  expect(answer.status).toBe(403);
  expect(answer.json).toEqual({ error: 'Cannot initialize the action more than once.' });
  expect(logs.stdout).toBe('');
  expect(logs.stderr).toBe('Cannot initialize the action more than once.\n');
  expect((await run(url)).json).toEqual({ action: 1 });
});

test('with PROXY_ALLOW_REINIT=1 a second init replaces the action, without a word', async () => {
  const { url, logs } = await startServer(nativeRunner(), {}, { PROXY_ALLOW_REINIT: '1' });
  await init(url, { code: ONE });

  expect((await init(url, { code: TWO })).status).toBe(200);

  expect((await run(url)).json).toEqual({ action: 2 });
  expect(logs.stdout + logs.stderr).toBe(FRAME.repeat(2));
});

test.each([
  { what: '{}', body: '{}' },
  { what: 'null', body: 'null' },
  { what: 'nothing', body: '' },
  { what: 'an empty value', body: '{"value":{}}' },
  { what: 'null for every field', body: '{"value":{"name":null,"main":null,"code":null,"binary":null,"env":null}}' },
])('an init with $what keeps the stub, which explains itself', async ({ body }) => {
  const { url, logs } = await startServer(await stubRunner());

  const answer = await request(url, '/init', { body });
  expect(answer.status).toBe(200);
  expect(logs.stdout + logs.stderr).toBe('');

  expect((await run(url)).json).toEqual(STUB_RESULT);
  expect(logs.stdout).toMatch(/^This is a stub action that should be replaced with user code/);
  expect(logs.stdout.endsWith(`\n${FRAME}`)).toBe(true);
  expect(logs.stderr).toBe(FRAME);
});

test('a run without any init runs the stub', async () => {
  const { url } = await startServer(await stubRunner());

  const answer = await run(url);

  expect(answer.status).toBe(200);
  expect(answer.json).toEqual(STUB_RESULT);
});

test('an init with empty code replaces the stub by an action that returns nothing', async () => {
  const { url, logs } = await startServer(await stubRunner());

  expect((await request(url, '/init', { body: '{"value":{"code":""}}' })).status).toBe(200);
  expect(logs.stdout + logs.stderr).toBe('');

  expect((await run(url)).status).toBe(502);
  expect(logs.stdout).toMatch(/^error: .+\n/);
  expect(logs.stdout.endsWith(`\n${FRAME}`)).toBe(true);
  expect(logs.stderr).toBe(FRAME);
});

test('an init without executable says so on stderr, before the frame', async () => {
  const runner = nativeRunner();
  const { url, logs } = await startServer(runner);

  expect((await request(url, '/init', { body: '{}' })).status).toBe(502);

  expect(logs.stdout).toBe(FRAME);
  expect(logs.stderr).toBe(`${runner.directory}/exec is missing or not a file.\n${FRAME}`);
});

test('after a failed init the stub does not run, and an init that succeeds does', async () => {
  const { url } = await startServer(await stubRunner());

  expect((await init(url, { code: '%%%', binary: true })).status).toBe(502);
  expect((await run(url)).status).toBe(502);
  expect((await init(url, { code: ONE })).status).toBe(200);
  expect((await run(url)).json).toEqual({ action: 1 });
});
