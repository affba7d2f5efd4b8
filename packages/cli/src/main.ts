import { readFileSync } from 'node:fs';
import type { ConformanceErrorCode } from '@actionrunner/conformance';
import { messageOf, systemCode } from '@actionrunner/core/internal';
import type { ImageErrorCode } from '@actionrunner/images';
import { Command, CommanderError } from 'commander';
import { CliError } from './cli-error.js';
import type { COMPLETE_COMMAND as COMPLETE_WORD } from './completion/scripts.js';
import { EXIT, type ExitCode } from './exit-codes.js';
import { joinPairs } from './invoke/join-pairs.js';

const EXAMPLES = `
Examples:
  $ actionrunner invoke hello.sh -p name James
  $ actionrunner build hello.c -o hello.zip
  $ actionrunner serve native --port 8080
  $ actionrunner inspect registry.example/python:1.0
  $ actionrunner check http://127.0.0.1:8080
  $ actionrunner new ruby-runtime --language ruby

Exit codes:
  0  success
  1  the action answered with {"error": …}, serve cannot start, a check of inspect fails, or a runtime does not conform
  2  the action is broken, or the runtime or image cannot be reached or started
  3  wrong usage`;

/** The commands by name. */
const COMMANDS: Readonly<
  Record<string, (finish: (code: ExitCode) => void, argv: readonly string[]) => Promise<Command>>
> = {
  serve: async () => (await import('./commands/serve.js')).serveCommand(),
  invoke: async (finish) => (await import('./commands/invoke.js')).invokeCommand(finish),
  dev: async () => (await import('./commands/dev.js')).devCommand(),
  activations: async () => (await import('./commands/activations.js')).activationsCommand(),
  build: async () => (await import('./commands/build.js')).buildCommand(),
  inspect: async (finish) => (await import('./commands/inspect.js')).inspectCommand(finish),
  check: async (finish, argv) => (await import('./commands/check.js')).checkCommand(finish, argv),
  manifest: async () => (await import('./commands/manifest.js')).manifestCommand(),
  new: async () => (await import('./commands/new.js')).newCommand(),
  completion: async () => (await import('./commands/completion.js')).completionCommand(),
};

/** The names of the commands. */
export const COMMAND_NAMES: readonly string[] = Object.keys(COMMANDS);

/** What the scripts of shells call. It is here and there, so that a start loads no script. */
const COMPLETE_COMMAND: typeof COMPLETE_WORD = '__complete';

/** The commands that accept parameters. */
const WITH_PAIRS: readonly string[] = ['serve', 'invoke', 'dev'];

/** Runs the command. @param argv the arguments without node and script @returns the exit code */
export async function main(argv: readonly string[]): Promise<ExitCode> {
  let exitCode: ExitCode = EXIT.success;
  const finish = (code: ExitCode) => {
    exitCode = code;
  };
  // Only the requested one, if it is known: loading takes most of a cold start.
  const names = COMMAND_NAMES.filter((name) => name === argv[0]);
  const isCompletion = argv[0] === COMPLETE_COMMAND;
  const needsNone = isCompletion || nameVersion(argv)[0] === '--version';
  const program = await createProgram(names.length > 0 || needsNone ? names : COMMAND_NAMES, finish, argv);
  for (const command of [program, ...program.commands, ...program.commands.flatMap(({ commands }) => commands)]) {
    command.exitOverride();
    command.configureOutput({ outputError: (text, write) => write(text.replace(/^error:/, 'actionrunner:')) });
  }
  try {
    if (isCompletion) {
      const { printCandidates } = await import('./completion/print-candidates.js');
      await printCandidates(argv.slice(1), {
        names: COMMAND_NAMES,
        load: (name) => createProgram(name === undefined ? [] : [name], finish, []),
      });
      return exitCode;
    }
    const args = WITH_PAIRS.includes(argv[0] ?? '') ? joinPairs(argv) : nameVersion(argv);
    const word = names.length > 0 ? undefined : args[0];
    const suggestion = word === undefined ? undefined : (await import('./suggest-command.js')).suggestCommand(word);
    if (suggestion !== undefined) {
      throw new CliError(EXIT.usage, `unknown command '${word}'; ${suggestion}`);
    }
    await program.parseAsync(args, { from: 'user' });
    return exitCode;
  } catch (error) {
    if (error instanceof CommanderError) {
      // Commander has printed its message, and what is similar, or the help.
      const isUnknown = error.code === 'commander.unknownOption' && !error.message.includes('\n');
      const hint = isUnknown ? (await import('./suggest-option.js')).suggestOption(error.message) : undefined;
      if (hint !== undefined) process.stderr.write(`(${hint})\n`);
      return error.exitCode === 0 ? EXIT.success : EXIT.usage;
    }
    const label =
      process.stderr.isTTY && process.stderr.hasColors() ? '\u001B[31mactionrunner:\u001B[39m' : 'actionrunner:';
    process.stderr.write(`${label} ${messageOf(error)}\n`);
    return getExitCode(error);
  }
}

/**
 * Creates the program with some of its commands.
 * @param finish receives the exit code of a command that has one of its own @param argv the words of the command line
 */
export async function createProgram(
  names: readonly string[],
  finish: (code: ExitCode) => void,
  argv: readonly string[],
): Promise<Command> {
  const program = new Command('actionrunner')
    .description('Serve, invoke and build serverless actions through the real OpenWhisk protocol.')
    .version(readVersion())
    .showHelpAfterError('(run with --help for usage)')
    .addHelpText('after', EXAMPLES);
  for (const name of names) {
    program.addCommand((await COMMANDS[name]?.(finish, argv)) as Command);
  }
  return program;
}

/** Other tools print their version for these. */
function nameVersion(argv: readonly string[]): readonly string[] {
  return argv.length === 1 && ['-v', 'version'].includes(argv[0] as string) ? ['--version'] : argv;
}

const IMAGE_EXIT_CODES: Readonly<Record<ImageErrorCode, ExitCode>> = {
  ERR_IMAGE_NAME: EXIT.usage,
  ERR_IMAGE_ENGINE: EXIT.developer,
  ERR_IMAGE_READ: EXIT.developer,
  ERR_IMAGE_CONTAINER: EXIT.developer,
};

const CONFORMANCE_EXIT_CODES: Readonly<Record<ConformanceErrorCode, ExitCode>> = {
  ERR_CONFORMANCE_MANIFEST: EXIT.usage,
  ERR_CONFORMANCE_SELECTION: EXIT.usage,
  ERR_CONFORMANCE_TARGET: EXIT.developer,
};

/** The exit codes of errors of other packages, by their codes; any other is a failure. */
const EXIT_CODES: Readonly<Record<string, ExitCode>> = {
  ERR_RUNNER_OPTION: EXIT.usage,
  ...IMAGE_EXIT_CODES,
  ...CONFORMANCE_EXIT_CODES,
};

function getExitCode(error: unknown): ExitCode {
  if (error instanceof CliError) {
    return error.exitCode;
  }
  return EXIT_CODES[systemCode(error) ?? ''] ?? EXIT.failure;
}

function readVersion(): string {
  const manifest = readFileSync(new URL('../package.json', import.meta.url), 'utf8');
  return (JSON.parse(manifest) as { version: string }).version;
}
