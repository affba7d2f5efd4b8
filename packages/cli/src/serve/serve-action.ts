import { mkdtempSync, rmSync, statSync, watch } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, dirname, join, resolve } from 'node:path';
import type { ActionRunner } from '@actionrunner/core';
import { encodeInit, messageOf } from '@actionrunner/core/internal';
import { type RunningServer, type ServeSettings, serve } from '@actionrunner/http/serve';
import { type Action, readAction, scriptOf } from '../action/read-action.js';
import { selectRunner } from '../action/select-runner.js';
import { warnOfMain } from '../action/warn-of-main.js';
import { CliError } from '../cli-error.js';
import { EXIT } from '../exit-codes.js';
import { addPair, type Pair } from '../invoke/pair.js';
import { collectParameters } from '../invoke/parameters.js';
import { loadRunner, printWarning, type RunnerPlace } from '../load-runner.js';
import { bindParameters } from './bind-parameters.js';

/** How long to wait for more changes of a file that is being saved. */
const SETTLE_MS = 100;

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
  const { path, settings, param } = served;
  const pairs = param.reduce<Pair[]>((all, text) => addPair(text, all), []);
  const parameters = collectParameters(pairs);
  // Before the action is read, so that no change is missed.
  const changes = served.watch ? watchAction(path) : undefined;
  const action = await readAction(path, served.runner);
  const runner = await makeRunner(served, action);
  const allowReinit = served.watch || settings.allowReinit === true;
  // Whoever serves an action of their own wants to know; the variable may say otherwise.
  const explain = settings.explain ?? (process.env[EXPLAIN_VARIABLE] ? undefined : true);
  const asked = explain === undefined ? settings : { ...settings, explain };
  const server = await serve(runner, { ...asked, allowReinit, onWarning: printWarning });
  server.server.once('close', () => changes?.close());
  bindParameters(runner, parameters);
  try {
    await initialize(server, served, action);
  } catch (error) {
    if (!changes) {
      await server.close();
      throw new CliError(EXIT.developer, `the action could not be initialized: ${messageOf(error)}`, { cause: error });
    }
    // The logs have the reason.
    process.stderr.write(`actionrunner: ${path} could not be initialized; it is read again when it changes.\n`);
  }
  changes?.onChange(() => void readAgain(server, served));
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

/**
 * Watches the folder of a file, as an editor may replace the file, or all of an action that is a folder. What changes before there is a listener
 * is reported to it.
 */
function watchAction(path: string): { onChange: (listener: () => void) => void; close: () => void } {
  let timer: NodeJS.Timeout | undefined;
  let listener: (() => void) | undefined;
  let hasChanged = false;
  const report = () => {
    hasChanged = listener === undefined;
    listener?.();
  };
  const absolute = resolve(path);
  const isFolder = statSync(absolute, { throwIfNoEntry: false })?.isDirectory() ?? false;
  const watcher = watch(isFolder ? absolute : dirname(absolute), { recursive: isFolder }, (_, name) => {
    if (isFolder || name === basename(absolute)) {
      clearTimeout(timer);
      timer = setTimeout(report, SETTLE_MS);
    }
  });
  return {
    onChange: (added) => {
      listener = added;
      if (hasChanged) {
        report();
      }
    },
    close: () => {
      clearTimeout(timer);
      watcher.close();
    },
  };
}
