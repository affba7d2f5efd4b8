// @ts-check
import { parseArgs } from 'node:util';
import { UsageError } from '../support/program.js';

export const HELP = `usage: npm run soak -- [--activations N] [--seed N] [--concurrency N] [--seconds MAX] [--runtime NAME]…

  --activations N  how many, shared by the runtimes (default 50000)
  --seed N         the same seed gives the same mix (default: by chance, printed)
  --concurrency N  requests in flight at each runtime (default 6)
  --seconds MAX    sends nothing new after this time (default: no limit)
  --runtime NAME   only this one; may be repeated`;

/**
 * What the user asked for.
 * @param {string[]} args
 * @param {string[]} known names of the runtimes
 * @throws {UsageError}
 */
export function userOptions(args, known) {
  const { help, runtime, ...numbers } = parse(args);
  const unknown = runtime.filter((name) => !known.includes(name));
  if (unknown.length > 0) {
    throw new UsageError(`there is no runtime ${unknown.join(', ')}; the runtimes are ${known.join(', ')}.`);
  }
  return {
    help,
    names: runtime.length > 0 ? runtime : known,
    activations: positive('activations', numbers.activations),
    seed: positive('seed', numbers.seed ?? String(1 + Math.floor(Math.random() * 2 ** 31))),
    concurrency: positive('concurrency', numbers.concurrency),
    seconds: numbers.seconds === undefined ? Number.POSITIVE_INFINITY : positive('seconds', numbers.seconds),
  };
}

/** @param {string} name @param {string} text */
function positive(name, text) {
  if (!/^[1-9]\d{0,9}$/.test(text)) throw new UsageError(`--${name} takes a positive number, not ${text}.`);
  return Number(text);
}

/** @param {string[]} args */
function parse(args) {
  try {
    return parseArgs({
      args,
      options: {
        help: { type: 'boolean', default: false },
        activations: { type: 'string', default: '50000' },
        seed: { type: 'string' },
        concurrency: { type: 'string', default: '6' },
        seconds: { type: 'string' },
        runtime: { type: 'string', multiple: true, default: [] },
      },
    }).values;
  } catch (error) {
    throw new UsageError(`${/** @type {Error} */ (error).message}\n${HELP}`);
  }
}
