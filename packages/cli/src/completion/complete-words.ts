import type { Command, Help, Option } from 'commander';
import { type Candidate, type Candidates, listValues, valueOfArgument, valueOfOption } from './completion-values.js';

/** The commands of the program. */
export interface Commands {
  readonly names: readonly string[];
  /** @returns the program with this command; with none for undefined */
  readonly load: (name: string | undefined) => Promise<Command>;
}

/** Options whose value is two words, as `-p NAME VALUE`. */
const PAIRS: readonly string[] = ['-p', '--param'];

/**
 * Lists what the last word may become.
 * @param words those after the name of the program, up to the cursor; the last one may be empty
 */
export async function completeWords(words: readonly string[], commands: Commands): Promise<Candidates> {
  const current = words.at(-1) ?? '';
  const { words: all, files } = await list(words.slice(0, -1), current, commands);
  const fitting = all.filter(({ word }) => word.startsWith(current));
  return { words: fitting, files };
}

async function list(before: readonly string[], current: string, commands: Commands): Promise<Candidates> {
  const [name] = before;
  if (name === undefined || name === 'help') {
    const program = await commands.load(undefined);
    return current.startsWith('-') ? listOptions(program) : only([...commands.names, ...(name ? [] : ['help'])]);
  }
  if (!commands.names.includes(name)) {
    return only([]);
  }
  const program = await commands.load(name);
  let command = program.commands.find((each) => each.name() === name) as Command;
  let rest = before.slice(1);
  const nested = command.commands.find((each) => each.name() === rest[0]);
  if (nested) {
    command = nested;
    rest = rest.slice(1);
  } else if (command.commands.length > 0 && rest.length === 0 && !current.startsWith('-')) {
    return { words: command.createHelp().visibleCommands(command).map(describeCommand), files: false };
  }
  return await listForCommand(command, rest, current);
}

async function listForCommand(command: Command, before: readonly string[], current: string): Promise<Candidates> {
  const options = optionsOf(command);
  let position = 0;
  for (let at = 0; at < before.length; at++) {
    const word = before[at] as string;
    if (word === '--') {
      return { words: [], files: true };
    }
    if (!word.startsWith('-') || word === '-') {
      position++;
      continue;
    }
    const option = options.find(({ short, long }) => [short, long].includes(word));
    if (!option?.required) {
      continue;
    }
    const last = at + (PAIRS.includes(word) ? 2 : 1);
    if (last >= before.length) {
      return await listOption(option);
    }
    at = last;
  }
  const [, long] = /^(--[^=]+)=/.exec(current) ?? [];
  if (long !== undefined) {
    const option = options.find((each) => each.long === long);
    const { words, files } = option ? await listOption(option) : only([]);
    return { words: words.map((each) => ({ ...each, word: `${long}=${each.word}` })), files };
  }
  if (current.startsWith('-')) {
    return listOptions(command);
  }
  const { registeredArguments: declared } = command;
  const argument = declared[position] ?? (declared.at(-1)?.variadic ? declared.at(-1) : undefined);
  return argument ? await listValues(valueOfArgument(command, argument)) : only([]);
}

async function listOption(option: Option): Promise<Candidates> {
  const value = valueOfOption(option);
  return value ? await listValues(value) : only([]);
}

function listOptions(command: Command): Candidates {
  const words = optionsOf(command).flatMap(({ short, long, description }) =>
    [long, short].filter((word) => word !== undefined).map((word) => ({ word, description })),
  );
  return { words, files: false };
}

/** The options that the help shows. */
function optionsOf(command: Command): Option[] {
  const help: Help = command.createHelp();
  return help.visibleOptions(command);
}

function describeCommand(command: Command): Candidate {
  return { word: command.name(), description: command.description() };
}

function only(words: readonly string[]): Candidates {
  return { words: words.map((word) => ({ word })), files: false };
}
