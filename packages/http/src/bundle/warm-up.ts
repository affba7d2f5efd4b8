/**
 * A program: starts a bundled server in this process, lets it answer one init and two activations, and makes the code cache of its
 * bundle, with the functions that were compiled meanwhile. Arguments: the program of the bundle, the file for the cache, the text of an action.
 *
 * @module
 */
import { randomUUID } from 'node:crypto';
import { rmSync, writeFileSync } from 'node:fs';
import type { IncomingMessage } from 'node:http';
import { createRequire } from 'node:module';
import { setTimeout as sleep } from 'node:timers/promises';
import { setFlagsFromString } from 'node:v8';
import type { Script } from 'node:vm';
import { loadHttp } from '../node-http.js';
import { isBusyBelow } from './is-busy.js';

/** What the program reports if the cache cannot be written, as on a full disk. */
export interface WarmUpFailure {
  readonly failure: string;
}

/** What the program reports otherwise: the statuses of the init and of the first activation, and the size of the cache. */
export interface WarmUpReport {
  readonly init: number | undefined;
  readonly run: number | undefined;
  readonly bytes: number;
}

const RETRY_MS = 10;

/**
 * By then a shell for the first activation has been started, and waits for it as soon as it is busy no more; an activation that found none would
 * be started in another way.
 */
const PAUSE_MS = 200;
const LONGEST_PAUSE_MS = 20_000;

/** Of Node.js 22, whose servers switch Maglev off: `spare-memory.ts`. */
const MAGLEV_V8_MAJOR = 12;

/** As the platform sends them. */
const CONTEXT = {
  namespace: 'guest',
  action_name: '/guest/warm-up',
  action_version: '0.0.1',
  transaction_id: 'warm-up',
};
const DEADLINE_MS = 60_000;

const http = loadHttp();
const agent = new http.Agent({ keepAlive: true });
const [program = '', cache = '', code = ''] = process.argv.slice(2);
const socketPath = process.env['ACTIONRUNNER_SOCKET'] as string;
const { script } = createRequire(import.meta.url)(program) as { script: Script };
const init = await postFirst('/init', { value: { name: 'warm-up', main: 'main', code, binary: false, env: {} } });
await sleep(PAUSE_MS);
for (const end = Date.now() + LONGEST_PAUSE_MS; isBusyBelow() && Date.now() < end; ) await sleep(RETRY_MS);
// It has said so meanwhile.
await sleep(RETRY_MS);
const run = await activate();
// What follows the first answer, and the use of a shell that has run a process before.
await activate();
// The server has switched it off by now, and V8 rejects a cache that was made with other flags than those of a start.
if (Number.parseInt(process.versions.v8, 10) >= MAGLEV_V8_MAJOR) setFlagsFromString('--maglev');
const data = script.createCachedData();
process.send?.(save(data));

/** Leaves no part of a cache. */
function save(data: Buffer): WarmUpReport | WarmUpFailure {
  try {
    writeFileSync(cache, data);
    return { init, run, bytes: data.length };
  } catch (error) {
    rmSync(cache, { force: true });
    return { failure: (error as Error).message };
  }
}

/** Posts as soon as the server listens. */
async function postFirst(path: string, message: object): Promise<number | undefined> {
  for (;;) {
    try {
      return await post(path, message);
    } catch (error) {
      if (!['ENOENT', 'ECONNREFUSED'].includes((error as NodeJS.ErrnoException).code ?? '')) throw error;
      await sleep(RETRY_MS);
    }
  }
}

function activate(): Promise<number | undefined> {
  const message = { value: { name: 'warm-up' }, ...CONTEXT, activation_id: randomUUID().replaceAll('-', '') };
  return post('/run', { ...message, deadline: Date.now() + DEADLINE_MS });
}

function post(path: string, message: object): Promise<number | undefined> {
  const body = JSON.stringify(message);
  const headers = { 'content-type': 'application/json', 'content-length': Buffer.byteLength(body) };
  const options = { socketPath, path, method: 'POST', headers, agent };
  return new Promise((resolve, reject) => {
    const request = http.request(options, (response: IncomingMessage) => {
      response.resume();
      response.once('end', () => resolve(response.statusCode));
    });
    request.once('error', reject);
    request.end(body);
  });
}
