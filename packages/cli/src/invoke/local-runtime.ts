import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type LogSink, messageOf } from '@actionrunner/core';
import { serve } from '@actionrunner/http/serve';
import { CliError } from '../cli-error.js';
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
  const scratch = makeScratch();
  const remove = () => {
    rmSync(scratch, { recursive: true, force: true });
    process.off('exit', remove);
  };
  // A signal may end the process while the runner is loaded.
  process.on('exit', remove);
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
    remove();
    throw error;
  }
}

function makeScratch(): string {
  try {
    return mkdtempSync(join(tmpdir(), 'actionrunner-'));
  } catch (error) {
    throw new CliError(EXIT.developer, `no temporary directory can be made: ${messageOf(error)}`, { cause: error });
  }
}
