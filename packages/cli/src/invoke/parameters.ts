import { readFileSync } from 'node:fs';
import { jsonMembers, messageOf } from '@actionrunner/core/internal';
import { CliError } from '../cli-error.js';
import { EXIT } from '../exit-codes.js';
import type { Pair } from './pair.js';
import { parseJson } from './parse-json.js';

/**
 * Collects the parameters of an activation as a JSON text. Pairs override files. A value is JSON if it parses, else a string. Numbers keep
 * their digits: the texts are joined, not serialized again.
 * @throws CliError for a file that is missing, or contains neither an object nor an array
 */
export function collectParameters(files: readonly string[], pairs: readonly Pair[]): string {
  const members = new Map<string, string>();
  for (const file of files) {
    const text = readParameterFile(file);
    const value = parseJson(text);
    if (Array.isArray(value)) {
      if (files.length > 1 || pairs.length > 0) {
        throw new CliError(EXIT.usage, `${file} contains an array, which cannot be combined with other parameters.`);
      }
      return text;
    }
    if (typeof value !== 'object' || value === null) {
      throw new CliError(EXIT.usage, `${file} must contain a JSON object or array of parameters.`);
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

function readParameterFile(file: string): string {
  try {
    return readFileSync(file, 'utf8');
  } catch (error) {
    throw new CliError(EXIT.usage, `the parameter file cannot be read: ${messageOf(error)}`);
  }
}
