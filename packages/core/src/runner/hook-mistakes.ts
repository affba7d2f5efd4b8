import { basename } from 'node:path';
import { inspect } from 'node:util';
import { RunnerError, type RunnerErrorCode, type RunnerPhase } from '../errors.js';

// Loaded only for a mistake: what a hook did wrong, and the line to write.

/** Explains what `env` returned instead of an environment. */
export function createEnvironmentError(env: unknown): RunnerError {
  if (typeof env !== 'object' || env === null) {
    const text = `The hook env returned ${showValue(env)}, not the environment of the action; end it with return env, where env is from super.env(message).`;
    return createError('ERR_RUNNER_FAULT', 'run', text);
  }
  const [name = '', value] = Object.entries(env).find(([, each]) => typeof each !== 'string') ?? [];
  const text = `The hook env set the variable ${name} to ${showValue(value)}, which is not text; write String(…) or JSON.stringify(…).`;
  return createError('ERR_RUNNER_FAULT', 'run', text);
}

/**
 * Refuses a `verify` that cannot return anything.
 * @throws RunnerError `ERR_RUNNER_BUILD` at an init, else `ERR_RUNNER_FAULT`
 */
export function requireReturn(hook: (...args: never) => unknown, phase: 'verify' | 'run'): void {
  const source = Function.prototype.toString.call(hook);
  if (/\breturn\b|=>\s*[^\s{]/.test(source)) {
    return;
  }
  const text =
    'The hook verify has no return statement; return true if an activation can start, as in return super.verify().';
  throw createError(phase === 'verify' ? 'ERR_RUNNER_BUILD' : 'ERR_RUNNER_FAULT', phase, text);
}

/** Explains a command line that is not an array of words. */
export function createCommandError(command: unknown): RunnerError {
  return createError('ERR_RUNNER_FAULT', 'run', describeCommand('command', command) ?? '');
}

/** Says what is wrong with a command line. @param subject what it is · @returns undefined if nothing is wrong */
export function describeCommand(subject: string, command: unknown): string | undefined {
  const accepted = `The ${subject} must be an array of words`;
  if (typeof command === 'string' && command.trim() !== '') {
    return `${accepted}, not ${showValue(command)}; write ${showValue(splitWords(command))}.`;
  }
  if (!Array.isArray(command) || command.length === 0) {
    return `${accepted}, not ${showValue(command)}.`;
  }
  const word: unknown = command.find((each) => typeof each !== 'string');
  return word === undefined ? undefined : `${accepted}, and ${showValue(word)} is not text.`;
}

/** Explains that a hook of the init did not wait for what it has started. */
export function createUnfinishedError(hook: RunnerPhase, helper: string): RunnerError {
  const text = `The hook ${hook} ended before ${helper}() had finished; write await in front of ${helper}(…).`;
  return createError('ERR_RUNNER_BUILD', hook, text);
}

/** Explains that an `init` of a subclass has delivered nothing. */
export function createUndeliveredError(): RunnerError {
  const detail =
    'The hook init did not deliver the code, and verify says that nothing can run; add await super.init(message, context) to init.';
  return new RunnerError('ERR_RUNNER_NO_BINARY', undefined, { detail });
}

/** Throws if nothing makes the binary of a runner from its source: the hooks are those of the base class. */
export function checkIsBuilt(runner: { readonly binary: string }, base: object): void {
  const isOwn = (hook: string) => Reflect.get(runner, hook) !== Reflect.get(base, hook);
  if (isOwn('build') || isOwn('verify')) return;
  const detail = `The runner has a source, but neither a command that runs it nor a hook build that makes ${basename(runner.binary)} of it; pass the command to super({ source, command, ...options }), or write build.`;
  throw new RunnerError('ERR_RUNNER_NO_BINARY', undefined, { detail });
}

/** Explains a call of `execute` without the activation. */
export function createExecuteError(): RunnerError {
  const text =
    'execute() needs a command, the parameters, the environment and the activation; write execute(command, args, env, activation).';
  return createError('ERR_RUNNER_FAULT', 'run', text);
}

/** Explains arguments of `compile` that are not an array of words. */
export function createArgumentsError(tool: unknown, args: unknown): RunnerError {
  const [file = '', ...words] = splitWords([tool, args].filter((part) => typeof part === 'string').join(' '));
  const text = `compile() needs the tool and an array of its arguments, not ${showValue(args)}; write compile(${showValue(file)}, ${showValue(words)}).`;
  return createError('ERR_RUNNER_BUILD', 'build', text);
}

function createError(code: RunnerErrorCode, phase: RunnerPhase, message: string): RunnerError {
  return new RunnerError(code, message, { phase, detail: message });
}

/** Shows a value in a message. */
export function showValue(value: unknown): string {
  if (typeof value === 'function') {
    return 'a function';
  }
  const isShown = typeof value === 'string' || typeof value === 'object';
  try {
    return (isShown && JSON.stringify(value)?.replaceAll('","', '", "')) || String(value);
  } catch {
    // What leads back to itself, say.
    return inspect(value, { breakLength: Infinity });
  }
}

/** Splits a command line as its author most likely means it. */
function splitWords(text: string): string[] {
  return text.trim().split(/\s+/);
}
