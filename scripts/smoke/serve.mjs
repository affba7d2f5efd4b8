/** A custom runner, served over HTTP: one init, one run. */
import { mkdtemp } from 'node:fs/promises';
import { ActionRunner } from '@actionrunner/core';
import { serve } from '@actionrunner/http';

class Answer extends ActionRunner {
  async verify() {
    return true;
  }

  async run() {
    return { ok: true };
  }
}

const directory = await mkdtemp(`${process.cwd()}/action-`); // removed with the project
const server = await serve(new Answer({ directory }), { port: 0, host: '127.0.0.1' });
try {
  await post('init', { value: { name: 'smoke', main: 'main', code: 'anything', binary: false } });
  const result = await post('run', { value: {} });
  if (result !== '{"ok":true}') throw new Error(`run answered ${result}`);
  console.log(`init and run answer ${result}`);
} finally {
  await server.close();
}

async function post(route, message) {
  const response = await fetch(new URL(route, server.url), {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify(message),
  });
  const text = await response.text();
  if (!response.ok) throw new Error(`${route} answered ${response.status} ${text}`);
  return text;
}
