/** What runs a launcher: the `loop` runner, and the Go proxy where there is one. Each is asked over HTTP. */
import { spawn } from 'node:child_process';
import * as fs from 'node:fs';
import * as path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { ActionLoopRunner } from '@actionrunner/core';
import { serve } from '@actionrunner/http';

/** A built proxy of Apache OpenWhisk's Go runtime. No registry has its module, so that it is built by whoever wants it. */
export const GO_PROXY = process.env['ACTIONLOOP_PROXY'];
const GO_PORT = 8080;
/** Only what hangs takes so long. */
const TIMEOUT_MS = 180_000;

/** Starts the `loop` runner: `url`, `logs` so far, and `stop`. */
export async function startLoop(home) {
  const logs = { stdout: '', stderr: '' };
  const sink = {
    write: (stream, data) => {
      logs[stream] += data;
    },
    frame: () => undefined,
  };
  const runner = new ActionLoopRunner({ directory: path.join(home, 'loop') });
  const server = await serve(runner, { host: '127.0.0.1', port: 0, environment: {}, signals: false, logs: sink });
  return { url: server.url, logs, stop: () => server.close() };
}

/** Starts the Go proxy. */
export async function startGo(home, acknowledges) {
  const folder = path.join(home, 'go-proxy');
  fs.mkdirSync(folder, { recursive: true });
  const env = { ...process.env, PORT: String(GO_PORT), ...(acknowledges !== 'never' && { OW_WAIT_FOR_ACK: '1' }) };
  const child = spawn(GO_PROXY, [], { cwd: folder, env, stdio: 'ignore', detached: true });
  const exited = new Promise((resolve) => child.once('exit', resolve));
  const url = `http://127.0.0.1:${GO_PORT}`;
  const stop = async () => {
    process.kill(-child.pid, 'SIGKILL'); // with its child
    await exited;
  };
  for (let attempt = 0; !(await isUp(url)); attempt += 1) {
    if (attempt < 1_200) await sleep(100);
    else {
      await stop();
      throw new Error('the Go proxy does not listen');
    }
  }
  return { url, stop };
}

/** Posts a message; the answer as `status body`. */
export async function post(url, message) {
  const response = await fetch(url, {
    method: 'POST',
    body: message,
    headers: { 'Content-Type': 'application/json' },
    signal: AbortSignal.timeout(TIMEOUT_MS),
  });
  return `${response.status} ${(await response.text()).trim()}`;
}

function isUp(url) {
  return fetch(url).then(
    () => true,
    () => false,
  );
}
