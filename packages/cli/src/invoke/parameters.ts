import { isUtf8 } from 'node:buffer';
import { readFileSync } from 'node:fs';
import { jsonMembers, messageOf } from '@actionrunner/core/internal';
import { CliError } from '../cli-error.js';
import { EXIT } from '../exit-codes.js';
import { locateJsonError } from './locate-json-error.js';
import type { Pair } from './pair.js';
import { parseJson } from './parse-json.js';

/** A parameter option: the path of a file, or a pair. */
export type ParameterSource = string | Pair;

/** What a file of parameters contains. */
const PARAMETERS = 'a JSON object or array of parameters';

/** The path that means stdin. */
const STDIN = '-';

/**
 * Collects the parameters of an activation as a JSON text. Later options override earlier ones. A value is JSON if it parses, else a string.
 * Numbers keep their digits: the texts are joined, not serialized again.
 * @param defaults those that any others override, with JSON texts as values; an array leaves them out
 * @throws CliError for a file that is missing, or contains neither an object nor an array
 */
export function collectParameters(sources: readonly ParameterSource[], defaults: readonly Pair[] = []): string {
  const members = new Map<string, string>(defaults);
  for (const source of sources) {
    if (typeof source !== 'string') {
      const [name, value] = source;
      members.set(name, parseJson(value) === undefined ? JSON.stringify(value) : value);
      continue;
    }
    const label = source === STDIN ? 'stdin' : source;
    const text = readParameterFile(source, label);
    const value = parseFile(text, label);
    if (Array.isArray(value)) {
      if (sources.length > 1) {
        throw new CliError(EXIT.usage, `${label} contains an array, which cannot be combined with other parameters.`);
      }
      return text;
    }
    const bytes = Buffer.from(text);
    for (const { key, start, end } of jsonMembers(bytes)) {
      members.set(key, bytes.toString('utf8', start, end));
    }
  }
  return `{${Array.from(members, ([key, text]) => `${JSON.stringify(key)}:${text}`).join(',')}}`;
}

/** @throws CliError for anything but a JSON object or array @returns its text */
export function checkParameters(text: string, label: string): string {
  parseFile(text, label);
  return text;
}

function parseFile(text: string, label: string): object {
  const value = parseJsonText(text, label, PARAMETERS);
  if (typeof value !== 'object' || value === null) {
    throw new CliError(EXIT.usage, `${label} must contain ${PARAMETERS}.`);
  }
  return value;
}

/** @param what a file must contain @throws CliError with the place of the error */
export function parseJsonText(text: string, label: string, what: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    if (text.trim() === '') {
      throw new CliError(EXIT.usage, `${label} is empty; it must contain ${what}.`);
    }
    const { line, column, character } = locateJsonError(text);
    const found = character === undefined ? 'its end' : JSON.stringify(character);
    throw new CliError(
      EXIT.usage,
      `${label} must contain ${what}: line ${line}, column ${column} must not be ${found}.`,
    );
  }
}

function readParameterFile(file: string, label: string): string {
  return decodeText(readBytes(file), label);
}

/** Decodes UTF-8, with or without a byte order mark. @throws CliError for another encoding */
export function decodeText(bytes: Buffer, label: string): string {
  const isWide = ['\xff\xfe', '\xfe\xff'].includes(bytes.toString('latin1', 0, 2)) || bytes.subarray(0, 4).includes(0);
  if (isWide || !isUtf8(bytes)) {
    throw new CliError(EXIT.usage, `${label} is ${isWide ? 'UTF-16' : 'not UTF-8'}; save it as UTF-8.`);
  }
  return bytes.toString().replace(/^\uFEFF/, '');
}

function readBytes(file: string): Buffer {
  try {
    return readFileSync(file === STDIN ? 0 : file);
  } catch (error) {
    const hint = /^\s*[{[]/.test(file)
      ? '. JSON without a file: -P - reads it from stdin, -p NAME VALUE is one parameter.'
      : '';
    throw new CliError(EXIT.usage, `the parameter file cannot be read: ${messageOf(error)}${hint}`);
  }
}
