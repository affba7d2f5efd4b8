import { CliError } from '../cli-error.js';
import { EXIT } from '../exit-codes.js';
import { parseJson } from './parse-json.js';

/** A parameter as given on the command line. */
export type Pair = readonly [name: string, value: string];

/** Parses a pair that `joinPairs` has made. @throws CliError for anything else */
export function addPair(text: string, pairs: readonly Pair[] = []): Pair[] {
  const pair = parseJson(text);
  if (!Array.isArray(pair) || pair.length !== 2 || !pair.every((part) => typeof part === 'string')) {
    throw new CliError(EXIT.usage, 'a parameter must be -p NAME VALUE, without an equals sign.');
  }
  return [...pairs, pair as unknown as Pair];
}
