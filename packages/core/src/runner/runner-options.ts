import type { StartProcess } from '../process/running-process.js';

/** Settings of an {@link ActionRunner}. Paths are relative to the action directory and must be inside it. */
export interface ActionRunnerOptions {
  /**
   * The action directory: where code is delivered, and the working directory of the action. Default: `ACTIONRUNNER_DIRECTORY` of the
   * `environment`, else `/action`.
   */
  readonly directory?: string;
  /** The executable that runs an activation. Default `exec`. */
  readonly binary?: string;
  /** The file that delivered text becomes. Default: the `binary`. */
  readonly source?: string;
  /** Command line that runs an activation instead of the binary; the parameters are appended. */
  readonly command?: readonly string[];
  /** Environment of the container. Default `process.env`. Processes get it without `__OW_ACTION_CODE`. */
  readonly environment?: Readonly<Record<string, string | undefined>>;
  /** How processes are started. Default: through shells that wait for them where that can be had, else {@link startProcess}. */
  readonly startProcess?: StartProcess;
}

/** The names of the options of the base class. */
export const OPTION_NAMES: readonly (keyof ActionRunnerOptions)[] = [
  'directory',
  'binary',
  'source',
  'command',
  'environment',
  'startProcess',
];

/** Lists the options of a class and of those above it. */
export function listOptions(runnerClass: object): string[] {
  const names: string[] = [];
  for (let each: object | null = runnerClass; each; each = Object.getPrototypeOf(each) as object | null) {
    if (Object.hasOwn(each, 'optionNames')) {
      names.unshift(...(each as { readonly optionNames: readonly string[] }).optionNames);
    }
  }
  return names;
}

/** Whether options have nothing that could be a mistake. @param known the names of all options */
export function areOrdinaryOptions(options: unknown, known: readonly string[]): boolean {
  if (typeof options !== 'object' || options === null) {
    return false;
  }
  const { command, environment, startProcess } = options as Readonly<Record<string, unknown>>;
  return (
    Object.keys(options).every((name) => known.includes(name)) &&
    (command === undefined || isCommand(command)) &&
    typeof (environment ?? {}) === 'object' &&
    !Array.isArray(environment) &&
    typeof (startProcess ?? Function) === 'function'
  );
}

/** Whether it is a command line: at least one word. */
export function isCommand(command: unknown): command is readonly string[] {
  return Array.isArray(command) && command.length > 0 && command.every((word) => typeof word === 'string');
}

/** @throws RunnerError `ERR_RUNNER_FAULT` for a command line that is not an array of words */
export async function refuseCommand(command: unknown): Promise<never> {
  const { createCommandError } = await import('./hook-mistakes.js');
  throw createCommandError(command);
}
