import { existsSync } from 'node:fs';
import { extname, resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import { type ActionRunner, isActionRunner, placeStub } from '@actionrunner/core';
import { messageOf, systemCode } from '@actionrunner/core/internal';
import { CliError } from './cli-error.js';
import { EXIT, type ExitCode } from './exit-codes.js';
import { type LoopOptions, loopFlagOf } from './loop-options.js';
import { prepareDirectory } from './prepare-directory.js';
import { RUNNERS, type RunnerClass } from './runners.js';

/** Where and how a runner is created. */
export interface RunnerPlace {
  /** The action directory, absolute. */
  readonly directory: string;
  /** Whether the user named the directory. */
  readonly directoryGiven: boolean;
  /** Whether an empty directory gets the stub, where the runner has one. */
  readonly stub: boolean;
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
  const loopFlag = loopFlagOf(place.loop ?? {});
  if (known) {
    if (!known.loop && loopFlag) {
      throw new CliError(
        EXIT.usage,
        `${loopFlag} is for processes that speak ActionLoop, which those of ${name} do not.`,
      );
    }
    prepareDirectory(place.directory, place.onFailure);
    if (known.stub && place.stub) {
      await placeStub(place.directory);
    }
    return new (await known.load())({ directory: place.directory, ...place.loop });
  }
  if (!looksLikePath(name)) {
    throw new CliError(
      EXIT.usage,
      `unknown runner "${name}": use ${Object.keys(RUNNERS).join(', ')}, or the path of a module such as ./my-runner.js.`,
    );
  }
  const runner = await loadModule(name, place);
  prepareDirectory(runner.directory, place.onFailure);
  return runner;
}

/** Prints what is probably a mistake in the class of a runner. */
export function printWarning(sentence: string): void {
  process.stderr.write(`actionrunner: warning: ${sentence}\n`);
}

function looksLikePath(name: string): boolean {
  return /[/\\]/.test(name) || ['.js', '.mjs', '.cjs', '.ts', '.mts', '.cts'].includes(extname(name));
}

async function loadModule(path: string, place: RunnerPlace): Promise<ActionRunner> {
  const file = resolve(path);
  if (!existsSync(file)) {
    throw new CliError(EXIT.usage, `unknown runner "${path}": there is no such file.`);
  }
  const exported = await importDefault(file, place.onFailure);
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
    throw new CliError(
      EXIT.usage,
      `${path} must have a subclass of ActionRunner, or an instance of one, as its default export.`,
    );
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

async function importDefault(file: string, onFailure: ExitCode): Promise<unknown> {
  try {
    const module = (await import(pathToFileURL(file).href)) as { default?: unknown };
    const exported = module.default as { default?: unknown } | undefined;
    // A CommonJS module compiled from ESM has its default export one level deeper.
    return exported?.default ?? exported;
  } catch (error) {
    if (systemCode(error) === 'ERR_UNKNOWN_FILE_EXTENSION' && file.endsWith('ts')) {
      throw new CliError(
        onFailure,
        `Node ${process.version} cannot load TypeScript: compile ${file} to JavaScript first, or use Node 22.18 or newer.`,
      );
    }
    throw new CliError(onFailure, `${file} could not be loaded: ${messageOf(error)}`, { cause: error });
  }
}
