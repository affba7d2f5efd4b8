import { Command } from 'commander';
import { type ActivationRecord, annotationOf, decodeRecord, resultOf } from '../activations/activation-record.js';
import { ActivationStore, type StoredActivation } from '../activations/activation-store.js';
import { CliError, printWarning } from '../cli-error.js';
import { EXIT } from '../exit-codes.js';
import { formatJson } from '../invoke/format-json.js';
import { printResult } from '../invoke/print-result.js';

const EXAMPLES = `
Examples:
  $ actionrunner activations list --limit 5
  $ actionrunner activations get --last
  $ actionrunner activations logs 5f3c --strip
  $ actionrunner activations result --last

Exit codes:
  0  success
  1  there is no such activation
  2  its record cannot be read
  3  wrong usage`;

const DEFAULT_LIMIT = 30;
const MAX_LIMIT = 200;

/** The time and the stream before a line, and one blank. */
const PREFIX = /^\S+ std(?:out|err): ?/;

interface ListFlags {
  readonly limit: number;
  readonly skip: number;
  readonly since?: number;
  readonly upto?: number;
  readonly full?: boolean;
  readonly json?: boolean;
}

interface OneFlags {
  readonly last?: boolean;
  readonly json?: boolean;
  readonly strip?: boolean;
}

/** `actionrunner activations`: shows what `invoke` and `dev` have recorded, with the options of `wsk activation`. */
export function activationsCommand(): Command {
  const command = new Command('activations').description('show recorded activations').addHelpText('after', EXAMPLES);
  command
    .command('list')
    .description('list activations, the newest first')
    .argument('[action]', 'only those of the action with this name')
    .option('-l, --limit <number>', `at most so many, ${MAX_LIMIT} or fewer`, parseLimit, DEFAULT_LIMIT)
    .option('-s, --skip <number>', 'without the newest ones, so many', parseCount('skip'), 0)
    .option('--since <milliseconds>', 'only those that started at this time or later, since 1970', parseCount('since'))
    .option('--upto <milliseconds>', 'only those that started at this time or earlier, since 1970', parseCount('upto'))
    .option('-f, --full', 'the whole records, as JSON')
    .option('--json', 'as JSON, without logs and result')
    .action((action: string | undefined, flags: ListFlags) => list(action, flags));
  addOne(command, 'get', 'print the record of an activation').action((id: string | undefined, flags: OneFlags) =>
    print(readOne(id, flags).text, flags),
  );
  addOne(command, 'result', 'print the result of an activation').action((id: string | undefined, flags: OneFlags) => {
    const { record, text } = readOne(id, flags);
    return print(resultOf(record, text), flags);
  });
  addOne(command, 'logs', 'print the logs of an activation')
    .option('-r, --strip', 'without the time and the stream of each line')
    .action((id: string | undefined, flags: OneFlags) => printLogs(readOne(id, flags).record, flags));
  command
    .command('clear')
    .description('remove all records')
    .action(async () => {
      const removed = new ActivationStore().clear();
      await printResult(`${removed === 1 ? '1 activation was' : `${removed} activations were`} removed.\n`);
    });
  return command;
}

function addOne(command: Command, name: string, description: string): Command {
  return command
    .command(name)
    .description(description)
    .argument('[id]', 'its id, or the beginning of it')
    .option('-l, --last', 'that of the newest activation')
    .option('--json', 'as JSON in one line');
}

async function list(action: string | undefined, flags: ListFlags): Promise<void> {
  const records = select(action, flags);
  if (flags.full) {
    await printResult(`${formatJson(`[${records.map(({ text }) => text.trim()).join()}]`)}\n`);
  } else if (flags.json) {
    await printResult(`${JSON.stringify(records.map(({ record }) => summarize(record)))}\n`);
  } else {
    await printResult(formatTable(records.map(({ record }) => toRow(record))));
  }
}

/** Reads no more records than are asked for, unless a name is. */
function select(action: string | undefined, { limit, skip, since = 0, upto = Infinity }: ListFlags): Entry[] {
  const found: Entry[] = [];
  let toSkip = skip;
  for (const stored of new ActivationStore().list()) {
    if (stored.start < since || stored.start > upto) {
      continue;
    }
    const entry = action === undefined && toSkip > 0 ? undefined : readOrWarn(stored);
    if (action !== undefined && entry?.record.name !== action) {
      continue;
    }
    if (toSkip > 0) {
      toSkip--;
    } else if (entry) {
      found.push(entry);
    }
    if (found.length === limit) {
      break;
    }
  }
  return found;
}

interface Entry {
  readonly text: string;
  readonly record: ActivationRecord;
}

/** @returns undefined if it was removed in the meantime @throws CliError for a damaged file, and one that cannot be read */
function readEntry({ path, read }: StoredActivation): Entry | undefined {
  const text = read();
  if (text === undefined) {
    return undefined;
  }
  const record = decodeRecord(text);
  if (!record) {
    throw new CliError(EXIT.developer, `${path} is not the record of an activation; remove it.`);
  }
  return { text, record };
}

/** Reads an activation of several: one that cannot be read, as root has written it or the disk was full, hides no others. */
function readOrWarn(stored: StoredActivation): Entry | undefined {
  try {
    return readEntry(stored);
  } catch (error) {
    if (!(error instanceof CliError)) {
      throw error;
    }
    printWarning(error.message);
    return undefined;
  }
}

function summarize({ logs: _, response: { result: __, ...response }, ...facts }: ActivationRecord): object {
  return { ...facts, response };
}

const HEAD = ['Datetime', 'Activation ID', 'Kind', 'Start', 'Duration', 'Status', 'Entity'];

function toRow(record: ActivationRecord): string[] {
  return [
    new Date(record.start).toISOString().replace('T', ' ').slice(0, 19),
    record.activationId,
    String(annotationOf(record, 'kind')),
    annotationOf(record, 'initTime') === undefined ? 'warm' : 'cold',
    `${record.duration}ms`,
    record.response.status.replace('action ', '').replace('whisk ', ''),
    `${record.namespace}/${record.name}:${record.version}`,
  ];
}

/** Aligns columns. A name may be anything that a file is called: controls would change the table. */
function formatTable(rows: readonly (readonly string[])[]): string {
  const cells = [HEAD, ...rows].map((row) => row.map((cell) => cell.replace(/\p{Cc}/gu, '\u{FFFD}')));
  const widths = HEAD.map((_, column) => Math.max(...cells.map((row) => (row[column] as string).length)));
  const lines = cells.map((row) =>
    row
      .map((cell, column) => cell.padEnd(widths[column] as number))
      .join(' ')
      .trimEnd(),
  );
  return `${lines.join('\n')}\n`;
}

/** Finds an activation and reads it. @throws CliError if it is not there, or not only one */
function readOne(id: string | undefined, { last }: OneFlags): Entry {
  if ((id === undefined) === !last) {
    throw new CliError(EXIT.usage, 'name an activation by its id, or say --last.');
  }
  const stored = new ActivationStore().list();
  const found = id === undefined ? stored.slice(0, 1) : stored.filter((each) => each.id.startsWith(id.toLowerCase()));
  if (found.length > 1) {
    throw new CliError(EXIT.usage, `${found.length} activations have an id that begins with "${id}"; use more of it.`);
  }
  const entry = found[0] && readEntry(found[0]);
  if (!entry) {
    const hint = id === 'last' ? 'the last one is --last' : 'invoke adds one';
    const what = id === undefined ? 'there is no activation' : `there is no activation "${id}"`;
    throw new CliError(EXIT.failure, `${what} in ${new ActivationStore().folder}; ${hint}.`);
  }
  return entry;
}

async function print(text: string, { json }: OneFlags): Promise<void> {
  await printResult(`${json ? text.trim() : formatJson(text)}\n`);
}

async function printLogs({ logs }: ActivationRecord, { strip, json }: OneFlags): Promise<void> {
  const lines = strip ? logs.map((line) => line.replace(PREFIX, '')) : logs;
  await printResult(json ? `${JSON.stringify(lines)}\n` : lines.map((line) => `${line}\n`).join(''));
}

function parseLimit(text: string): number {
  const limit = parseCount('limit')(text);
  if (limit < 1 || limit > MAX_LIMIT) {
    throw new CliError(EXIT.usage, `--limit must be from 1 to ${MAX_LIMIT}, not ${text}.`);
  }
  return limit;
}

function parseCount(option: string): (text: string) => number {
  return (text) => {
    if (!/^\d{1,15}$/.test(text)) {
      throw new CliError(EXIT.usage, `--${option} must be a whole number, not "${text}".`);
    }
    return Number(text);
  };
}
