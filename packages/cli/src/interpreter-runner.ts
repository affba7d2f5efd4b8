import { ActionRunner, type ActionRunnerOptions } from '@actionrunner/core';

/** Runs scripts of any language with an interpreter: `[…words, script]`, once for each activation. */
export function createInterpreterRunner(
  words: readonly string[],
  script: string,
  options: ActionRunnerOptions,
): ActionRunner {
  return new InterpreterRunner({ ...options, source: script, command: [...words, script] });
}

class InterpreterRunner extends ActionRunner {}
