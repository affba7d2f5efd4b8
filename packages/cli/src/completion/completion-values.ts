import type { Argument, Command, Option } from 'commander';

/** A word that may come next. */
export interface Candidate {
  readonly word: string;
  readonly description?: string;
}

/** What may come next. */
export interface Candidates {
  readonly words: readonly Candidate[];
  /** Whether the path of a file may, too. */
  readonly files: boolean;
}

type Source = () => Promise<readonly (Candidate | string)[]>;

const NO_WORDS: Source = async () => [];

async function listRunners(): Promise<string[]> {
  const { INTERPRETER_PREFIX, RUNNERS } = await import('../runners.js');
  return [...Object.keys(RUNNERS), INTERPRETER_PREFIX];
}

async function listInputs(): Promise<string[]> {
  const { SavedInputs } = await import('../dev/saved-inputs.js');
  return new SavedInputs().list();
}

async function listActivations(): Promise<Candidate[]> {
  const { ActivationStore } = await import('../activations/activation-store.js');
  return new ActivationStore()
    .list()
    .slice(0, MAX_ACTIVATIONS)
    .map(({ id, start }) => ({ word: id, description: new Date(start).toISOString() }));
}

async function listCases(): Promise<Candidate[]> {
  const conformance = await import('@actionrunner/conformance');
  return conformance.listCases().map(({ id, title }) => ({ word: id, description: title }));
}

async function listGroups(): Promise<string[]> {
  const conformance = await import('@actionrunner/conformance');
  return [...new Set(conformance.listCases().map(({ group }) => group))];
}

/** So many activations, the newest, are offered. */
const MAX_ACTIVATIONS = 50;

/** The words that a value may be, by the option, or by the name of the argument. */
const WORDS: Readonly<Record<string, Source>> = {
  '--runner': listRunners,
  'serve runner': listRunners,
  '--input': listInputs,
  '--save': listInputs,
  '--profile': async () => (await import('@actionrunner/images')).PROFILES,
  '--group': listGroups,
  '--case': listCases,
  '--report': async () => ['html=', 'junit=', 'tap=', 'json='],
  '--template': async () => (await import('../project/languages.js')).TEMPLATES,
  '--language': async () =>
    Object.values((await import('../project/languages.js')).LANGUAGES).map(({ programs: [usual = ''] }) => usual),
  '--network': async () => ['none'],
  '--http': async () => ['on'],
  'get id': listActivations,
  'result id': listActivations,
  'logs id': listActivations,
};

/** Values that are paths, by the option, or by the name of the argument or of the option's value. */
const PATHS: readonly string[] = [
  ...['file', 'path', '--runner', 'serve runner', 'check target', 'inspect image', '--docker'],
  ...['invoke action', 'dev action', 'build action'],
];

/** Names of values that are free text. */
const FREE: readonly string[] = [
  ...['action', 'address', 'command', 'id', 'image', 'list', 'milliseconds', 'name', 'name value', 'name=value'],
  ...['number', 'port', 'size', 'uid:gid', 'url'],
];

/** A value that a user may have to write. */
interface Value {
  /** What it is looked up by, the most special first. */
  readonly keys: readonly string[];
  /** The words that its declaration names. */
  readonly choices: readonly string[];
}

/** What an option's value may be; undefined if the option has none. */
export function valueOfOption(option: Option): Value | undefined {
  const [, name] = /[<[]([^>\]]+)[>\]]/.exec(option.flags) ?? [];
  if (name === undefined) {
    return undefined;
  }
  const alternatives = name.includes('|') ? name.split('|') : [];
  return { keys: [option.long ?? '', name], choices: option.argChoices ?? alternatives };
}

/** What an argument may be. */
export function valueOfArgument(command: Command, argument: Argument): Value {
  return { keys: [`${command.name()} ${argument.name()}`, argument.name()], choices: argument.argChoices ?? [] };
}

/** Whether it is known what a value may be, even if that is anything. */
export function isKnownValue({ keys, choices }: Value): boolean {
  return choices.length > 0 || keys.some((key) => key in WORDS || PATHS.includes(key) || FREE.includes(key));
}

/** Lists what can be completed for a value. */
export async function listValues({ keys, choices }: Value): Promise<Candidates> {
  const files = keys.some((key) => PATHS.includes(key));
  if (choices.length > 0) {
    return { words: choices.map((word) => ({ word })), files };
  }
  const key = keys.find((each) => Object.hasOwn(WORDS, each));
  const source = key === undefined ? NO_WORDS : (WORDS[key] as Source);
  const words = await source();
  return { words: words.map((each) => (typeof each === 'string' ? { word: each } : each)), files };
}
