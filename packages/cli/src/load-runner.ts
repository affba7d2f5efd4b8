import { existsSync, statSync } from 'node:fs';
import { extname, resolve } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { type ActionRunner, isActionRunner, isRunnerError, placeStub } from '@actionrunner/core';
import { messageOf } from '@actionrunner/core/internal';
import { CliError } from './cli-error.js';
import { EXIT, type ExitCode } from './exit-codes.js';
import { type LoopOptions, loopFlagOf } from './loop-options.js';
import { prepareDirectory } from './prepare-directory.js';
import { INTERPRETER_PREFIX, isModulePath, MODULES, RUNNERS, type RunnerClass } from './runners.js';

/** Where and how a runner is created. */
export interface RunnerPlace {
  /** The action directory, absolute. */
  readonly directory: string;
  /** Whether the user named the directory. */
  readonly directoryGiven: boolean;
  /** Whether an empty directory gets the stub, where the runner has one. */
  readonly stub: boolean;
  /** The name of the script that an interpreter runs; `main` if the action is not known yet. */
  readonly script?: string | undefined;
  /** What the user asked of processes that speak ActionLoop. */
  readonly loop?: LoopOptions;
  /** Exit code if the runner exists but cannot be created. */
  readonly onFailure: ExitCode;
}

/**
 * Creates the runner with a name (`native`, `bash`, …), or that of a module.
 * @throws CliError
 */
export async function loadRunner(name: string, place: RunnerPlace): Promise<ActionRunner> {
  const known = Object.hasOwn(RUNNERS, name) ? RUNNERS[name] : undefined;
  if (known) {
    const { acknowledges, isolation } = place.loop ?? {};
    if (!known.loop && acknowledges !== undefined) {
      throw new CliError(
        EXIT.usage,
        `--acknowledge is for processes that speak ActionLoop, which those of ${name} do not.`,
      );
    }
    if (!known.isolation && isolation !== undefined) {
      throw new CliError(
        EXIT.usage,
        `--isolation is for ${runnersWithIsolation()}; each activation of ${name} is a process.`,
      );
    }
    prepareDirectory(place.directory, place.onFailure);
    if (known.stub && place.stub) {
      await placeStub(place.directory);
    }
    return constructKnown(await known.load(), place);
  }
  if (name.startsWith(INTERPRETER_PREFIX)) {
    return await loadInterpreter(name.slice(INTERPRETER_PREFIX.length), place);
  }
  if (!isModulePath(name)) {
    const { isInstalled } = await import('./action/explain-runner.js');
    const interpreter =
      /^\w[\w.-]*$/.test(name) && isInstalled(name)
        ? ` For the program ${name} write ${INTERPRETER_PREFIX}${name}.`
        : '';
    throw new CliError(
      EXIT.usage,
      `unknown runner "${name}": use ${Object.keys(RUNNERS).join(', ')}, ${INTERPRETER_PREFIX} and an interpreter, or the path of a module such as ./my-runner.js.${interpreter}`,
    );
  }
  const runner = await loadModule(name, place);
  prepareDirectory(runner.directory, place.onFailure);
  return runner;
}

async function loadInterpreter(commandLine: string, place: RunnerPlace): Promise<ActionRunner> {
  const words = commandLine.split(' ').filter((word) => word !== '');
  if (words.length === 0) {
    throw new CliError(
      EXIT.usage,
      `${INTERPRETER_PREFIX} needs an interpreter, as in --runner ${INTERPRETER_PREFIX}ruby.`,
    );
  }
  const loopFlag = loopFlagOf(place.loop ?? {});
  if (loopFlag) {
    throw new CliError(
      EXIT.usage,
      `${loopFlag} is for processes that speak ActionLoop, which those of an interpreter do not.`,
    );
  }
  const { createInterpreterRunner } = await import('./interpreter-runner.js');
  prepareDirectory(place.directory, place.onFailure);
  return createInterpreterRunner(words, place.script ?? 'main', { directory: place.directory });
}

function runnersWithIsolation(): string {
  return Object.keys(RUNNERS)
    .filter((name) => RUNNERS[name]?.isolation)
    .join(', ');
}

function constructKnown(runnerClass: RunnerClass, { directory, loop }: RunnerPlace): ActionRunner {
  try {
    return new runnerClass({ directory, ...loop });
  } catch (error) {
    throw isRunnerError(error) ? new CliError(EXIT.usage, error.message, { cause: error }) : error;
  }
}

/** Whether `serve` is to serve an action rather than a runner: a file or folder that is not a module. */
export function isAction(name: string): boolean {
  const isRunner =
    Object.hasOwn(RUNNERS, name) || name.startsWith(INTERPRETER_PREFIX) || MODULES.includes(extname(name));
  return !isRunner && existsSync(name) && (statSync(name).isDirectory() || extname(name) !== '');
}

async function loadModule(path: string, place: RunnerPlace): Promise<ActionRunner> {
  const file = resolve(path);
  if (!existsSync(file)) {
    throw new CliError(EXIT.usage, `unknown runner "${path}": there is no such file.`);
  }
  const module = await importModule(file, path, place.onFailure);
  const exported = defaultOf(module);
  if (isActionRunner(exported)) {
    const loopFlag = loopFlagOf(place.loop ?? {});
    if (loopFlag) {
      throw new CliError(EXIT.usage, `${path} exports an instance, which ${loopFlag} cannot change; export the class.`);
    }
    if (place.directoryGiven && exported.directory !== place.directory) {
      throw new CliError(
        EXIT.usage,
        `${path} exports an instance, whose directory is ${exported.directory}; export the class to choose another.`,
      );
    }
    return exported;
  }
  if (typeof exported !== 'function' || !isActionRunner(exported.prototype)) {
    const { explainExport } = await import('./module/explain-import.js');
    throw new CliError(EXIT.usage, explainExport(module, path));
  }
  const runner = construct(exported as unknown as RunnerClass, path, place);
  if (runner.directory !== place.directory) {
    const [mistake] = Object.keys(runner).includes('directory') ? await runner.describeMistakes() : [];
    const reason = `the constructor of ${path} ignores its options (directory is ${runner.directory}, not ${place.directory}); pass them on: super({ …, ...options }).`;
    throw new CliError(EXIT.usage, mistake ?? reason);
  }
  return runner;
}

function construct(runnerClass: RunnerClass, path: string, place: RunnerPlace): ActionRunner {
  try {
    return new runnerClass({ directory: place.directory, ...place.loop });
  } catch (error) {
    throw new CliError(place.onFailure, `the runner of ${path} could not be created: ${messageOf(error)}`, {
      cause: error,
    });
  }
}

async function importModule(
  file: string,
  path: string,
  onFailure: ExitCode,
): Promise<Readonly<Record<string, unknown>>> {
  const { href } = pathToFileURL(file);
  try {
    if (isBundled()) return await (await import('./module/import-shared.js')).importShared(href);
    return (await import(href)) as Readonly<Record<string, unknown>>;
  } catch (error) {
    const { explainImport } = await import('./module/explain-import.js');
    throw new CliError(onFailure, explainImport(error, file, path), { cause: error });
  }
}

/** Whether this module is in the bundle of the command: there `url` is where it came from, and `filename` the program. */
function isBundled(): boolean {
  return import.meta.filename !== undefined && import.meta.filename !== fileURLToPath(import.meta.url);
}

/** A CommonJS module compiled from an ES module has its default export one level deeper. */
function defaultOf(module: Readonly<Record<string, unknown>>): unknown {
  const exported = module['default'] as { default?: unknown } | undefined;
  return exported?.default ?? exported;
}
