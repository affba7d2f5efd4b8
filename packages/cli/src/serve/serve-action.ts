import { rmSync } from 'node:fs';
import { join, relative, resolve } from 'node:path';
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
import { makeScratchFolder } from '../scratch/scratch-folder.js';
import { bindParameters } from './bind-parameters.js';

const EXPLAIN_VARIABLE = 'ACTIONRUNNER_EXPLAIN';

/** What the command line and the configuration file say of an action. */
export interface ActionSetup {
  readonly runner: string | undefined;
  readonly main: string;
  readonly env: Readonly<Record<string, string>> | undefined;
  /** Pairs as `joinPairs` writes them. */
  readonly param: readonly string[];
  /** Parameters that those override. */
  readonly defaults: readonly Pair[];
  /** The time limit of the file. */
  readonly timeoutMs: number | undefined;
  /** The limit of logs of the file. */
  readonly logsMb: number | undefined;
}

/** What is served, and how. */
export interface ServedAction {
  /** The action, as the user wrote it. */
  readonly path: string;
  readonly setup: ActionSetup;
  /** Reads the setup again. Throws a CliError for a file that is wrong. */
  readonly readSetup: () => Promise<ActionSetup>;
  /** The configuration file, absolute; undefined if there is none. */
  readonly file: string | undefined;
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
    return (await startServing(served)).server;
  }
  const { watchAction } = await import('../watch/watch-action.js');
  let serving: Serving | undefined;
  let hasChanged = false;
  const change = () => {
    hasChanged = true;
    if (serving) {
      void readAgain(serving, served);
    }
  };
  // Before the action is read, so that no change is missed.
  const { path, file } = served;
  const paths = file === undefined || isInside(file, path) ? [path] : [path, file];
  const watchers = await Promise.all(paths.map((each) => watchAction(each, change)));
  const closeAll = () => Promise.all(watchers.map((watcher) => watcher.close()));
  try {
    serving = await startServing(served);
  } catch (error) {
    await closeAll();
    throw error;
  }
  serving.server.server.once('close', () => void closeAll());
  if (hasChanged) {
    void readAgain(serving, served);
  }
  return serving.server;
}

function isInside(file: string, folder: string): boolean {
  return !relative(resolve(folder), file).startsWith('..');
}

/** A server, and what can change while it runs. */
interface Serving {
  readonly server: RunningServer;
  readonly bind: (parameters: string) => void;
}

async function startServing(served: ServedAction): Promise<Serving> {
  const { path, settings, setup } = served;
  const parameters = collect(setup);
  const action = await readAction(path, setup.runner);
  const runner = await makeRunner(served, action);
  const allowReinit = served.watch || settings.allowReinit === true;
  // Whoever serves an action of their own wants to know; the variable may say otherwise.
  const explain = settings.explain ?? (process.env[EXPLAIN_VARIABLE] ? undefined : true);
  const asked = explain === undefined ? settings : { ...settings, explain };
  const server = await serve(runner, { ...asked, allowReinit, onWarning: printWarning });
  const bind = bindParameters(runner, parameters);
  try {
    await initialize(server, setup, action);
  } catch (error) {
    if (!served.watch) {
      await server.close();
      throw new CliError(EXIT.developer, `the action could not be initialized: ${messageOf(error)}`, { cause: error });
    }
    // The logs have the reason.
    process.stderr.write(`actionrunner: ${path} could not be initialized; it is read again when it changes.\n`);
  }
  return { server, bind };
}

function collect({ param, defaults }: ActionSetup): string {
  return collectParameters(
    param.reduce<Pair[]>((all, text) => addPair(text, all), []),
    defaults,
  );
}

async function makeRunner(
  { path, setup: { runner, main }, place }: ServedAction,
  action: Action,
): Promise<ActionRunner> {
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
  const scratch = makeScratchFolder();
  process.once('exit', () => rmSync(scratch, { recursive: true, force: true }));
  return join(scratch, 'action');
}

async function initialize({ proxy }: RunningServer, { main, env }: ActionSetup, action: Action): Promise<void> {
  await proxy.init(Buffer.from(encodeInit({ ...action, main, env }, {})));
}

async function readAgain({ server, bind }: Serving, served: ServedAction): Promise<void> {
  try {
    const setup = await served.readSetup();
    warnOfFixed(served.setup, setup);
    await initialize(server, setup, await readAction(served.path, setup.runner));
    bind(collect(setup));
    process.stderr.write(`actionrunner: ${served.path} was read again.\n`);
  } catch (error) {
    // The logs of an init have the rest.
    const [reason] = messageOf(error).split('\n', 1);
    process.stderr.write(`actionrunner: ${served.path} was read again, but cannot run: ${reason}\n`);
  }
}

/** Warns of changed members of the file that take effect at the next start only. */
function warnOfFixed(before: ActionSetup, after: ActionSetup): void {
  const changed = [
    ...(before.runner === after.runner ? [] : ['runner']),
    ...(before.timeoutMs === after.timeoutMs ? [] : ['limits.timeout']),
    ...(before.logsMb === after.logsMb ? [] : ['limits.logs']),
  ];
  if (changed.length > 0) {
    printWarning(`${changed.join(' and ')} changed: start serve again to use ${changed.length > 1 ? 'them' : 'it'}.`);
  }
}
