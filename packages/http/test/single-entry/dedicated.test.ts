import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { fileURLToPath } from 'node:url';
import { serve } from '@actionrunner/http';
import { afterTest, temporaryDirectory } from '../../../../test/support/clean-up.js';
import { MemoryLogSink } from '../../../core/test/support/memory-log-sink.js';
import { isAlive, waitFor } from '../../../core/test/support/wait-for.js';
import { Command } from '../support/command.js';
import { ECHO, enter, script, startEntry } from '../support/entry.js';
import { nativeRunner } from '../support/servers.js';

const COMMAND = fileURLToPath(new URL('../../../cli/bin/actionrunner.js', import.meta.url));

test('a dedicated container is ready when its port is open', async () => {
  const { url, proxy } = await startEntry(nativeRunner(), { __OW_ACTION_CODE: ECHO, __OW_ACTION_NAME: 'hello' });

  expect(proxy.state).toBe('ready');
  expect((await enter(url, { value: { a: 1 } })).json).toMatchObject({ a: 1 });
});

test('the content type of a result is the only one', async () => {
  const page = script(`echo '{"body":"<p>","headers":{"Content-Type":"text/html","set-cookie":["a=1","b=2"]}}'`);
  const { url } = await startEntry(nativeRunner(), { __OW_ACTION_CODE: page });

  const answer = await fetch(url, { method: 'POST', body: '{"value":{}}' });

  // Of a name that is there twice, both values, with a comma between them.
  expect(answer.headers.get('content-type')).toBe('text/html');
  expect(answer.headers.get('content-length')).toBe('3');
  expect(answer.headers.getSetCookie()).toEqual(['a=1', 'b=2']);
});

test.each([{ init: { code: ECHO } }, { init: { code: ECHO }, activation: {}, value: {} }, { init: null }])(
  'it refuses an init: %j',
  async (body) => {
    const { url } = await startEntry(nativeRunner(), { __OW_ACTION_CODE: ECHO });

    const answer = await enter(url, body);

    expect(answer.status).toBe(403);
    expect(answer.body.toString()).toBe('{"error":"Cannot initialize a runtime with a dedicated function."}');
    expect(answer.headers['x-actionrunner-error']).toBe('ERR_RUNNER_ALREADY_INITIALIZED');
  },
);

test.each([
  ['an empty variable', { __OW_ACTION_CODE: '', __OW_RUNTIME_PLATFORM: 'knative' }],
  ['another platform', { __OW_ACTION_CODE: ECHO, __OW_RUNTIME_PLATFORM: 'openwhisk' }],
])('with %s there is no dedicated container', async (_what, environment) => {
  expect((await startEntry(nativeRunner(), environment)).proxy.state).toBe('uninitialized');
});

test('an init that fails makes serve fail with its cause', async () => {
  const logs = new MemoryLogSink();
  const environment = { __OW_RUNTIME_PLATFORM: 'knative', __OW_ACTION_CODE: 'no zip', __OW_ACTION_BINARY: 'true' };

  const served = serve(nativeRunner(), { port: 0, host: '127.0.0.1', logs, environment, signals: false });

  await expect(served).rejects.toMatchObject({ code: 'ERR_RUNNER_ARCHIVE_INVALID' });
});

/** Runs the command with the code of a dedicated Python action. */
function startCommand(code: string, socket = join(temporaryDirectory(), 'socket')) {
  const args = ['serve', 'python', '--directory', join(temporaryDirectory(), 'action'), '--socket', socket];
  const env = { PATH: process.env['PATH'] ?? '', __OW_RUNTIME_PLATFORM: 'knative', __OW_ACTION_CODE: code };
  const child = spawn(process.execPath, [COMMAND, ...args], { env, stdio: ['ignore', 'ignore', 'pipe'] });
  const exited = once(child, 'exit');
  afterTest(async () => {
    child.kill('SIGKILL');
    await exited;
  });
  return { child, exited, stderr: text(child.stderr) };
}

test('the command then ends with status 1 and says why', async () => {
  const { exited, stderr } = startCommand('def main(:');

  expect(await exited).toEqual([1, null]);
  expect(await stderr).toMatch(/^actionrunner: .*SyntaxError/m);
});

test('a ready action does not keep the command alive when it cannot listen', async () => {
  const { exited, stderr } = startCommand('def main(args):\n  return {}\n', '/no/such/folder/socket');

  expect(await exited).toEqual([1, null]);
  expect(await stderr).toMatch(/^actionrunner: Cannot listen on the socket/m);
});

test('SIGTERM during the init ends the command and the action at once', async () => {
  const note = join(temporaryDirectory(), 'pid');
  const lines = [
    'import os, time',
    `open("${note}.new", "w").write(str(os.getpid()))`,
    `os.rename("${note}.new", "${note}")`,
  ];
  const { child, exited } = startCommand([...lines, 'time.sleep(600)', ''].join('\n'));
  await waitFor('the init has begun', () => existsSync(note));

  child.kill('SIGTERM');

  expect(await exited).toEqual([143, null]);
  await waitFor('the action has ended', () => !isAlive(Number(readFileSync(note, 'utf8'))));
});

test('the built command serves a dedicated action', async () => {
  const { url } = await Command.serve('bash', {
    __OW_RUNTIME_PLATFORM: 'knative',
    __OW_ACTION_CODE: 'hello() { echo "$1"; }',
    __OW_ACTION_MAIN: 'hello',
  });

  expect((await enter(url, { value: { a: 1 } })).json).toMatchObject({ a: 1 });
});
