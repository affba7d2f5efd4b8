import { readFileSync } from 'node:fs';
import { jsonMembers, messageOf } from '@actionrunner/core/internal';
import { CliError } from '../cli-error.js';
import { EXIT } from '../exit-codes.js';
import { parseJson } from './parse-json.js';

/** A parameter as given on the command line. */
export type Pair = readonly [name: string, value: string];

/**
 * The JSON text of an activation's parameters. Files come first, pairs replace what they name; a value is JSON if it parses, else a string.
 * Numbers keep their digits: the texts are joined, not re-printed.
 * @throws CliError for a file that is missing or holds neither an object nor an array
 */
export function parametersOf(files: readonly string[], pairs: readonly Pair[]): string {
  const members = new Map<string, string>();
  for (const file of files) {
    const text = readText(file);
    const value = parseJson(text);
    if (Array.isArray(value)) {
      if (files.length > 1 || pairs.length > 0) {
        throw new CliError(EXIT.usage, `${file} holds an array, which cannot be combined with other parameters.`);
      }
      return text;
    }
    if (typeof value !== 'object' || value === null) {
      throw new CliError(EXIT.usage, `${file} must hold a JSON object or array of parameters.`);
    }
    const bytes = Buffer.from(text);
    for (const { key, start, end } of jsonMembers(bytes)) {
      members.set(key, bytes.toString('utf8', start, end));
    }
  }
  for (const [name, value] of pairs) {
    members.set(name, parseJson(value) === undefined ? JSON.stringify(value) : value);
  }
  return `{${Array.from(members, ([key, text]) => `${JSON.stringify(key)}:${text}`).join(',')}}`;
}

function readText(file: string): string {
  try {
    return readFileSync(file, 'utf8');
  } catch (error) {
    throw new CliError(EXIT.usage, `the parameter file cannot be read: ${messageOf(error)}`);
  }
}
