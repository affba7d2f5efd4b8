/**
 * A program: starts a bundled server in this process, lets it answer one init and one activation, and makes the code cache of its bundle,
 * with the functions that were compiled meanwhile. Arguments: the program of the bundle, the file for the cache, the text of an action.
 *
 * @module
 */
import { writeFileSync } from 'node:fs';
import type { IncomingMessage } from 'node:http';
import { createRequire } from 'node:module';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Script } from 'node:vm';
import { http } from '../node-http.js';

/** What the program reports: the statuses of both answers, and the size of the cache. */
export interface WarmUpReport {
  readonly init: number | undefined;
  readonly run: number | undefined;
  readonly bytes: number;
}

const RETRY_MS = 10;

const [program = '', cache = '', code = ''] = process.argv.slice(2);
const socketPath = process.env['ACTIONRUNNER_SOCKET'] as string;
const { script } = createRequire(import.meta.url)(program) as { script: Script };
const init = await postFirst('/init', { value: { name: 'warm-up', main: 'main', code, binary: false } });
const run = await post('/run', { value: {} });
const data = script.createCachedData();
writeFileSync(cache, data);
process.send?.({ init, run, bytes: data.length } satisfies WarmUpReport);

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

function post(path: string, message: object): Promise<number | undefined> {
  const options = { socketPath, path, method: 'POST', headers: { 'content-type': 'application/json' } };
  return new Promise((resolve, reject) => {
    const request = http.request(options, (response: IncomingMessage) => {
      response.resume();
      response.once('end', () => resolve(response.statusCode));
    });
    request.once('error', reject);
    request.end(JSON.stringify(message));
  });
}
