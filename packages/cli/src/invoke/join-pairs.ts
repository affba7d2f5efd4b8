import { CliError } from '../cli-error.js';
import { EXIT } from '../exit-codes.js';

const PAIR_OPTIONS = ['-p', '--param'];

/**
 * Turns each `-p NAME VALUE` into one argument, `--param=<JSON pair>`: the parser does not support options with two values, and a value may
 * begin with a dash.
 * @throws CliError if name or value is missing
 */
export function joinPairs(argv: readonly string[]): string[] {
  const joined: string[] = [];
  for (let at = 0; at < argv.length; at++) {
    const argument = argv[at] as string;
    if (argument === '--') {
      return [...joined, ...argv.slice(at)];
    }
    if (!PAIR_OPTIONS.includes(argument)) {
      joined.push(argument);
      continue;
    }
    const pair = argv.slice(at + 1, at + 3);
    if (pair.length < 2) {
      const hint = argv[0] === 'serve' ? '; the port is --port' : '';
      throw new CliError(EXIT.usage, `${argument} needs a name and a value: ${argument} NAME VALUE${hint}`);
    }
    joined.push(`--param=${JSON.stringify(pair)}`);
    at += 2;
  }
  return joined;
}
