import { Option } from 'commander';
import { CliError } from '../cli-error.js';
import { EXIT } from '../exit-codes.js';

/** The time limit of an init or activation by default on the platform (openwhisk, `TimeLimit`). */
const TIME_LIMIT_MS = 60_000;

/** The option `--timeout`. */
export function createTimeoutOption(): Option {
  return new Option('-t, --timeout <milliseconds>', 'time limit of the init and of the run, each')
    .argParser(parseMilliseconds)
    .default(TIME_LIMIT_MS);
}

function parseMilliseconds(text: string): number {
  if (!/^[1-9]\d{0,14}$/.test(text)) {
    throw new CliError(EXIT.usage, `--timeout must be a number of milliseconds, not "${text}".`);
  }
  return Number(text);
}
