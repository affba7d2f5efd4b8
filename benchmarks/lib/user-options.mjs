import { parseArgs } from 'node:util';

export const HELP = `usage: npm run bench -- [--quick] [--row NAME]… [--list]

  --quick     few rounds, small inputs: shows that it works, the figures mean little
  --row NAME  only this row; may be repeated
  --list      the names of the rows`;

/** A mistake on the command line. */
export class UsageError extends Error {}

/**
 * What the user asked for.
 * @throws UsageError
 */
export function userOptions(argv, rows) {
  const known = rows.map(({ name }) => name);
  const names = parse(argv);
  const unknown = names.row.filter((name) => !known.includes(name));
  if (unknown.length > 0) {
    throw new UsageError(`there is no row ${unknown.join(', ')}; the rows are ${known.join(', ')}.`);
  }
  return { ...names, names: names.row.length > 0 ? names.row : known };
}

function parse(args) {
  const flag = { type: 'boolean', default: false };
  try {
    const row = { type: 'string', multiple: true, default: [] };
    return parseArgs({ args, options: { help: flag, list: flag, quick: flag, row } }).values;
  } catch (error) {
    throw new UsageError(`${error.message}\n${HELP}`);
  }
}
