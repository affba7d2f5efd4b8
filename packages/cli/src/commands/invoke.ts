import { constants } from 'node:os';
import { Command } from 'commander';
import { CliError } from '../cli-error.js';
import { EXIT, type ExitCode } from '../exit-codes.js';
import { formatJson } from '../invoke/format-json.js';
import { type LocalRuntime, startLocalRuntime } from '../invoke/local-runtime.js';
import { initBody, newContext, runBody } from '../invoke/messages.js';
import { type Pair, parametersOf } from '../invoke/parameters.js';
import { type Answer, post } from '../invoke/post.js';
import { type Action, readAction } from '../invoke/read-action.js';
import { selectRunner } from '../invoke/select-runner.js';
import { NO_LOGS, TerminalLogSink } from '../invoke/terminal-log-sink.js';

const EXAMPLES = `
Examples:
  $ actionrunner invoke hello.sh -p name James
  $ actionrunner invoke action.zip -P params.json -r
  $ actionrunner invoke hello.pl --runner ./perl-runner.js
  $ actionrunner invoke hello.sh --url http://127.0.0.1:8080

Exit codes:
  0  the action answered
  1  the action answered with {"error": …}
  2  the action is broken (init failed, bad result, crash), or the runtime cannot be reached or started
  3  wrong usage`;

interface InvokeFlags {
  readonly runner?: string;
  readonly param?: readonly Pair[];
  readonly paramFile?: readonly string[];
  readonly main: string;
  readonly env?: Readonly<Record<string, string>>;
  readonly result?: boolean;
  readonly url?: string;
}

/** `actionrunner invoke`: runs one action once, through the same HTTP requests as on the platform. */
export function invokeCommand(finish: (code: ExitCode) => void): Command {
  return new Command('invoke')
    .description('run an action once and print its result')
    .argument(
      '[action]',
      'source file, zip, directory or binary; without one only POST /run is sent, to the code already there',
    )
    .option('--runner <runner>', 'native, bash, or the path of a module; default: by the kind of action')
    .option('-p, --param <name value>', 'parameter: JSON if it parses, else a string (repeatable)', addPair)
    .option('-P, --param-file <file>', 'JSON file of parameters (repeatable)', append)
    .option('--main <name>', 'entry point', 'main')
    .option('-e, --env <name=value>', 'environment variable of the init (repeatable)', addVariable)
    .option('-r, --result', 'print only the result, no logs')
    .option('--url <url>', 'use the runtime that listens there')
    .addHelpText('after', EXAMPLES)
    .action(async (path: string | undefined, flags: InvokeFlags) => {
      finish(await invoke(path, flags));
    });
}

async function invoke(path: string | undefined, flags: InvokeFlags): Promise<ExitCode> {
  const parameters = parametersOf(flags.paramFile ?? [], flags.param ?? []);
  const action = path === undefined ? undefined : await readAction(path);
  if (flags.url !== undefined) {
    return await exchange(checkedUrl(flags.url), action, parameters, flags);
  }
  const runnerName = flags.runner ?? (action && path && selectRunner(action, path));
  if (!runnerName) {
    throw new CliError(
      EXIT.usage,
      'name an action to run, or a runner or URL that has its code already (--runner, --url).',
    );
  }
  let runtime: LocalRuntime | undefined;
  const ignoreSignals = endOnSignals(() => runtime);
  try {
    runtime = await startLocalRuntime(runnerName, flags.result ? NO_LOGS : new TerminalLogSink());
    return await exchange(runtime.url, action, parameters, flags);
  } finally {
    await runtime?.close();
    ignoreSignals();
  }
}

async function exchange(
  url: string,
  action: Action | undefined,
  parameters: string,
  flags: InvokeFlags,
): Promise<ExitCode> {
  const context = newContext(action?.name ?? 'action');
  if (action) {
    const answer = await post(url, 'init', initBody(action, flags.main, flags.env ?? {}, context));
    if (answer.status !== 200) {
      throw new CliError(EXIT.developer, `the action could not be initialized: ${errorOf(answer)}`);
    }
  }
  const answer = await post(url, 'run', runBody(parameters, context));
  if (answer.status !== 200) {
    throw new CliError(EXIT.developer, `the action failed: ${errorOf(answer)}`);
  }
  const result = parsed(answer.body);
  if (result === undefined) {
    throw new CliError(EXIT.developer, `the answer of ${url} is not JSON; an OpenWhisk runtime answers with JSON.`);
  }
  process.stdout.write(`${formatJson(answer.body)}\n`);
  return isApplicationError(result) ? EXIT.failure : EXIT.success;
}

/** Ctrl-C ends the action and removes the scratch directory before the process goes. */
function endOnSignals(current: () => LocalRuntime | undefined): () => void {
  const end = (signal: NodeJS.Signals) => {
    const runtime = current();
    const exit = () => process.exit(128 + constants.signals[signal]);
    if (runtime) {
      runtime.abort();
      void runtime.close().finally(exit);
    } else {
      exit();
    }
  };
  process.once('SIGINT', end);
  process.once('SIGTERM', end);
  return () => {
    process.off('SIGINT', end);
    process.off('SIGTERM', end);
  };
}

function errorOf(answer: Answer): string {
  const error = (parsed(answer.body) as { error?: unknown } | undefined)?.error;
  const text = typeof error === 'string' ? error : answer.body;
  return `${text} (HTTP status ${answer.status})`;
}

function isApplicationError(result: unknown): boolean {
  return typeof result === 'object' && result !== null && Object.hasOwn(result, 'error');
}

function parsed(json: string): unknown {
  try {
    return JSON.parse(json);
  } catch {
    return undefined;
  }
}

function checkedUrl(text: string): string {
  if (!URL.canParse(text) || new URL(text).protocol !== 'http:') {
    throw new CliError(EXIT.usage, `--url must be an http:// URL, not "${text}".`);
  }
  return text;
}

function addPair(text: string, pairs: readonly Pair[] = []): Pair[] {
  const pair = parsed(text);
  if (!Array.isArray(pair) || pair.length !== 2 || !pair.every((part) => typeof part === 'string')) {
    throw new CliError(EXIT.usage, 'a parameter is given as -p NAME VALUE, without an equals sign.');
  }
  return [...pairs, pair as unknown as Pair];
}

function append(text: string, texts: readonly string[] = []): string[] {
  return [...texts, text];
}

function addVariable(text: string, env: Readonly<Record<string, string>> = {}): Record<string, string> {
  const at = text.indexOf('=');
  if (at < 1) {
    throw new CliError(EXIT.usage, `--env takes NAME=VALUE, not "${text}".`);
  }
  return { ...env, [text.slice(0, at)]: text.slice(at + 1) };
}
