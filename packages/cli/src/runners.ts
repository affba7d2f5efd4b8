import { extname } from 'node:path';
import type { ActionLoopRunnerOptions, ActionRunner } from '@actionrunner/core';

/** A class of runners whose constructor needs only options. */
export type RunnerClass = new (options: ActionLoopRunnerOptions) => ActionRunner;

/** A runner that the command knows by name. */
export interface KnownRunner {
  /** Loads the class on demand, so that one language does not wait for the others. */
  readonly load: () => Promise<RunnerClass>;
  /** Whether an empty action directory gets the stub, as in the skeleton image. */
  readonly stub: boolean;
  /** Whether its processes speak ActionLoop. */
  readonly loop: boolean;
  /** Whether the user can choose what its activations share. */
  readonly isolation: boolean;
  /** Extensions of source files that select it. */
  readonly extensions: readonly string[];
  /** Extensions of sources whose name matters, so that they are sent in an archive. */
  readonly named?: readonly string[];
  /** Whether the names of files at the root of an archive or directory select it. */
  readonly claims: (names: readonly string[]) => boolean;
}

/** Before the command line of an interpreter, as in `interpreter:ruby`: a runner of scripts in its language. */
export const INTERPRETER_PREFIX = 'interpreter:';

/** The endings of modules. */
export const MODULES: readonly string[] = ['.js', '.mjs', '.cjs', '.ts', '.mts', '.cts'];

/** Whether the name of a runner is the path of a module. */
export function isModulePath(name: string): boolean {
  return /[/\\]/.test(name) || MODULES.includes(extname(name));
}

/** The runners by name. The first one that claims an archive gets it. */
export const RUNNERS: Readonly<Record<string, KnownRunner>> = {
  native: {
    load: async () => (await import('@actionrunner/core')).NativeRunner,
    stub: true,
    loop: false,
    isolation: false,
    extensions: [],
    claims: (names) => names.includes('exec'),
  },
  bash: {
    load: async () => (await import('@actionrunner/runners/bash')).BashRunner,
    stub: true,
    loop: false,
    isolation: true,
    extensions: ['.sh'],
    claims: () => false,
  },
  python: {
    load: async () => (await import('@actionrunner/runners/python')).PythonRunner,
    stub: false,
    loop: true,
    isolation: true,
    extensions: ['.py'],
    claims: (names) => names.includes('__main__.py'),
  },
  c: {
    load: async () => (await import('@actionrunner/runners/c')).CRunner,
    stub: false,
    loop: false,
    isolation: false,
    extensions: ['.c'],
    named: ['.cpp', '.cc', '.cxx'],
    claims: (names) => names.some((name) => /^(?:GNUm|m|M)akefile$|\.(?:c|cpp|cc|cxx)$/.test(name)),
  },
  loop: {
    load: async () => (await import('@actionrunner/core')).ActionLoopRunner,
    stub: false,
    loop: true,
    isolation: true,
    extensions: [],
    claims: () => false,
  },
};
