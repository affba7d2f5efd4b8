import { request } from 'node:http';
import { join } from 'node:path';
import { buffer } from 'node:stream/consumers';
import { afterTest } from '../../../../test/support/clean-up.js';
import type { CommandSandbox } from '../../../core/test/support/command-sandbox.js';
import { type CommandOptions, type Ended, eventually, type Started, start } from './command.js';

/** Where a runtime listens. */
export type Address = { readonly socketPath: string } | { readonly port: number; readonly host: string };

/** An answer of a runtime. */
export interface Answer {
  readonly status: number;
  readonly body: unknown;
}

/** A runtime that `actionrunner serve` started. */
export interface Served extends Started {
  get(route: string): Promise<Answer>;
  post(route: string, body: unknown): Promise<Answer>;
  /** Ends it with SIGTERM. */
  stop(): Promise<Ended>;
}

/** The socket that {@link serve} listens on when a test does not care where. */
export function socketOf(sandbox: CommandSandbox): string {
  return join(sandbox.folder, 'runtime.sock');
}

/** The place of {@link serve} when a test does not care: a socket and an action directory in the sandbox. */
export function placed(sandbox: CommandSandbox): string[] {
  return ['--socket', socketOf(sandbox), '--directory', join(sandbox.folder, 'action')];
}

/** Runs `actionrunner serve` and waits until it listens. It is stopped after the test, as a user stops it. */
export async function serve(
  sandbox: CommandSandbox,
  args: readonly string[],
  address: Address = { socketPath: socketOf(sandbox) },
  options: CommandOptions = {},
): Promise<Served> {
  const started = start(sandbox, ['serve', ...args], options);
  afterTest(() => {
    started.child.kill('SIGTERM');
    return started.ended;
  });
  let ended = false;
  void started.ended.finally(() => {
    ended = true;
  });
  await eventually('the runtime listens', async () => {
    if (ended) {
      throw new Error(`serve ended: ${JSON.stringify(await started.ended)}`);
    }
    return await exchange(address, 'GET', '/', '').then(
      () => true,
      () => false,
    );
  });
  return {
    ...started,
    get: (route) => exchange(address, 'GET', route, ''),
    post: (route, body) => exchange(address, 'POST', route, JSON.stringify(body)),
    stop: () => {
      started.child.kill('SIGTERM');
      return started.ended;
    },
  };
}

function exchange(address: Address, method: string, path: string, text: string): Promise<Answer> {
  return new Promise((resolve, reject) => {
    const outgoing = request({ ...address, method, path, agent: false }, (response) => {
      buffer(response).then((bytes) => {
        resolve({ status: response.statusCode ?? 0, body: JSON.parse(bytes.toString()) as unknown });
      }, reject);
    });
    outgoing.once('error', reject);
    outgoing.end(text);
  });
}
