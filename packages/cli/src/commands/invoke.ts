import { createContext, isApplicationError } from '@actionrunner/core/internal';
import { Command } from 'commander';
import { type ActionFlags, addActionOptions } from '../action/action-options.js';
import { readAction } from '../action/read-action.js';
import { keepRecord } from '../activations/keep-record.js';
import { Recording } from '../activations/recording.js';
import { CliError } from '../cli-error.js';
import { type Configured, configure } from '../configuration/configure.js';
import { shorten } from '../configuration/find-configuration.js';
import { addDebugOptions, DEBUG_TIMEOUT_MS, type DebugFlags, parseDebugFlags } from '../debug/debug-options.js';
import { EXIT, type ExitCode } from '../exit-codes.js';
import { addImageOptions, type ImageFlags, parseImageFlags } from '../image-options.js';
import { initialize, run } from '../invoke/activate.js';
import { describeFailure } from '../invoke/describe-failure.js';
import { formatJson } from '../invoke/format-json.js';
import { addPair } from '../invoke/pair.js';
import { collectParameters, type ParameterSource } from '../invoke/parameters.js';
import { choosePlace } from '../invoke/place.js';
import type { Answer } from '../invoke/post.js';
import { printResult } from '../invoke/print-result.js';
import { createTerminalLogSink, NO_LOGS } from '../invoke/terminal-log-sink.js';
import { createTimeoutOption } from '../invoke/timeout-option.js';
import { addLoopOptions, type LoopFlags, loopFlagOf, loopOptionsOf } from '../loop-options.js';
import { Progress } from '../progress/progress.js';

const EXAMPLES = `
Examples:
  $ actionrunner invoke hello.sh -p name James
  $ actionrunner invoke action.zip -P params.json -r
  $ actionrunner invoke hello.c --main handler -e CFLAGS=-O3
  $ actionrunner invoke hello.rb --runner interpreter:ruby
  $ actionrunner invoke hello.pl --runner ./perl-runner.js
  $ actionrunner invoke hello.sh --url http://127.0.0.1:8080
  $ actionrunner invoke hello.py --image registry.example/python:1.0

Exit codes:
  0  the action answered
  1  the action answered with {"error": …}
  2  the action is broken (init failed, bad result, crash), or the runtime cannot be reached or started
  3  wrong usage`;

interface InvokeFlags extends ActionFlags, ImageFlags, LoopFlags, DebugFlags {
  readonly result?: boolean;
  readonly verbose?: boolean;
  readonly url?: string;
  readonly timeout: number;
  /** `--record` or `--no-record`. */
  readonly record?: boolean;
}

/** `actionrunner invoke`: runs one action once, through the same HTTP requests as on the platform. */
export function invokeCommand(finish: (code: ExitCode) => void): Command {
  // In the order given: the later one wins.
  const sources: ParameterSource[] = [];
  const command = new Command('invoke')
    .description('run an action once and print its result')
    .argument(
      '[action]',
      'source file, archive, directory or executable; without it, the code that is already there runs',
    )
    .option('-p, --param <name value>', 'parameter: JSON if it parses, else a string (repeatable)', (text: string) =>
      sources.push(...addPair(text)),
    )
    .option('-P, --param-file <file>', 'JSON file of parameters, - for stdin (repeatable)', (file: string) =>
      sources.push(file),
    )
    .option('-b, --blocking', 'accepted for compatibility with wsk: invoke always waits for the result')
    .option('-r, --result', 'print the result only, no logs')
    .option('-v, --verbose', 'say which configuration file and which runner are used')
    .addOption(createTimeoutOption())
    .option('--url <url>', 'use the runtime that listens at this URL')
    .option('--record', 'print the record of the activation instead of its result')
    .option('--no-record', 'keep no record of the activation for `actionrunner activations`')
    .addHelpText('after', EXAMPLES);
  return addDebugOptions(addImageOptions(addLoopOptions(addActionOptions(command)))).action(
    async (path: string | undefined, flags: InvokeFlags, self: Command) => {
      finish(await invoke(path, sources, await configure(path, flags, self)));
    },
  );
}

async function invoke(
  path: string | undefined,
  sources: readonly ParameterSource[],
  { flags, parameters: defaults, timeoutMs: limitMs, logsMb, file }: Configured<InvokeFlags>,
): Promise<ExitCode> {
  if (flags.record && flags.result) {
    throw new CliError(EXIT.usage, '--record prints the whole record and --result the result only: choose one.');
  }
  const debug = parseDebugFlags(flags);
  const image = await parseImageFlags(flags);
  const loop = loopOptionsOf(flags);
  const loopFlag = loopFlagOf(loop);
  if (loopFlag && (image || flags.url !== undefined)) {
    throw new CliError(
      EXIT.usage,
      `${loopFlag} is for a runner that is started here; it cannot be combined with --${image ? 'image' : 'url'}.`,
    );
  }
  const parameters = collectParameters(sources, defaults);
  const action = path === undefined ? undefined : await readAction(path, flags.runner);
  const { main, runner, url, timeout } = flags;
  const timeoutMs = debug ? DEBUG_TIMEOUT_MS : (limitMs ?? timeout);
  const folder = debug && (await import('../debug/debug-folder.js')).claimDebugFolder();
  for (const note of folder?.notes ?? []) {
    process.stderr.write(`${note}\n`);
  }
  const where = { runner, url, image, loop, debug, directory: folder?.directory };
  const place = await choosePlace(action, path, { ...where, main, timeoutMs, logsMb });
  if (flags.verbose) {
    process.stderr.write(`configuration: ${file === undefined ? 'none' : shorten(file)}\nrunner: ${place.kind}\n`);
  }
  const name = action?.name ?? 'action';
  const message = { context: createContext(name), timeoutMs };
  const recording = new Recording();
  const shown = flags.result ? NO_LOGS : await createTerminalLogSink();
  const isQuiet = !image || flags.result || flags.record;
  const progress = new Progress(`starting a container of ${image?.image}`, { isQuiet });
  const logs = recording.watchLogs(progress.watchLogs(shown));
  try {
    return await place.withRuntime(logs, async (runtime) => {
      const send = recording.watchRequests(runtime);
      const describe = (answer: Answer) => describeFailure(answer, shown, runtime.show ?? ((text) => text));
      const watched = { ...runtime, send, describe };
      // The platform initializes each new container, even without code.
      if (action || image) {
        progress.set(`initializing ${name}`);
        await initialize(watched, action, flags, message);
      }
      progress.set(`running ${name}`);
      const result = await run(watched, parameters, message);
      progress.stop();
      if (!flags.record) {
        await printResult(`${formatJson(result.body)}\n`);
      }
      return isApplicationError(result.value) ? EXIT.failure : EXIT.success;
    });
  } finally {
    progress.stop();
    folder?.release();
    await keepRecord(recording, { ...place, ...message, name }, flags.record);
  }
}
