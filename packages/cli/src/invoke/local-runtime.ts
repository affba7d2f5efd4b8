import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { LogSink } from '@actionrunner/core';
import { serve } from '@actionrunner/http/serve';
import { EXIT } from '../exit-codes.js';
import { loadRunner } from '../load-runner.js';

/** A runtime of our own on a free loopback port, with an action directory that goes with it. */
export interface LocalRuntime {
  readonly url: string;
  /** Ends what runs at once, so that close() does not wait for it. */
  abort(): void;
  close(): Promise<void>;
}

/** Starts a runtime for one invocation. */
export async function startLocalRuntime(runnerName: string, logs: LogSink): Promise<LocalRuntime> {
  const scratch = await mkdtemp(join(tmpdir(), 'actionrunner-'));
  const remove = () => rm(scratch, { recursive: true, force: true });
  try {
    const directory = join(scratch, 'action');
    const runner = await loadRunner(runnerName, { directory, directoryGiven: false, onFailure: EXIT.developer });
    // Variables such as ACTIONRUNNER_PORT are meant for `serve`.
    const server = await serve(runner, { port: 0, host: '127.0.0.1', logs, environment: {}, signals: false });
    return {
      url: server.url,
      abort: () => server.proxy.abort(),
      close: () => server.close().finally(remove),
    };
  } catch (error) {
    await remove();
    throw error;
  }
}
