import { RunnerError } from '../errors.js';
import { findNearest } from './find-nearest.js';
import { describeCommand, showValue } from './hook-mistakes.js';

/** The hooks in the order of their calls. */
const HOOKS = ['init', 'epilogue', 'build', 'verify', 'env', 'run', 'stop'] as const;

const ALL_HOOKS = `${HOOKS.slice(0, -1).join(', ')} and ${HOOKS.at(-1)}`;

/** What is known about a runner besides its class. */
export interface RunnerFacts {
  /** The prototype of the base class. */
  readonly base: object;
  /** The options that its constructor got, whatever they are. */
  readonly options: object;
  /** What the base class uses of them, where that is something else. */
  readonly used: Readonly<Record<string, unknown>>;
  /** The names of all options. */
  readonly known: readonly string[];
}

/** A class between a runner and the base class. */
interface AuthorClass {
  readonly prototype: object;
  readonly runnerClass: object;
}

/**
 * Describes what an author of a runner has probably written by mistake, and what to write: a hook with a misspelt name, a method that nothing
 * calls, a field or an option that nothing reads.
 * @returns a sentence for each, none if nothing is wrong
 * @throws RunnerError `ERR_RUNNER_OPTION` for options that cannot be meant
 */
export function describeClassMistakes(runner: object, facts: RunnerFacts): string[] {
  requireOptions(facts.options, facts.known);
  const classes = listClasses(runner, facts.base);
  const text = classes.map(({ runnerClass }) => Function.prototype.toString.call(runnerClass)).join('\n');
  const name = (classes[0]?.runnerClass as { name?: string } | undefined)?.name || 'The runner';
  return [
    ...classes.flatMap((each) => describeMethods(each, text)),
    ...describeFunctionFields(runner, facts, text),
    ...describeFields(runner, facts),
    ...describeUnknownOptions(facts),
  ].map((sentence) => `${name} ${sentence}`);
}

function listClasses(runner: object, base: object): AuthorClass[] {
  const classes: AuthorClass[] = [];
  let prototype = Object.getPrototypeOf(runner) as object | null;
  while (prototype && prototype !== base) {
    classes.push({ prototype, runnerClass: prototype.constructor });
    prototype = Object.getPrototypeOf(prototype) as object | null;
  }
  return classes;
}

function describeMethods({ prototype, runnerClass }: AuthorClass, text: string): string[] {
  const above = Object.getPrototypeOf(prototype) as object;
  const isMethod = (name: string) => typeof Object.getOwnPropertyDescriptor(prototype, name)?.value === 'function';
  const added = Object.getOwnPropertyNames(prototype).filter((name) => isMethod(name) && !(name in above));
  const statics = Object.getOwnPropertyNames(runnerClass).filter((name) => HOOKS.some((hook) => hook === name));
  return [
    ...added.flatMap((name) => describeMethod(name, text) ?? []),
    ...statics.map((name) => `has a static method ${name}(), which is not the hook; remove the word static.`),
  ];
}

/** @param text the source of the classes */
function describeMethod(name: string, text: string): string | undefined {
  const hook = findNearest(name, HOOKS);
  const isCalled = (pattern: RegExp) => new RegExp(pattern.source.replace('NAME', escapePattern(name))).test(text);
  if (hook !== undefined) {
    return isCalled(/\bthis\.NAME\b/)
      ? undefined
      : `has a method ${name}(), which nothing calls; the hook is ${hook}().`;
  }
  // A class that is compiled to a function does not show what it calls.
  const isUnused = text.startsWith('class') && !isCalled(/[.'"`]NAME\b/);
  return isUnused
    ? `has a method ${name}(), which is not a hook and which nothing in the class calls; the hooks are ${ALL_HOOKS}.`
    : undefined;
}

function describeFunctionFields(runner: object, { base }: RunnerFacts, text: string): string[] {
  const functions = Object.entries(runner).filter(([name, value]) => typeof value === 'function' && !(name in base));
  return functions.flatMap(([name]) =>
    findNearest(name, HOOKS) === undefined ? [] : (describeMethod(name, text) ?? []),
  );
}

/** Fields with the name of an option whose value the base class does not have. */
function describeFields(runner: object, { options, used, known }: RunnerFacts): string[] {
  const fields = Object.entries(runner).filter(([name]) => known.includes(name));
  const given = { ...options, ...used };
  // A field `command` hides the getter of the base class, and so is read.
  const unread = fields.filter(([name, value]) => name !== 'command' && value !== given[name]);
  if (unread.length === 0) {
    return [];
  }
  const names = unread.map(([name]) => name).join(' and ');
  const shown = fields.filter((field) => unread.includes(field) || field[0] === 'command');
  const settings = shown.map(([name, value]) => `${name}: ${showValue(value)}`).join(', ');
  const noun =
    unread.length === 1 ? `a field ${names}, which the base class does` : `fields ${names}, which the base class does`;
  return [`has ${noun} not read; pass it to the base class: super({ ${settings}, ...options }).`];
}

function describeUnknownOptions({ options, known }: RunnerFacts): string[] {
  const unknown = Object.keys(options).filter((name) => !known.includes(name));
  return unknown.map(
    (name) =>
      `passes an option ${name} to the base class, which has no such option; the options are ${known.join(', ')}. Take your own out first, or list them: static optionNames = [${showValue(name)}].`,
  );
}

function escapePattern(name: string): string {
  return name.replaceAll(/[^\w]/g, '\\$&');
}

/**
 * Refuses options that cannot be meant: one of a wrong type, or with a name that is slightly misspelt. Any other unknown name may be an
 * option of a subclass that has passed all its options on.
 * @param known the names of all options
 * @throws RunnerError `ERR_RUNNER_OPTION`
 */
function requireOptions(options: unknown, known: readonly string[]): void {
  if (typeof options !== 'object' || options === null) {
    const given = showValue(options);
    throw refuse(`The options of a runner must be an object, not ${given}; write super({ source: …, ...options }).`);
  }
  const misspelt = Object.keys(options).flatMap((name) => {
    const nearest = known.includes(name) ? undefined : findNearest(name, known);
    return nearest === undefined ? [] : [{ name, nearest }];
  });
  if (misspelt.length > 0) {
    const names = misspelt.map(({ name }) => name).join(', ');
    const meant = misspelt.map(({ nearest }) => nearest).join(', ');
    throw refuse(`There is no option ${names}; did you mean ${meant}? The options are ${known.join(', ')}.`);
  }
  const { command, environment, startProcess } = options as Readonly<Record<string, unknown>>;
  const reason = command === undefined ? undefined : describeCommand('option command', command);
  if (reason !== undefined) {
    throw refuse(reason);
  }
  if (typeof (environment ?? {}) !== 'object' || Array.isArray(environment)) {
    throw refuse(`The option environment must be an object of variables, not ${showValue(environment)}.`);
  }
  if (startProcess !== undefined && typeof startProcess !== 'function') {
    throw refuse(`The option startProcess must be a function, not ${showValue(startProcess)}.`);
  }
}

function refuse(message: string): RunnerError {
  return new RunnerError('ERR_RUNNER_OPTION', message, { detail: message });
}
