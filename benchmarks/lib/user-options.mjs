import * as path from 'node:path';
import { parseArgs } from 'node:util';
import { UsageError } from '../../test/support/program.js';
import { PEERS } from './servers.mjs';

/** The start of the servers, compiling and bundling come to these. */
const MINUTES = 10;

export const HELP = `usage: npm run bench -- [--quick] [--minutes NUMBER] [--rounds NUMBER] [--row NAME]… [--node PATH]… [--peer NAME=COMMAND]…
                        [--json FILE] [--svg FILE] [--markdown] [--from FILE] [--list]

  --quick              few rounds, small inputs: shows that it works, the figures mean little
  --minutes NUMBER     how long the rows may take together, default ${MINUTES}; each has three rounds even if that takes longer
  --rounds NUMBER      rounds of each row, however long they take
  --row NAME           only this row; may be repeated. * stands for any text, as in 'process-*'
  --list               the names of the rows
  --node PATH          another Node.js, for the rows about the start and the memory of a server; may be repeated
  --peer NAME=COMMAND  another proxy to measure: ${Object.keys(PEERS).join(' or ')}. The shell command starts it on $PORT;
                       it may use $DIRECTORY, an empty folder
  --json FILE          writes the results, with every round
  --svg FILE           writes a plot of the ratios
  --markdown           writes performance.md and performance.svg into the folder docs, and the table of README.md if the rows
                       that it needs were measured with the proxies
  --docs FOLDER        writes performance.md and performance.svg into this folder
  --from FILE          measures nothing: the results are those of this JSON file`;

const OPTIONS = {
  help: { type: 'boolean', default: false },
  list: { type: 'boolean', default: false },
  quick: { type: 'boolean', default: false },
  markdown: { type: 'boolean', default: false },
  minutes: { type: 'string' },
  rounds: { type: 'string' },
  row: { type: 'string', multiple: true, default: [] },
  node: { type: 'string', multiple: true, default: [] },
  peer: { type: 'string', multiple: true, default: [] },
  json: { type: 'string' },
  svg: { type: 'string' },
  docs: { type: 'string' },
  from: { type: 'string' },
};

/**
 * What the user asked for.
 * @returns the options; of `peer` the commands by name
 * @throws UsageError
 */
export function userOptions(args) {
  const values = parse(args);
  const root = path.join(import.meta.dirname, '..', '..');
  return {
    ...values,
    docs: values.docs ?? (values.markdown ? path.join(root, 'docs') : undefined),
    readme: values.markdown ? path.join(root, 'README.md') : undefined,
    minutes: positive('--minutes', values.minutes) ?? MINUTES,
    rounds: positive('--rounds', values.rounds),
    peer: Object.fromEntries(values.peer.map(peerCommand)),
  };
}

/**
 * The rows that the user named; all when none is named.
 * @throws UsageError for a name that no row has
 */
export function selectRows(rows, names) {
  if (names.length === 0) return rows;
  const known = rows.map(({ name }) => name);
  const isMeant = (row, name) => new RegExp(`^${name.replaceAll('*', '.*')}$`).test(row);
  const unknown = names.filter((name) => !known.some((row) => isMeant(row, name)));
  if (unknown.length > 0) {
    throw new UsageError(`there is no row ${unknown.join(', ')}; the rows are ${known.join(', ')}.`);
  }
  return rows.filter(({ name }) => names.some((pattern) => isMeant(name, pattern)));
}

function parse(args) {
  try {
    return parseArgs({ args, options: OPTIONS }).values;
  } catch (error) {
    throw new UsageError(`${error.message}\n${HELP}`);
  }
}

function positive(flag, text) {
  if (text === undefined) return undefined;
  if (!/^[1-9]\d{0,5}$/.test(text)) throw new UsageError(`${flag} ${text}: expected a number from 1.`);
  return Number(text);
}

function peerCommand(text) {
  const [, name, command] = /^(\w+)=(.+)$/s.exec(text) ?? [];
  if (!(name in PEERS)) {
    throw new UsageError(`--peer ${text}: expected NAME=COMMAND with ${Object.keys(PEERS).join(' or ')} as NAME.`);
  }
  return [name, command];
}
