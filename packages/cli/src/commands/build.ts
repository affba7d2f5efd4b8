import { existsSync, readFileSync, rmSync, type Stats, statSync, writeFileSync } from 'node:fs';
import { join, relative, sep } from 'node:path';
import { encodeInit, identifyBytes, messageOf } from '@actionrunner/core/internal';
import { Command } from 'commander';
import { type ActionFlags, addActionOptions } from '../action/action-options.js';
import { readAction, scriptOf, shownPathOf } from '../action/read-action.js';
import { selectRunner } from '../action/select-runner.js';
import { zipDirectory } from '../action/zip-directory.js';
import { CliError } from '../cli-error.js';
import { configure } from '../configuration/configure.js';
import { EXIT } from '../exit-codes.js';
import { describeFailure } from '../invoke/describe-failure.js';
import { post } from '../invoke/post.js';
import { createTerminalLogSink } from '../invoke/terminal-log-sink.js';
import { withProgress } from '../progress/progress.js';
import { writeInOneStep } from '../write-in-one-step.js';

const EXAMPLES = `
Examples:
  $ actionrunner build hello.c -o hello.zip
  $ actionrunner build ./project --runner c --main handler -e LDLIBS=-lm -o action.zip
  $ actionrunner invoke hello.zip -p name James

Exit codes:
  0  the archive is written
  2  the action could not be built, or the archive could not be written
  3  wrong usage`;

interface BuildFlags extends ActionFlags {
  readonly output: string;
}

/** `actionrunner build`: initializes an action once and packs the ready action directory, so that a cold start only unpacks it. */
export function buildCommand(): Command {
  const command = new Command('build')
    .description('build an action ahead of time and pack it')
    .argument('<action>', 'source file, archive, directory or executable')
    .option('-o, --output <file>', 'the archive to write', 'action.zip')
    .addHelpText('after', EXAMPLES);
  return addActionOptions(command).action(build);
}

async function build(path: string, given: BuildFlags, command: Command): Promise<void> {
  requireOther(given.output, path);
  const { flags } = await configure(path, given, command);
  const action = await readAction(path, flags.runner);
  const runnerName = flags.runner ?? (await selectRunner(action, path));
  const { warnOfMain } = await import('../action/warn-of-main.js');
  warnOfMain(flags.main, runnerName, path);
  const { withLocalRuntime } = await import('../local-runtime.js');
  const terminal = await createTerminalLogSink();
  const zip = await withProgress(`building ${path}`, {}, async (progress) => {
    const logs = progress.watchLogs(terminal);
    const local = { runnerName, logs, path: shownPathOf(action, path), stub: false, script: scriptOf(action) };
    return await withLocalRuntime(local, async (runtime) => {
      const answer = await post(runtime.url, 'init', encodeInit({ ...action, main: flags.main, env: flags.env }, {}));
      if (answer.status !== 200) {
        throw new CliError(
          EXIT.developer,
          `the action could not be built: ${describeFailure(answer, logs, runtime.show)}`,
        );
      }
      await nameInterpreter(runnerName, join(runtime.directory, 'exec'));
      forgetArchive(flags.output, path, runtime.directory);
      return await pack(runtime.directory);
    });
  });
  write(flags.output, zip);
}

/** How a zip begins, by which an archive of an earlier build is known: that one may be replaced. */
const ZIP_HEAD = Buffer.from('PK');

/** @throws CliError for an archive that would take the place of the action, or of one of its files */
function requireOther(output: string, source: string): void {
  const [written, read] = [output, source].map(statIfThere);
  if (!written?.isFile() || !read) {
    return;
  }
  const isSame = written.ino === read.ino && written.dev === read.dev;
  if ((isSame || (read.isDirectory() && isInside(source, output))) && !isReplaceable(output)) {
    const what = isSame ? 'the action' : 'a file of the action';
    throw new CliError(EXIT.usage, `the archive would replace ${output}, ${what}: name another file with --output.`);
  }
}

/** What is wrong with a path is said when it is read or written. */
function statIfThere(file: string): Stats | undefined {
  try {
    return statSync(file);
  } catch {
    return undefined;
  }
}

function isReplaceable(file: string): boolean {
  const bytes = readFileSync(file);
  return bytes.length === 0 || bytes.indexOf(ZIP_HEAD) === 0;
}

async function pack(directory: string): Promise<Buffer> {
  try {
    return await zipDirectory(directory);
  } catch (error) {
    throw new CliError(EXIT.developer, `the action cannot be packed: ${messageOf(error)}`, { cause: error });
  }
}

/** Adds a `#!` line to a bash script without one: the packed archive does not show its runner. */
async function nameInterpreter(runnerName: string, file: string): Promise<void> {
  const script = runnerName === 'bash' && existsSync(file) ? readFileSync(file) : undefined;
  if (script && ['text', 'encoded'].includes((await identifyBytes(script, file)).kind)) {
    writeFileSync(file, Buffer.concat([Buffer.from('#!/usr/bin/env bash\n'), script]));
  }
}

/** Removes the archive of an earlier build, which is not part of the action, from a copy of the sources. */
function forgetArchive(output: string, source: string, directory: string): void {
  if (isInside(source, output)) {
    rmSync(join(directory, relative(source, output)), { force: true });
  }
}

function isInside(folder: string, file: string): boolean {
  const place = relative(folder, file);
  return place !== '' && place !== '..' && !place.startsWith(`..${sep}`);
}

function write(file: string, bytes: Buffer): void {
  try {
    writeInOneStep(file, bytes);
  } catch (error) {
    throw new CliError(EXIT.developer, `${file} cannot be written: ${messageOf(error)}`, { cause: error });
  }
}
