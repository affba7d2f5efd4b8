import { existsSync, readFileSync, statSync } from 'node:fs';
import { dirname, extname, resolve } from 'node:path';
import { jsonMembers, messageOf } from '@actionrunner/core/internal';
import { CliError } from '../cli-error.js';
import { EXIT } from '../exit-codes.js';
import type { Pair } from '../invoke/pair.js';
import { decodeText, parseJsonText } from '../invoke/parameters.js';
import { INTERPRETER_PREFIX, isModulePath, RUNNERS } from '../runners.js';
import { suggestName } from '../suggest-name.js';
import { CONFIGURATION, type Configuration, MEMBERS } from './configuration-schema.js';
import { shorten } from './find-configuration.js';

/** A configuration, ready to use. */
export interface ReadConfiguration extends Omit<Configuration, 'parameters' | '$schema'> {
  /** The file, absolute. */
  readonly file: string;
  /** The parameters as JSON texts, so that numbers keep their digits. */
  readonly parameters: readonly Pair[];
}

/** Reads a configuration. @param file absolute @throws CliError for a file that cannot be read or has anything wrong */
export function readConfiguration(file: string): ReadConfiguration {
  const label = shorten(file);
  const text = readText(file, label);
  const checked = CONFIGURATION.safeParse(parseJsonText(text, label, 'a JSON object'));
  const bytes = Buffer.from(text);
  if (!checked.success) {
    const [issue] = checked.error.issues;
    throw refuse(label, bytes, issue as Issue);
  }
  const { $schema: _, parameters: __, runner, ...configuration } = checked.data;
  const refuseRunner = (message: string) => refuse(label, bytes, { code: 'custom', path: ['runner'], message });
  return {
    ...configuration,
    ...(runner !== undefined && { runner: resolveRunner(runner, file, refuseRunner) }),
    file,
    parameters: readMembers(findValue(bytes, ['parameters'])?.value),
  };
}

function readText(file: string, label: string): string {
  try {
    // A pipe could be waited for forever.
    if (!statSync(file).isFile()) {
      throw new CliError(EXIT.usage, `${label} is not a file.`);
    }
    return decodeText(readFileSync(file), label);
  } catch (error) {
    throw error instanceof CliError
      ? error
      : new CliError(EXIT.usage, `${label} cannot be read: ${messageOf(error)}`, { cause: error });
  }
}

/** What is wrong with a part of a configuration, of the parts of zod's issues that are used. */
interface Issue {
  readonly code: string;
  readonly path: readonly PropertyKey[];
  readonly message: string;
  readonly keys?: readonly string[];
  readonly issues?: readonly { readonly message: string }[];
}

function refuse(label: string, bytes: Buffer, { code, path, message, keys, issues }: Issue): CliError {
  const names = path.map(String);
  if (code === 'unrecognized_keys') {
    const [unknown = ''] = keys ?? [];
    return new CliError(
      EXIT.usage,
      `${label}:${lineOf(bytes, [...names, unknown])}: unknown member ${JSON.stringify(unknown)}${explainUnknown(unknown, names)}`,
    );
  }
  // The name of a member is wrong.
  const reason = code === 'invalid_key' ? issues?.[0]?.message : message;
  const subject = names.length === 0 ? 'the file' : names.join('.');
  const end = /[.?]$/.test(reason ?? '') ? '' : '.';
  return new CliError(EXIT.usage, `${label}:${lineOf(bytes, names)}: ${subject} ${reason}${end}`);
}

function explainUnknown(unknown: string, parents: readonly string[]): string {
  const isTop = parents.length === 0;
  const [here, elsewhere] = isTop ? [MEMBERS.file, MEMBERS.limits] : [MEMBERS.limits, MEMBERS.file];
  if (elsewhere.includes(unknown)) {
    return isTop ? '; it is a member of limits.' : '; it is not one of limits.';
  }
  return `; there are ${here.slice(0, -1).join(', ')} and ${here.at(-1)}.${suggestName(unknown, here)}`;
}

/** @returns an absolute path for a module, so that it does not depend on the working directory */
function resolveRunner(runner: string, file: string, refuseRunner: (message: string) => CliError): string {
  if (Object.hasOwn(RUNNERS, runner) || runner.startsWith(INTERPRETER_PREFIX)) {
    return runner;
  }
  const names = Object.keys(RUNNERS);
  if (!isModulePath(runner)) {
    throw refuseRunner(
      `must be ${names.join(', ')}, ${INTERPRETER_PREFIX}COMMAND or the path of a module, not "${runner}".${suggestName(runner, names)}`,
    );
  }
  const module = resolve(dirname(file), runner);
  if (!existsSync(module)) {
    throw refuseRunner(`must be the path of a module; there is no file ${extname(module) ? shorten(module) : runner}`);
  }
  return module;
}

function readMembers(object: Buffer | undefined): Pair[] {
  if (!object) {
    return [];
  }
  return Array.from(jsonMembers(object), ({ key, start, end }) => [key, object.toString('utf8', start, end)] as const);
}

/** The line of a member, or of the nearest one above it that the file has. */
function lineOf(bytes: Buffer, names: readonly string[]): number {
  const start = findValue(bytes, names)?.start ?? 0;
  return bytes.toString('utf8', 0, start).split('\n').length;
}

/** Finds the value of a member, the last one of its name, as in `JSON.parse`. */
function findValue(
  bytes: Buffer,
  names: readonly string[],
): { readonly value: Buffer; readonly start: number } | undefined {
  let found: { readonly value: Buffer; readonly start: number } | undefined = { value: bytes, start: 0 };
  for (const name of names) {
    const { value, start }: { readonly value: Buffer; readonly start: number } = found;
    const member = [...jsonMembers(value)].filter(({ key }) => key === name).at(-1);
    if (!member) {
      return undefined;
    }
    found = { value: value.subarray(member.start, member.end), start: start + member.start };
  }
  return found;
}
