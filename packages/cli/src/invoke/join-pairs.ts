import { CliError } from '../cli-error.js';
import { EXIT } from '../exit-codes.js';

const PAIR_OPTIONS = ['-p', '--param'];

/** The options of a debugger. Their addresses follow an equals sign: the word after them may be the action. */
const DEBUG_FLAGS = ['--inspect', '--inspect-brk', '--debug'];

/** What an option of a debugger without an address means. */
export const DEFAULT_ADDRESS = 'on';

/**
 * Turns each `-p NAME VALUE` into one argument, `--param=<JSON pair>`: the parser does not support options with two values, and a value may
 * begin with a dash. A debugger's option without an address becomes one with the default: the word after it is not its value.
 * @throws CliError if name or value is missing
 */
export function joinPairs(argv: readonly string[]): string[] {
  const joined: string[] = [];
  const debugFlags = argv[0] === 'serve' ? [] : DEBUG_FLAGS; // an error names what it does not have as it was written
  for (let at = 0; at < argv.length; at++) {
    const argument = argv[at] as string;
    if (argument === '--') {
      return [...joined, ...argv.slice(at)];
    }
    if (!PAIR_OPTIONS.includes(argument)) {
      joined.push(debugFlags.includes(argument) ? `${argument}=${DEFAULT_ADDRESS}` : argument);
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
