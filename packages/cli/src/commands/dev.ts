import { statSync } from 'node:fs';
import { exitOnSignal } from '@actionrunner/core/internal';
import { Command } from 'commander';
import { type ActionFlags, addActionOptions } from '../action/action-options.js';
import { readAction } from '../action/read-action.js';
import { CliError } from '../cli-error.js';
import type { DevOutput } from '../dev/dev-session.js';
import { EXIT } from '../exit-codes.js';
import { addImageOptions, type ImageFlags, parseImageFlags } from '../image-options.js';
import { addPair } from '../invoke/pair.js';
import { collectParameters, type ParameterSource } from '../invoke/parameters.js';
import { printResult } from '../invoke/print-result.js';
import { createTerminalLogSink } from '../invoke/terminal-log-sink.js';
import { createTimeoutOption } from '../invoke/timeout-option.js';
import { addLoopOptions, type LoopFlags, loopFlagOf, loopOptionsOf } from '../loop-options.js';

const EXAMPLES = `
Examples:
  $ actionrunner dev hello.py -p name James
  $ actionrunner dev ./my-action --input empty
  $ actionrunner dev hello.c --save james -p name James
  $ actionrunner dev hello.sh --image registry.example/bash:1.0

Exit codes:
  0  stopped with q
  3  wrong usage`;

/** How long to wait for the action after a signal. */
const END_LIMIT_MS = 3_000;

interface DevFlags extends ActionFlags, ImageFlags, LoopFlags {
  readonly timeout: number;
  readonly cold?: boolean;
  readonly input?: string;
  readonly save?: string;
  readonly record: boolean;
}

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
    .option('--no-record', 'keep no record of the activations')
    .addHelpText('after', EXAMPLES);
  return addImageOptions(addLoopOptions(addActionOptions(command))).action((path: string, flags: DevFlags) =>
    dev(path, sources, flags),
  );
}

async function dev(path: string, sources: readonly ParameterSource[], flags: DevFlags): Promise<void> {
  const { runner, timeout: timeoutMs, cold = false, record, input, save } = flags;
  const image = await parseImageFlags(flags);
  const loop = loopOptionsOf(flags);
  if (image && loopFlagOf(loop)) {
    throw new CliError(EXIT.usage, `${loopFlagOf(loop)} is for a runner that is started here, not for an image.`);
  }
  if (!statSync(path, { throwIfNoEntry: false })) {
    // Says so.
    await readAction(path, runner);
  }
  const { SavedInputs } = await import('../dev/saved-inputs.js');
  const inputs = new SavedInputs();
  const given = input === undefined ? sources : [inputs.find(input), ...sources];
  const parameters = collectParameters(given);
  if (save !== undefined) {
    inputs.save(save, parameters);
  }
  const { DevSession } = await import('../dev/dev-session.js');
  const { watchAction } = await import('../watch/watch-action.js');
  const output = await createOutput();
  const session = new DevSession(
    { path, runner, image, loop, timeoutMs, cold, record, init: flags },
    parameters,
    output,
  );
  // Also while no runtime is there, which would see to it.
  const ignoreSignals = exitOnSignal(() => session.close(), END_LIMIT_MS);
  const watcher = await watchAction(path, () => void session.reload());
  await session.reload();
  if (process.stdin.isTTY && process.stderr.isTTY) {
    const { interact } = await import('../dev/interact.js');
    await interact(session, { inputs, parameters, name: input ?? save }, output.note);
    await watcher.close();
    await session.close();
    ignoreSignals();
    return;
  }
  // A signal stops it.
  await new Promise(() => undefined);
}

async function createOutput(): Promise<DevOutput> {
  const logs = await createTerminalLogSink();
  const isTerminal = process.stderr.isTTY && process.stderr.hasColors();
  const dim = (text: string) => (isTerminal ? `\u001B[2m${text}\u001B[22m` : text);
  return {
    logs,
    note: (line) => process.stderr.write(`${dim(line)}\n`),
    result: (text) => printResult(`${text}\n`),
  };
}
