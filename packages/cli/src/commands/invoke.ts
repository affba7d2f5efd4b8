import type { LogSink } from '@actionrunner/core';
import { createContext, encodeInit, encodeRun, isApplicationError } from '@actionrunner/core/internal';
import { Command } from 'commander';
import { type ActionFlags, addActionOptions } from '../action/action-options.js';
import { type Action, readAction, scriptOf, shownPathOf } from '../action/read-action.js';
import { selectRunner } from '../action/select-runner.js';
import { keepRecord } from '../activations/keep-record.js';
import { Recording } from '../activations/recording.js';
import { CliError } from '../cli-error.js';
import { EXIT, type ExitCode } from '../exit-codes.js';
import { addImageOptions, type ImageFlags, type ImagePlace, parseImageFlags } from '../image-options.js';
import { describeFailure } from '../invoke/describe-failure.js';
import { formatJson } from '../invoke/format-json.js';
import { addPair } from '../invoke/pair.js';
import { collectParameters, type ParameterSource } from '../invoke/parameters.js';
import { parseJson } from '../invoke/parse-json.js';
import { type Answer, post } from '../invoke/post.js';
import { printResult } from '../invoke/print-result.js';
import { createTerminalLogSink, NO_LOGS } from '../invoke/terminal-log-sink.js';
import { addLoopOptions, type LoopFlags, loopFlagOf, loopOptionsOf } from '../loop-options.js';

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

/** The time limit of an init or activation by default on the platform (openwhisk, `TimeLimit`). */
const TIME_LIMIT_MS = 60_000;

/** The memory limit of an action by default on the platform (openwhisk, `MemoryLimit`). */
const MEMORY_LIMIT_MB = 256;
const BYTES_PER_MB = 1024 * 1024;

/** The action of an image with its code built in. */
const BUILT_IN = { name: 'action', code: undefined, binary: false };

/** A runtime: local, in a container, or at a URL. */
interface Runtime {
  /** Its name in messages. */
  readonly name: string;
  /** Sends a request. The body is created when it is sent, as it contains the deadline. */
  readonly send: (route: 'init' | 'run', body: () => string) => Promise<Answer>;
  /** Turns the paths in a text into those of the user. */
  readonly show?: (text: string) => string;
}

/** Where an action runs. */
interface Place {
  /** The kind of the action, in its record. */
  readonly kind: string;
  readonly memoryMb: number;
  /** Starts a runtime that logs there, uses it and stops it. */
  readonly withRuntime: <T>(logs: LogSink, use: (runtime: Runtime) => Promise<T>) => Promise<T>;
}

interface InvokeFlags extends ActionFlags, ImageFlags, LoopFlags {
  readonly result?: boolean;
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
    .option('-b, --blocking', 'accepted as of wsk: invoke always waits for the result')
    .option('-r, --result', 'print the result only, no logs')
    .option(
      '-t, --timeout <milliseconds>',
      'time limit of the init and of the run, each',
      parseMilliseconds,
      TIME_LIMIT_MS,
    )
    .option('--url <url>', 'use the runtime that listens at this URL')
    .option('--record', 'print the record of the activation instead of its result')
    .option('--no-record', 'keep no record of the activation for `actionrunner activations`')
    .addHelpText('after', EXAMPLES);
  return addImageOptions(addLoopOptions(addActionOptions(command))).action(
    async (path: string | undefined, flags: InvokeFlags) => {
      finish(await invoke(path, sources, flags));
    },
  );
}

async function invoke(
  path: string | undefined,
  sources: readonly ParameterSource[],
  flags: InvokeFlags,
): Promise<ExitCode> {
  if (flags.record && flags.result) {
    throw new CliError(EXIT.usage, '--record prints the whole record and --result the result only: choose one.');
  }
  const image = await parseImageFlags(flags);
  const loop = loopOptionsOf(flags);
  const loopFlag = loopFlagOf(loop);
  if (loopFlag && (image || flags.url !== undefined)) {
    throw new CliError(
      EXIT.usage,
      `${loopFlag} is for a runner that is started here; it cannot be combined with --${image ? 'image' : 'url'}.`,
    );
  }
  const parameters = collectParameters(sources);
  const action = path === undefined ? undefined : await readAction(path, flags.runner);
  const place = await choosePlace(image, action, path, flags);
  const name = action?.name ?? 'action';
  const context = createContext(name);
  const recording = new Recording();
  const shown = flags.result ? NO_LOGS : await createTerminalLogSink();
  const logs = recording.watchLogs(shown);
  let failure: unknown;
  try {
    return await place.withRuntime(logs, async (runtime) => {
      const send = recording.watchRequests(runtime.send);
      const describe = (answer: Answer) => describeFailure(answer, shown, runtime.show ?? ((text) => text));
      const answer = await activate({ name: runtime.name, send, describe }, action, parameters, flags, context);
      if (!flags.record) {
        await printResult(`${formatJson(answer.body)}\n`);
      }
      return isApplicationError(answer.result) ? EXIT.failure : EXIT.success;
    });
  } catch (error) {
    failure = error;
    throw error;
  } finally {
    const { kind, memoryMb } = place;
    await keepRecord(recording, { context, name, kind, memoryMb, timeoutMs: flags.timeout, failure }, flags.record);
  }
}

async function choosePlace(
  image: ImagePlace | undefined,
  action: Action | undefined,
  path: string | undefined,
  flags: InvokeFlags,
): Promise<Place> {
  const timeoutMs = flags.timeout;
  if (image) {
    const { withImageRuntime } = await import('@actionrunner/images');
    return {
      kind: 'blackbox',
      memoryMb: image.memoryBytes / BYTES_PER_MB,
      withRuntime: (logs, use) => withImageRuntime({ ...image, logs, timeoutMs }, use),
    };
  }
  if (flags.url !== undefined) {
    const runtime = createRuntime(parseUrl(flags.url));
    return { kind: 'unknown', memoryMb: MEMORY_LIMIT_MB, withRuntime: (_logs, use) => use(runtime) };
  }
  const runnerName = flags.runner ?? (action && path && (await selectRunner(action, path)));
  if (!runnerName) {
    throw new CliError(
      EXIT.usage,
      'name an action, or a runner, URL or image that already has its code (--runner, --url, --image).',
    );
  }
  // Loaded on demand: wrong usage, the help and a runtime at a URL need no server.
  const { withLocalRuntime } = await import('../local-runtime.js');
  if (path !== undefined) {
    const { warnOfMain } = await import('../action/warn-of-main.js');
    warnOfMain(flags.main, runnerName, path);
  }
  const local = {
    runnerName,
    path: action && path !== undefined ? shownPathOf(action, path) : undefined,
    stub: true,
    script: action && scriptOf(action),
    loop: loopOptionsOf(flags),
    timeoutMs,
  };
  return {
    kind: runnerName,
    memoryMb: MEMORY_LIMIT_MB,
    withRuntime: (logs, use) =>
      withLocalRuntime({ ...local, logs }, ({ url, show }) => use({ ...createRuntime(url), show })),
  };
}

function createRuntime(url: string): Runtime {
  return { name: url, send: (route, body) => post(url, route, body()) };
}

/** Initializes the runtime and runs the action. @throws CliError if the action is broken, or the runtime cannot be reached */
async function activate(
  { name, send, describe }: Omit<Runtime, 'show'> & { readonly describe: (answer: Answer) => string },
  action: Action | undefined,
  parameters: string,
  flags: InvokeFlags,
  context: ReturnType<typeof createContext>,
): Promise<{ readonly body: string; readonly result: unknown }> {
  const deadline = () => ({ ...context, deadline: computeDeadline(flags.timeout) });
  // The platform initializes each new container, even without code.
  if (action || flags.image !== undefined) {
    const answer = await send('init', () =>
      encodeInit({ ...(action ?? BUILT_IN), main: flags.main, env: flags.env }, deadline()),
    );
    if (answer.status !== 200) {
      throw new CliError(EXIT.developer, `the action could not be initialized: ${describe(answer)}`);
    }
  }
  const answer = await send('run', () => encodeRun(parameters, deadline()));
  if (answer.status !== 200) {
    throw new CliError(EXIT.developer, `the action failed: ${describe(answer)}`);
  }
  const result = parseJson(answer.body);
  if (result === undefined) {
    throw new CliError(EXIT.developer, `the answer of ${name} is not JSON; an OpenWhisk runtime answers with JSON.`);
  }
  return { body: answer.body, result };
}

function parseUrl(text: string): string {
  if (!URL.canParse(text) || new URL(text).protocol !== 'http:') {
    throw new CliError(EXIT.usage, `--url must be an http:// URL, not "${text}".`);
  }
  return text;
}

function parseMilliseconds(text: string): number {
  if (!/^[1-9]\d{0,14}$/.test(text)) {
    throw new CliError(EXIT.usage, `--timeout must be a number of milliseconds, not "${text}".`);
  }
  return Number(text);
}

/** Epoch milliseconds; the invoker sends a string. */
function computeDeadline(ms: number): string {
  return String(Date.now() + ms);
}
