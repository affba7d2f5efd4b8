import { resolve } from 'node:path';
import { DEFAULT_DIRECTORY, DIRECTORY_VARIABLE } from '@actionrunner/core/internal';
import { SERVE_OPTIONS, type ServeOption, type ServeSettings, serve } from '@actionrunner/http/serve';
import { Command, Option } from 'commander';
import { CliError } from '../cli-error.js';
import { EXIT } from '../exit-codes.js';
import { loadRunner, printWarning } from '../load-runner.js';
import { addLoopOptions, type LoopFlags, loopOptionsOf } from '../loop-options.js';
import { RUNNERS } from '../runners.js';

const EXAMPLES = `
Examples:
  $ actionrunner serve native
  $ actionrunner serve bash --port 8081 --directory ./action
  $ actionrunner serve ./my-runner.js --socket /run/action.sock

Exit codes:
  0  stopped by a signal: SIGTERM, SIGINT, SIGHUP or SIGQUIT
  1  it cannot start: the port, the action directory or the module; or the runner's stop hook failed
  3  wrong usage`;

interface ServeFlags extends LoopFlags {
  readonly directory?: string;
}

/** `actionrunner serve`: serves a runner over HTTP until a signal stops it. Prints nothing unless something is wrong. */
export function serveCommand(): Command {
  const command = new Command('serve')
    .description('serve a runner over HTTP: POST /init and POST /run')
    .argument('<runner>', `${Object.keys(RUNNERS).join(', ')}, or the path of a module that exports an ActionRunner`)
    .option(
      '--directory <path>',
      `action directory, created if missing (default: ${DEFAULT_DIRECTORY}, env: ${DIRECTORY_VARIABLE})`,
    )
    .addHelpText('after', EXAMPLES);
  addLoopOptions(command);
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
    const place = {
      directory: resolve(directory || DEFAULT_DIRECTORY),
      directoryGiven: Boolean(directory),
      stub: true,
      loop: loopOptionsOf(flags),
      onFailure: EXIT.failure,
    };
    const runner = await loadRunner(name, place);
    const { url } = await serve(runner, { ...given, onWarning: printWarning });
    if (process.stderr.isTTY) {
      process.stderr.write(`Serving ${name} at ${url}\n`);
    }
  });
}

function createOption(option: ServeOption<unknown>): Option {
  const silent = option.default === undefined || typeof option.default === 'boolean';
  const shown = silent ? [] : [`default: ${option.default}`];
  const help = `${option.help} (${[...shown, `env: ${option.environment.join(', ')}`].join(', ')})`;
  const declared = new Option(option.flags, help);
  // The parser would call it even for a flag without a value.
  return declared.required ? declared.argParser<unknown>(option.parse) : declared;
}
