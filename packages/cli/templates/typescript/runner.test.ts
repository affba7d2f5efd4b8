import assert from 'node:assert/strict';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { type RunningServer, serve } from '@actionrunner/http';
import Runner from './runner.js';

let directory: string;
let server: RunningServer;
const log = { stdout: '', stderr: '' };
const logs = {
  write: (stream: 'stdout' | 'stderr', bytes: Uint8Array) => {
    log[stream] += Buffer.from(bytes); // part of a line, or several lines
  },
  frame: () => undefined,
};

before(async () => {
  directory = await mkdtemp(join(tmpdir(), 'runner-'));
  const options = { port: 0, host: '127.0.0.1', logs, environment: {}, signals: false };
  server = await serve(new Runner({ directory }), options);
});

after(async () => {
  await server.close();
  await rm(directory, { recursive: true });
});

async function post(route: string, value: unknown): Promise<{ status: number; body: unknown }> {
  const answer = await fetch(`${server.url}/${route}`, { method: 'POST', body: JSON.stringify({ value }) });
  return { status: answer.status, body: await answer.json() };
}

test('code with a mistake fails the init', async () => {
  const { status } = await post('init', { code: '{{broken}}' });
  assert.equal(status, 502);
});

test('an action gets its parameters, logs and answers', async () => {
  const code = await readFile(new URL('../actions/{{action}}', import.meta.url), 'utf8');
  assert.deepEqual(await post('init', { code }), { status: 200, body: { ok: true } });
  Object.assign(log, { stdout: '', stderr: '' });
  assert.deepEqual(await post('run', { name: 'James' }), { status: 200, body: { message: 'Hello, James!' } });
  assert.deepEqual(log, { stdout: '', stderr: 'greeting James\n' });
});
