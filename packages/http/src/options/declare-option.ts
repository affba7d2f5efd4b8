import type { ProcessUser } from '@actionrunner/core';
import { readSwitch } from '@actionrunner/core/internal';
import { readChoice, readInteger, readList, readText, readUser } from './read-value.js';

/** One setting of a server, declared once: its flag, environment variables, default, reader and help. */
export interface ServeOption<T> {
  /** Command line flag with the name of its value, as commander writes it. */
  readonly flags: string;
  /** Environment variables; the first that is set applies. */
  readonly environment: readonly string[];
  /** The value where neither the flag nor a variable is given. */
  readonly default: T;
  /** What `serve --help` says about it. */
  readonly help: string;
  /** Reads a text value. @throws RunnerError `ERR_RUNNER_OPTION` that shows the value */
  readonly parse: (text: string) => T;
}

/** What an option has next to its flag and its kind. */
export interface Declaration<D> {
  readonly default: D;
  readonly help: string;
  /** Variables of platforms, which count where that of the option is not set. */
  readonly variables?: readonly string[];
}

/** Longest time of a timer. */
const MAX_MS = 2 ** 31 - 1;

/** Declares an option from its flag: `max-queue` has the variable `ACTIONRUNNER_MAX_QUEUE`; so has `no-max-queue`, which switches it off. */
function declare<T, D>(
  flag: string,
  value: string | undefined,
  read: (subject: string, text: string) => T,
  declaration: Declaration<D>,
): ServeOption<T | D> {
  const name = flag.startsWith('no-') ? flag.slice('no-'.length) : flag;
  const variable = `ACTIONRUNNER_${name.replaceAll('-', '_').toUpperCase()}`;
  const { variables } = declaration;
  return {
    flags: value === undefined ? `--${flag}` : `--${flag} <${value}>`,
    environment: variables ? [variable, ...variables] : [variable],
    default: declaration.default,
    help: declaration.help,
    parse: (text) => read(`The option ${name}`, text),
  };
}

/** A number within bounds; by default up to the largest safe integer. */
export function integer<D extends number | undefined>(
  flag: string,
  declaration: Declaration<D> & { min: number; max?: number },
): ServeOption<number | D> {
  const { min, max = Number.MAX_SAFE_INTEGER } = declaration;
  return declare(flag, 'number', (subject, text) => readInteger(subject, text, min, max), declaration);
}

/** A time that a timer can wait. */
export function milliseconds<D extends number | undefined>(
  flag: string,
  declaration: Declaration<D> & { min?: number },
): ServeOption<number | D> {
  const { min = 1 } = declaration;
  return declare(flag, 'milliseconds', (subject, text) => readInteger(subject, text, min, MAX_MS), declaration);
}

/** A text that is not blank. @param value what `--help` calls it */
export function text<D extends string | undefined>(
  flag: string,
  value: string,
  declaration: Declaration<D>,
): ServeOption<string | D> {
  return declare(flag, value, readText, declaration);
}

/** A flag without a value, and variables that accept `true`, `yes`, `1`, `false`, `no` and `0`. */
export function boolean(flag: string, declaration: Declaration<boolean>): ServeOption<boolean> {
  return declare(flag, undefined, readSwitch, declaration);
}

/** One of several words. @param declaration with `anyCase`, they may be written in capitals, too */
export function choice<const T extends string>(
  flag: string,
  choices: readonly T[],
  declaration: Declaration<NoInfer<T>> & { anyCase?: boolean },
): ServeOption<T> {
  const { anyCase = false } = declaration;
  const read = (subject: string, text: string) => readChoice(subject, anyCase ? text.toLowerCase() : text, choices);
  return declare(flag, choices.join('|'), read, declaration);
}

/** Some of several words in capitals. */
export function list<const T extends string>(
  flag: string,
  choices: readonly T[],
  declaration: Declaration<readonly NoInfer<T>[]>,
): ServeOption<readonly T[]> {
  return declare(flag, 'list', (subject, text) => readList(subject, text, choices), declaration);
}

/** A user and a group by their IDs. */
export function user(flag: string, declaration: Declaration<undefined>): ServeOption<ProcessUser | undefined> {
  return declare(flag, 'uid:gid', readUser, declaration);
}
