import { statSync } from 'node:fs';
import { exitOnSignal, messageOf } from '@actionrunner/core/internal';
import type { Workbench, WorkbenchOptions } from '@actionrunner/workbench';
import { Command, Option } from 'commander';
import { type ActionFlags, addActionOptions } from '../action/action-options.js';
import { readAction } from '../action/read-action.js';
import { CliError } from '../cli-error.js';
import { configure } from '../configuration/configure.js';
import { shorten } from '../configuration/find-configuration.js';
import { addDebugOptions, DEBUG_TIMEOUT_MS, type DebugFlags, parseDebugFlags } from '../debug/debug-options.js';
import type { DevOptions, DevOutput } from '../dev/dev-options.js';
import { collectPaths, pathsToWatch, type WatchFlags } from '../dev/paths-to-watch.js';
import { EXIT } from '../exit-codes.js';
import { addImageOptions, type ImageFlags, parseImageFlags } from '../image-options.js';
import { addPair } from '../invoke/pair.js';
import { collectParameters, type ParameterSource } from '../invoke/parameters.js';
import { createTimeoutOption } from '../invoke/timeout-option.js';
import { addLoopOptions, type LoopFlags, loopFlagOf, loopOptionsOf } from '../loop-options.js';

const EXAMPLES = `
Examples:
  $ actionrunner dev hello.py -p name James
  $ actionrunner dev ./my-action --input empty
  $ actionrunner dev hello.c --save james -p name James
  $ actionrunner dev page.py --http 3000
  $ actionrunner dev dist/hello.js --runner interpreter:node --on-build 'npm run build' --watch src
  $ actionrunner dev hello.py --ui
  $ actionrunner dev hello.sh --image registry.example/bash:1.0

Exit codes:
  0  stopped with q
  3  wrong usage`;

const LOOPBACK = '127.0.0.1';
const MAX_PORT = 65_535;

/** How long to wait for the action after a signal. */
const END_LIMIT_MS = 3_000;

interface DevFlags extends ActionFlags, ImageFlags, LoopFlags, DebugFlags, WatchFlags {
  readonly timeout: number;
  readonly cold?: boolean;
  readonly input?: string;
  readonly save?: string;
  readonly record: boolean;
  readonly http?: number;
  readonly httpHost?: string;
  readonly httpRaw?: boolean;
  readonly uiHost?: PageHost;
  readonly uiPort?: number;
}

type PageHost = NonNullable<WorkbenchOptions['host']>;
const PAGE_HOSTS: readonly PageHost[] = [LOOPBACK, '::1'];

/** `actionrunner dev`: runs an action each time it is saved. */
export function devCommand(): Command {
  // In the order given: the later one wins.
  const sources: ParameterSource[] = [];
  const command = new Command('dev')
    .description('run an action again whenever it is saved')
    .argument('<action>', 'source file, archive, directory or executable')
    .option('-p, --param <name value>', 'parameter: JSON if it parses, else a string (repeatable)', (text: string) =>
      sources.push(...addPair(text)),
    )
    .option('-P, --param-file <file>', 'JSON file of parameters (repeatable)', (file: string) => sources.push(file))
    .option('--input <name>', 'begin with the saved parameters of this name')
    .option('--save <name>', 'save the parameters under this name')
    .addOption(createTimeoutOption())
    .option('--cold', 'start a new runtime for each activation, as the first activation on the platform has')
    .option('--on-build <command>', 'shell command that makes the action, run first and after each change of --watch')
    .option('--watch <path>', 'file or directory whose changes count, too (repeatable)', collectPaths)
    .option('--no-record', 'keep no record of the activations')
    .option('--http <port>', 'run the action for each HTTP request, as a web action; "on" for a free port', parsePort)
    .option('--http-host <address>', `with --http: address to listen on (default: ${LOOPBACK})`)
    .option('--http-raw', 'with --http: query and body reach the action as they are, as with raw-http')
    .option('--ui', 'serve a page to edit and run the action, on this machine only')
    .addOption(
      new Option('--ui-host <address>', `with --ui: address to listen on (default: ${LOOPBACK})`).choices(PAGE_HOSTS),
    )
    .option('--ui-port <port>', 'with --ui: port to listen on (default: a free one)', (text: string) => {
      const port = Number(text);
      if (!/^\d{1,5}$/.test(text) || port > MAX_PORT) {
        throw new CliError(EXIT.usage, `--ui-port must be a port from 0 to ${MAX_PORT}, not "${text}".`);
      }
      return port;
    })
    .addHelpText('after', EXAMPLES);
  return addDebugOptions(addImageOptions(addLoopOptions(addActionOptions(command)))).action(
    (path: string, flags: DevFlags, self: Command) => dev(path, sources, flags, self),
  );
}

/** What a session runs, as the command line and the configuration file say. */
interface Prepared {
  readonly options: DevOptions;
  /** Collects the parameters, of a file of saved ones if there is one. */
  readonly collect: (saved: string | undefined) => string;
  /** The configuration file. */
  readonly file: string | undefined;
}

async function prepare(
  path: string,
  sources: readonly ParameterSource[],
  given: DevFlags,
  command: Command,
): Promise<Prepared> {
  const { flags, parameters: defaults, timeoutMs, logsMb, file } = await configure(path, given, command);
  const { runner, timeout, cold = false, record } = flags;
  const debug = parseDebugFlags(flags);
  const image = await parseImageFlags(flags);
  const loop = loopOptionsOf(flags);
  if (image && loopFlagOf(loop)) {
    throw new CliError(EXIT.usage, `${loopFlagOf(loop)} is for a runner that is started here, not for an image.`);
  }
  if (flags.onBuild === undefined && !statSync(path, { throwIfNoEntry: false })) {
    // Says so.
    await readAction(path, runner);
  }
  return {
    options: {
      ...{ path, runner, image, loop, debug, cold, record, logsMb, init: flags },
      timeoutMs: debug ? DEBUG_TIMEOUT_MS : (timeoutMs ?? timeout),
      onRequest: flags.http !== undefined,
    },
    collect: (saved) => collectParameters(saved === undefined ? sources : [saved], defaults),
    file,
  };
}

async function dev(
  path: string,
  sources: readonly ParameterSource[],
  flags: DevFlags,
  command: Command,
): Promise<void> {
  const { input, save, http, httpHost, httpRaw, ui, uiHost, uiPort } = flags;
  if (http === undefined && (httpHost !== undefined || httpRaw)) {
    throw new CliError(EXIT.usage, `--http-${httpRaw ? 'raw' : 'host'} is for --http.`);
  }
  if (!ui && (uiHost !== undefined || uiPort !== undefined)) {
    throw new CliError(EXIT.usage, `--ui-${uiHost === undefined ? 'port' : 'host'} is for --ui.`);
  }
  const watched = pathsToWatch(path, flags);
  const { SavedInputs } = await import('../dev/saved-inputs.js');
  const inputs = new SavedInputs();
  const given = input === undefined ? sources : [inputs.find(input), ...sources];
  const read = () => prepare(path, given, flags, command);
  let prepared = await read();
  if (save !== undefined) {
    inputs.save(save, collectParameters(given));
  }
  const folder = prepared.options.debug && (await import('../debug/debug-folder.js')).claimDebugFolder();
  const directory = folder?.directory;
  const { removeAbandoned } = await import('../scratch/remove-abandoned.js');
  const abandoned = removeAbandoned();
  const { DevSession } = await import('../dev/dev-session.js');
  const { watchAction } = await import('../watch/watch-action.js');
  let page: Workbench | undefined;
  const { HeldOutput } = await import('../dev/held-output.js');
  const held = new HeldOutput();
  const { createTerminalOutput } = await import('../dev/terminal-output.js');
  const output: DevOutput = { ...(await createTerminalOutput(held)), observe: (event) => page?.publish(event) };
  const { createBuildStep } = await import('../dev/build-step.js');
  const build = createBuildStep(flags.onBuild, output);
  const also = { directory, build };
  const session = new DevSession({ ...prepared.options, ...also }, prepared.collect(undefined), output);
  [...abandoned, ...(folder?.notes ?? [])].forEach(output.note);
  async function reload(): Promise<void> {
    try {
      prepared = await read();
      await session.reload({ ...prepared.options, ...also }, prepared.collect(undefined));
    } catch (error) {
      output.note(messageOf(error));
    }
  }
  /** What keeps the process alive, or would be left behind. */
  const opened: { close(): Promise<void> }[] = [session];
  // Also while no runtime is there, which would see to it.
  const ignoreSignals = exitOnSignal(async () => {
    // The page says that it has ended.
    await Promise.all([page?.close(), session.close()]);
  }, END_LIMIT_MS);
  try {
    if (http !== undefined) {
      const { startWeb } = await import('../dev/start-web.js');
      opened.push(await startWeb(path, session, flags, http, output));
    }
    if (ui) {
      const { servePage } = await import('../dev/serve-page.js');
      page = await servePage(path, session, inputs, { host: uiHost, port: uiPort });
      opened.push(page);
      output.note(`page: ${page.url}`);
    }
    const change = () => {
      page?.publish({ type: 'change' });
      void session.reload();
    };
    for (const each of watched) {
      opened.push(await watchAction(each, change, build && path));
    }
    if (prepared.file !== undefined) {
      output.note(`configuration: ${shorten(prepared.file)}`);
      opened.push(await watchAction(prepared.file, () => void reload()));
    }
    const first = session.reload();
    if (process.stdin.isTTY && process.stderr.isTTY) {
      const { interact } = await import('../dev/interact.js');
      const collect = (saved: string | undefined) => prepared.collect(saved);
      const over = interact(session, { inputs, collect, name: input ?? save }, { note: output.note, held, first });
      // The first activation may never end.
      await Promise.race([over, first.then(() => over)]);
    } else {
      await first;
      // A signal stops it.
      await new Promise(() => undefined);
    }
  } finally {
    for (const each of opened.reverse()) {
      await each.close();
    }
    folder?.release();
    ignoreSignals();
  }
}

function parsePort(text: string): number {
  const port = text === 'on' ? 0 : Number(text);
  if (!/^(?:on|\d{1,5})$/.test(text) || port > MAX_PORT) {
    throw new CliError(EXIT.usage, `--http must be a port from 0 to ${MAX_PORT}, or on, not "${text}".`);
  }
  return port;
}
