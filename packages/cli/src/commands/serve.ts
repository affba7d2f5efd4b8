import { existsSync } from 'node:fs';
import { resolve } from 'node:path';
import { DEFAULT_DIRECTORY, DIRECTORY_VARIABLE } from '@actionrunner/core/internal';
import {
  type RunningServer,
  readServeSettings,
  SERVE_OPTIONS,
  type ServeOption,
  type ServeSettings,
  serve,
} from '@actionrunner/http/serve';
import { Command, Option } from 'commander';
import { type ActionFlags, addActionOptions } from '../action/action-options.js';
import { CliError, printWarning } from '../cli-error.js';
import type { Configured } from '../configuration/configure.js';
import { EXIT } from '../exit-codes.js';
import { isAction, loadRunner, type RunnerPlace } from '../load-runner.js';
import { addLoopOptions, type LoopFlags, loopOptionsOf } from '../loop-options.js';
import { RUNNERS } from '../runners.js';
import type { ActionSetup, ServedAction } from '../serve/serve-action.js';

const EXAMPLES = `
Examples:
  $ actionrunner serve native
  $ actionrunner serve bash --port 8081 --directory ./action
  $ actionrunner serve ./my-runner.js --socket /run/action.sock
  $ actionrunner serve hello.sh --watch

Exit codes:
  0  stopped by a signal: SIGTERM, SIGINT, SIGHUP or SIGQUIT
  1  it cannot start: the port, the action directory or the module; or the runner's stop hook failed
  2  the action cannot be initialized
  3  wrong usage`;

interface ServeFlags extends LoopFlags, Partial<ActionFlags> {
  readonly directory?: string;
  /** Pairs as `joinPairs` writes them. */
  readonly param?: readonly string[];
  readonly watch?: boolean;
}

const BYTES_PER_MB = 1024 * 1024;

/** The flags for an action. */
const ACTION_FLAGS = ['runner', 'main', 'env', 'param', 'watch'] as const;

/** `actionrunner serve`: serves a runner over HTTP until a signal stops it. Prints nothing of its own unless something is wrong, or the
 * port is chosen by the system. */
export function serveCommand(): Command {
  const command = new Command('serve')
    .description('serve a runner over HTTP: POST /init and POST /run')
    .argument(
      '<runner>',
      `${Object.keys(RUNNERS).join(', ')}, or the path of a module that exports an ActionRunner, or of an action`,
    )
    .option(
      '--directory <path>',
      `action directory, created if missing (default: ${DEFAULT_DIRECTORY}, env: ${DIRECTORY_VARIABLE})`,
    )
    .addHelpText('after', EXAMPLES);
  addLoopOptions(command);
  addActionOptions(command)
    .option('-p, --param <name value>', 'parameter of an action, which a request may override (repeatable)', append)
    .option('--watch', 'read an action again when it changes');
  const settings = Object.entries(SERVE_OPTIONS).map(([name, option]) => ({ name, option: createOption(option) }));
  for (const { option } of settings) {
    command.addOption(option);
  }
  return command.action(async (name: string, { directory: flag, ...flags }: ServeFlags) => {
    const fromFlags = settings.filter(({ option }) => command.getOptionValueSource(option.attributeName()) === 'cli');
    const given: Partial<ServeSettings> = Object.fromEntries(
      fromFlags.map(({ name, option }) => [name, command.getOptionValue(option.attributeName())]),
    );
    if (flag === '') {
      throw new CliError(EXIT.usage, '--directory must not be empty.');
    }
    // An empty variable counts as unset.
    const directory = flag ?? (process.env[DIRECTORY_VARIABLE] || undefined);
    const isGiven = (option: string) => command.getOptionValueSource(option) === 'cli';
    const place = {
      directoryGiven: Boolean(directory),
      stub: true,
      loop: loopOptionsOf(flags),
      onFailure: EXIT.failure,
    };
    const { url } =
      isGiven('runner') || isAction(name)
        ? await serveOneAction(name, flags, command, {
            place: { ...place, directory: directory && resolve(directory) },
            settings: given,
          })
        : await serveRunner(name, { ...place, directory: resolve(directory || DEFAULT_DIRECTORY) }, given, isGiven);
    announce(`Serving ${name} at ${url}\n`, given);
  });
}

async function serveRunner(
  name: string,
  place: RunnerPlace,
  settings: Partial<ServeSettings>,
  isGiven: (option: string) => boolean,
): Promise<RunningServer> {
  const [lonely] = ACTION_FLAGS.filter(isGiven);
  if (lonely !== undefined) {
    const reason = existsSync(name) ? `, which needs --runner as well: ${name} is a module` : `: ${name} is a runner`;
    throw new CliError(EXIT.usage, `--${lonely} is for an action${reason}.`);
  }
  return await serve(await loadRunner(name, place), { ...settings, onWarning: printWarning });
}

async function serveOneAction(
  path: string,
  flags: ServeFlags,
  command: Command,
  { place, settings }: Pick<ServedAction, 'place' | 'settings'>,
): Promise<RunningServer> {
  // Loaded on demand: a runtime starts without an action.
  const { configure } = await import('../configuration/configure.js');
  const configured = await configure(path, flags, command);
  const setup = setupOf(configured);
  const limits = {
    ...limitOf('timeoutMs', setup.timeoutMs),
    ...limitOf('maxLogBytes', setup.logsMb === undefined ? undefined : setup.logsMb * BYTES_PER_MB),
  };
  const { serveAction } = await import('../serve/serve-action.js');
  return await serveAction({
    ...{ path, setup, place, file: configured.file, watch: flags.watch ?? false },
    readSetup: async () => setupOf(await configure(path, flags, command)),
    settings: { ...limits, ...settings },
  });
}

function setupOf({ flags, parameters: defaults, timeoutMs, logsMb }: Configured<ServeFlags>): ActionSetup {
  const { runner, main = 'main', env, param = [] } = flags;
  return { runner, main, env, param, defaults, timeoutMs, logsMb };
}

/** A limit of the file. A variable of the environment is nearer. */
function limitOf(name: 'timeoutMs' | 'maxLogBytes', value: number | undefined): Partial<ServeSettings> {
  const isLimited = SERVE_OPTIONS[name].environment.some((variable) => process.env[variable]);
  return value === undefined || isLimited ? {} : { [name]: value };
}

/** Says where it listens: on a terminal to whoever looks, and in a script on stdout, if the system has chosen the port. */
function announce(line: string, { port, socket }: Partial<ServeSettings>): void {
  if (process.stderr.isTTY) {
    process.stderr.write(line);
  } else if (socket === undefined && (port ?? readServeSettings({}, process.env).port) === 0) {
    process.stdout.write(line);
  }
}

function append(text: string, texts: readonly string[] = []): string[] {
  return [...texts, text];
}

function createOption(option: ServeOption<unknown>): Option {
  const silent = option.default === undefined || typeof option.default === 'boolean';
  const shown = silent ? [] : [`default: ${option.default}`];
  const help = `${option.help} (${[...shown, `env: ${option.environment.join(', ')}`].join(', ')})`;
  const declared = new Option(option.flags, help);
  // The parser would call it even for a flag without a value.
  return declared.required ? declared.argParser<unknown>(option.parse) : declared;
}
