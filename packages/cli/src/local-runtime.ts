import { rmSync } from 'node:fs';
import { join } from 'node:path';
import type { LogSink } from '@actionrunner/core';
import { exitOnSignal, messageOf } from '@actionrunner/core/internal';
import { type RunningServer, serve } from '@actionrunner/http/serve';
import { CliError, printWarning } from './cli-error.js';
import type { DebugOptions } from './debug/debug-options.js';
import { EXIT } from './exit-codes.js';
import { UserPaths } from './invoke/user-paths.js';
import { loadRunner } from './load-runner.js';
import type { LoopOptions } from './loop-options.js';
import { makeScratchFolder } from './scratch/scratch-folder.js';

/** How long to wait for the action after a signal: a runner may continue although its action is aborted. */
const END_LIMIT_MS = 3_000;

/** Options of a local runtime. */
export interface LocalRuntimeOptions {
  /** Time limit of an init and of an activation, each, in milliseconds. Default: none but the deadline in the request. */
  readonly timeoutMs?: number;
  /** Bound for the logs of an activation. Default 10 MiB. */
  readonly maxLogBytes?: number;
  readonly runnerName: string;
  readonly logs: LogSink;
  /** The action directory, which is removed in the end. Default: in a new temporary folder. */
  readonly directory?: string | undefined;
  /** The action, a file or a folder, as its user wrote it: logs show its paths like that. Not for an archive. */
  readonly path?: string | undefined;
  /** Whether an empty action directory gets the stub, where the runner has one. */
  readonly stub: boolean;
  /** The name of the script that an interpreter runs. */
  readonly script?: string | undefined;
  /** How its programs are debugged; undefined: they are not. */
  readonly debug?: DebugOptions | undefined;
  /** What the user asked of processes that speak ActionLoop. */
  readonly loop?: LoopOptions;
}

/** A local runtime on a free loopback port. */
export interface LocalRuntime {
  readonly url: string;
  /** Its action directory. */
  readonly directory: string;
  /** Turns the paths in a text into those of the user. */
  readonly show: (text: string) => string;
  /** Kills what runs. */
  readonly abort: () => void;
}

/** Starts a runtime with a new action directory, uses it and removes both, even if a signal stops the process. */
export async function withLocalRuntime<T>(
  options: LocalRuntimeOptions,
  use: (runtime: LocalRuntime) => Promise<T>,
): Promise<T> {
  const made = options.directory ?? makeScratch();
  const directory = options.directory ?? join(made, 'action');
  const remove = () => rmSync(made, { recursive: true, force: true });
  // A signal may stop the process while the runner is being loaded.
  process.on('exit', remove);
  let server: RunningServer | undefined;
  const ignoreSignals = exitOnSignal(() => {
    server?.proxy.abort();
    return server?.close();
  }, END_LIMIT_MS);
  try {
    const { stub, loop = {}, script } = options;
    const place = { directory, directoryGiven: false, stub, loop, script, onFailure: EXIT.developer };
    const runner = await loadRunner(options.runnerName, place);
    if (options.debug) {
      const { debugRunner } = await import('./debug/debug-runner.js');
      debugRunner(runner, options.runnerName, options.debug, (line) => process.stderr.write(`${line}\n`));
    }
    // Variables such as ACTIONRUNNER_PORT are meant for `serve`.
    const { path } = options;
    const files = [...new Set([runner.source, runner.binary])];
    const paths = path === undefined ? undefined : UserPaths.ofDirectory(runner.directory, files, path);
    const logs = paths?.watchLogs(options.logs) ?? options.logs;
    const loopback = { port: 0, host: '127.0.0.1', environment: {}, signals: false };
    const { timeoutMs, maxLogBytes } = options;
    server = await serve(runner, {
      ...loopback,
      logs,
      timeoutMs,
      ...(maxLogBytes !== undefined && { maxLogBytes }),
      onWarning: printWarning,
    });
    const { url, proxy } = server;
    const show = (text: string) => paths?.show(text) ?? text;
    return await use({ url, directory: runner.directory, show, abort: () => proxy.abort() });
  } finally {
    await server?.close();
    ignoreSignals();
    remove();
    process.off('exit', remove);
  }
}

function makeScratch(): string {
  try {
    return makeScratchFolder();
  } catch (error) {
    throw new CliError(EXIT.developer, `no temporary directory can be created: ${messageOf(error)}`, { cause: error });
  }
}
