import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { ActionRunner } from '@actionrunner/core';
import { encodeInit, messageOf } from '@actionrunner/core/internal';
import { type RunningServer, type ServeSettings, serve } from '@actionrunner/http/serve';
import { type Action, readAction, scriptOf } from '../action/read-action.js';
import { selectRunner } from '../action/select-runner.js';
import { warnOfMain } from '../action/warn-of-main.js';
import { CliError, printWarning } from '../cli-error.js';
import { EXIT } from '../exit-codes.js';
import { addPair, type Pair } from '../invoke/pair.js';
import { collectParameters } from '../invoke/parameters.js';
import { loadRunner, type RunnerPlace } from '../load-runner.js';
import { bindParameters } from './bind-parameters.js';

const EXPLAIN_VARIABLE = 'ACTIONRUNNER_EXPLAIN';

/** What is served, and how. */
export interface ServedAction {
  /** The action, as the user wrote it. */
  readonly path: string;
  readonly runner: string | undefined;
  readonly main: string;
  readonly env: Readonly<Record<string, string>> | undefined;
  /** Pairs as `joinPairs` writes them. */
  readonly param: readonly string[];
  /** Parameters that those override. */
  readonly defaults: readonly Pair[];
  readonly watch: boolean;
  /** Without a directory the action gets one that is removed at the end. */
  readonly place: Omit<RunnerPlace, 'directory'> & { readonly directory: string | undefined };
  readonly settings: Partial<ServeSettings>;
}

/**
 * Serves a runner that has its action already.
 * @throws CliError if the action cannot be read or initialized
 */
export async function serveAction(served: ServedAction): Promise<RunningServer> {
  if (!served.watch) {
    return await startServing(served);
  }
  const { watchAction } = await import('../watch/watch-action.js');
  let server: RunningServer | undefined;
  let hasChanged = false;
  // Before the action is read, so that no change is missed.
  const watcher = await watchAction(served.path, () => {
    hasChanged = true;
    if (server) {
      void readAgain(server, served);
    }
  });
  try {
    server = await startServing(served);
  } catch (error) {
    await watcher.close();
    throw error;
  }
  server.server.once('close', () => void watcher.close());
  if (hasChanged) {
    void readAgain(server, served);
  }
  return server;
}

async function startServing(served: ServedAction): Promise<RunningServer> {
  const { path, settings, param, defaults } = served;
  const pairs = param.reduce<Pair[]>((all, text) => addPair(text, all), []);
  const parameters = collectParameters(pairs, defaults);
  const action = await readAction(path, served.runner);
  const runner = await makeRunner(served, action);
  const allowReinit = served.watch || settings.allowReinit === true;
  // Whoever serves an action of their own wants to know; the variable may say otherwise.
  const explain = settings.explain ?? (process.env[EXPLAIN_VARIABLE] ? undefined : true);
  const asked = explain === undefined ? settings : { ...settings, explain };
  const server = await serve(runner, { ...asked, allowReinit, onWarning: printWarning });
  bindParameters(runner, parameters);
  try {
    await initialize(server, served, action);
  } catch (error) {
    if (!served.watch) {
      await server.close();
      throw new CliError(EXIT.developer, `the action could not be initialized: ${messageOf(error)}`, { cause: error });
    }
    // The logs have the reason.
    process.stderr.write(`actionrunner: ${path} could not be initialized; it is read again when it changes.\n`);
  }
  return server;
}

async function makeRunner({ path, runner, main, place }: ServedAction, action: Action): Promise<ActionRunner> {
  const directory = place.directory ?? makeTemporary();
  const name = runner ?? (await selectRunner(action, path));
  warnOfMain(main, name, path);
  return await loadRunner(name, {
    ...place,
    directory,
    script: scriptOf(action),
  });
}

function makeTemporary(): string {
  const scratch = mkdtempSync(join(tmpdir(), 'actionrunner-'));
  process.once('exit', () => rmSync(scratch, { recursive: true, force: true }));
  return join(scratch, 'action');
}

async function initialize({ proxy }: RunningServer, { main, env }: ServedAction, action: Action): Promise<void> {
  await proxy.init(Buffer.from(encodeInit({ ...action, main, env }, {})));
}

async function readAgain(server: RunningServer, served: ServedAction): Promise<void> {
  try {
    await initialize(server, served, await readAction(served.path, served.runner));
    process.stderr.write(`actionrunner: ${served.path} was read again.\n`);
  } catch (error) {
    // The logs of an init have the rest.
    const [reason] = messageOf(error).split('\n', 1);
    process.stderr.write(`actionrunner: ${served.path} was read again, but cannot run: ${reason}\n`);
  }
}
