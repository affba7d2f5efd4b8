import { type Environment, mergeEnvironment } from '../protocol/environment.js';

// Whether an author of a runner may have made a mistake, as quickly as can be. What explains it is loaded when there is one.

/** What each class has, and the list of its options. */
const STATICS: readonly string[] = ['length', 'name', 'prototype', 'optionNames'];

/**
 * Whether the class of a runner has nothing that could be a mistake: it only overrides, and sets no fields.
 * @param base the prototype of the base class · @param fields what the base class has set
 */
export function isOrdinaryClass(runner: object, base: object, fields: Readonly<Record<string, unknown>>): boolean {
  for (let prototype = above(runner); prototype && prototype !== base; prototype = above(prototype)) {
    const inherited = above(prototype) ?? {};
    const overridesOnly = Object.getOwnPropertyNames(prototype).every((name) => name in inherited);
    if (!overridesOnly || !Object.getOwnPropertyNames(prototype.constructor).every((name) => STATICS.includes(name))) {
      return false;
    }
  }
  return Object.entries(runner).every(([name, value]) => name in fields && fields[name] === value);
}

function above(prototype: object): object | null {
  return Object.getPrototypeOf(prototype) as object | null;
}

/**
 * Returns what the hook `env` returned, without the variables that are undefined, as Node.js leaves them out.
 * @returns undefined for anything but an object of texts
 */
export function toEnvironment(env: unknown): Environment | undefined {
  if (typeof env !== 'object' || env === null) {
    return undefined;
  }
  const variables = env as Environment;
  let isComplete = true;
  for (const name in variables) {
    const value: unknown = variables[name];
    if (typeof value !== 'string') {
      if (value !== undefined) {
        return undefined;
      }
      isComplete = false;
    }
  }
  return isComplete ? variables : mergeEnvironment(variables);
}

/**
 * Awaits what the hook `verify` returned. Undefined counts as false, unless the hook cannot return anything else.
 * @throws RunnerError `ERR_RUNNER_BUILD` at an init, else `ERR_RUNNER_FAULT`
 */
export async function settleVerdict(
  verdict: unknown,
  hook: (...args: never) => unknown,
  phase: 'verify' | 'run',
): Promise<boolean> {
  const settled = await verdict;
  if (settled === undefined) {
    const { requireReturn } = await import('./hook-mistakes.js');
    requireReturn(hook, phase);
  }
  return Boolean(settled);
}
