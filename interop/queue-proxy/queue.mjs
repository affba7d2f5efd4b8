/** Starts Knative's queue-proxy in front of a runtime, with the environment that Knative gives it. */
import { spawn } from 'node:child_process';
import * as fs from 'node:fs';
import { connect } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import { NativeRunner } from '@actionrunner/core';
import { serve } from '@actionrunner/http';
import { findPorts } from '../ports.mjs';
import { Hold, waitUntil } from './hold.mjs';

/** How much of its last output an error has. */
const ERROR_CHARACTERS = 2000;
/** How long the sidecar may take until it listens. */
const START_MS = 120_000;
/** A port that was free may be taken when the sidecar listens. */
const START_ATTEMPTS = 5;

export const JSON_TYPE = { 'content-type': 'application/json' };

/**
 * A runtime that is served for Knative, initialized with the program in `source`, and the sidecar in front of it.
 * @param limits those of the revision
 * @param settings options of `serve`
 * @returns both, an activation to `hold`, `waitUntilRead`, which waits until the runtime has read so many requests, and what stops them
 */
export async function startBoth(program, directory, source, limits = {}, settings = {}) {
  const logs = { write: () => undefined, frame: () => undefined };
  const options = {
    host: '127.0.0.1',
    port: 0,
    environment: {},
    signals: false,
    logs,
    platform: 'knative',
    maxQueue: 1,
    // At the end nobody sends anything.
    drainTimeoutMs: 0,
    ...settings,
  };
  const runtime = await serve(new NativeRunner({ directory }), options);
  try {
    const code = fs.readFileSync(source, 'utf8');
    await fetch(runtime.url, { method: 'POST', headers: JSON_TYPE, body: JSON.stringify({ init: { code } }) });
    const queue = await startQueue(program, new URL(runtime.url).port, limits);
    let read = 0;
    runtime.server.on('request', (request) => request.once('end', () => (read += 1)));
    const waitUntilRead = (count) => waitUntil(() => read >= count);
    const hold = new Hold(`${directory}-release`);
    const stop = async () => {
      hold.release();
      await queue.stop();
      await runtime.close();
    };
    return { runtime, queue, hold, waitUntilRead, stop };
  } catch (error) {
    await runtime.close();
    throw error;
  }
}

/** @returns the URL to ask, what sends it a signal, and what stops it */
async function startQueue(program, port, limits) {
  for (let attempt = 1; ; attempt += 1) {
    try {
      return await tryStartQueue(program, port, limits);
    } catch (error) {
      if (attempt === START_ATTEMPTS || !error.message.includes('address already in use')) throw error;
    }
  }
}

async function tryStartQueue(program, port, limits) {
  const { concurrency = 0, timeoutSeconds = 300, responseStartSeconds = 0, idleSeconds = 0 } = limits;
  const [servingPort, tlsPort] = await findPorts(2);
  const probe = { tcpSocket: { port: Number(port), host: '127.0.0.1' }, successThreshold: 1, timeoutSeconds: 60 };
  const env = {
    CONTAINER_CONCURRENCY: `${concurrency}`,
    QUEUE_SERVING_PORT: `${servingPort}`,
    QUEUE_SERVING_TLS_PORT: `${tlsPort}`,
    USER_PORT: `${port}`,
    REVISION_TIMEOUT_SECONDS: `${timeoutSeconds}`,
    REVISION_RESPONSE_START_TIMEOUT_SECONDS: `${responseStartSeconds}`,
    REVISION_IDLE_TIMEOUT_SECONDS: `${idleSeconds}`,
    SERVING_READINESS_PROBE: JSON.stringify(probe),
    SERVING_LOGGING_CONFIG: '',
    SERVING_LOGGING_LEVEL: 'error',
    SERVING_NAMESPACE: 'default',
    SERVING_CONFIGURATION: 'example',
    SERVING_REVISION: 'example-1',
    SERVING_POD: 'example',
    SERVING_POD_IP: '127.0.0.1',
  };
  const child = spawn(program, [], { env, stdio: ['ignore', 'pipe', 'pipe'] });
  let output = '';
  for (const stream of [child.stdout, child.stderr])
    stream.setEncoding('utf8').on('data', (text) => (output = (output + text).slice(-ERROR_CHARACTERS)));
  const closed = new Promise((resolve) => child.once('close', resolve));
  const stop = async () => {
    child.kill('SIGKILL');
    await closed;
  };
  const end = performance.now() + START_MS;
  while (!(await accepts(servingPort))) {
    if (performance.now() > end || child.exitCode !== null) {
      await stop();
      throw new Error(`queue-proxy does not listen: ${output.trim()}`);
    }
    await sleep(100);
  }
  return { url: `http://127.0.0.1:${servingPort}/`, signal: (name) => child.kill(name), stop };
}

function accepts(port) {
  return new Promise((resolve) => {
    const socket = connect(port, '127.0.0.1', () => resolve(true)).on('error', () => resolve(false));
    socket.on('connect', () => socket.destroy());
  });
}

/** @returns the texts with how often each is there */
export function tally(texts) {
  const counts = new Map();
  for (const text of texts.sort()) counts.set(text, (counts.get(text) ?? 0) + 1);
  return [...counts].map(([text, count]) => (count === 1 ? text : `${count} × ${text}`)).join('; ');
}
