import { existsSync } from 'node:fs';
import {
  type CaseInfo,
  conforms,
  createProgress,
  formatJson,
  formatTerminal,
  type Judgement,
  listCases,
  type Progress,
  type ProgressOptions,
  readManifest,
  runConformance,
} from '@actionrunner/conformance';
import { Command, Option } from 'commander';
import { type CheckTarget, findTarget } from '../check/check-target.js';
import { parseReportFile, type ReportFile, writeReports } from '../check/report-files.js';
import { CliError } from '../cli-error.js';
import { EXIT, type ExitCode } from '../exit-codes.js';
import { printResult } from '../invoke/print-result.js';
import { suggestName } from '../suggest-name.js';

const EXAMPLES = `
Examples:
  $ actionrunner check http://127.0.0.1:8080
  $ actionrunner check registry.example/python:1.0 --report html=report.html
  $ actionrunner check ./my-runner.js --group init --group run
  $ actionrunner check -- python3 server.py {port}
  $ actionrunner check --list

Exit codes:
  0  no required case fails, and some case passes; with --strict, no recommended case fails either
  1  the runtime does not conform
  2  the target cannot be tested, or a report cannot be written
  3  wrong usage`;

/** The manifest that is read if none is named. */
const MANIFEST = 'conformance.json';

interface CheckFlags extends Judgement {
  readonly group?: readonly string[];
  readonly case?: readonly string[];
  readonly report?: readonly ReportFile[];
  readonly manifest?: string;
  readonly json?: boolean;
  readonly bail?: boolean;
  readonly list?: boolean;
}

/** `actionrunner check`: runs the conformance cases against a runtime in any language. @param argv the words of the whole command */
export function checkCommand(finish: (code: ExitCode) => void, argv: readonly string[]): Command {
  const dashes = argv.indexOf('--');
  const command = dashes < 0 ? undefined : argv.slice(dashes + 1);
  return new Command('check')
    .description('check whether a runtime conforms to the platform')
    .argument('[target...]', 'URL, image, runner (as for serve), or -- and a command that serves at {port}')
    .addOption(new Option('--group <name>', 'only the cases of a group (repeatable)').argParser(append(checkGroup)))
    .addOption(new Option('--case <id>', 'only this case (repeatable)').argParser(append(checkCase)))
    .addOption(
      new Option('--report <format=file>', 'write a report: html, junit, tap or json (repeatable)').argParser(
        append(parseReportFile),
      ),
    )
    .option(
      '--manifest <file>',
      `sample actions, and what the runtime supports (default: that of the runner, or ./${MANIFEST})`,
    )
    .option('--json', 'print JSON')
    .option('--bail', 'stop at the first failure')
    .option('--strict', 'recommended cases must pass as well')
    .option('--list', 'print the cases, and test nothing')
    .addHelpText('after', EXAMPLES)
    .action(async (words: string[], flags: CheckFlags) => {
      finish(flags.list ? await list(words, flags) : await check(await findTarget(words, command), flags));
    });
}

async function list(words: readonly string[], { group: groups, case: cases, json }: CheckFlags): Promise<ExitCode> {
  if (words.length > 0) {
    throw new CliError(EXIT.usage, '--list prints the cases; it tests no target.');
  }
  const infos = listCases({ ...(groups && { groups }), ...(cases && { cases }) });
  await printResult(json ? `${JSON.stringify(infos, null, 2)}\n` : formatCases(infos));
  return EXIT.success;
}

function formatCases(infos: readonly CaseInfo[]): string {
  const width = Math.max(...infos.map(({ id }) => id.length));
  return infos.map(({ id, severity, title }) => `${id.padEnd(width)}  ${severity.padEnd(11)}  ${title}\n`).join('');
}

async function check(checked: CheckTarget, flags: CheckFlags): Promise<ExitCode> {
  const { group: groups, case: cases, report: files = [], bail = false, json, strict } = flags;
  const { target, needsManifest } = checked;
  const file = flags.manifest ?? findManifest(checked);
  if (file === undefined && needsManifest) {
    throw new CliError(
      EXIT.usage,
      `${target.name} runs no shell scripts, so it needs samples in its language: name a manifest with --manifest.`,
    );
  }
  const manifest = file === undefined ? undefined : await readManifest(file);
  if (file !== undefined && flags.manifest === undefined) {
    process.stderr.write(
      `actionrunner: the manifest is ${file === checked.ownManifest ? 'that of the runner' : `./${file}`}.\n`,
    );
  }
  const selection = { ...(groups && { groups }), ...(cases && { cases }) };
  const shown = { ...flags, total: listCases(selection).length };
  const progress = json ? createQuietProgress(shown) : createProgress(process.stdout, shown);
  const options = { target, bail, onResult: progress.onResult, ...(manifest && { manifest }), ...selection };
  const report = await runConformance(options).finally(progress.clear);
  writeReports(files, report, flags);
  const colors = Boolean(process.stdout.isTTY && process.stdout.hasColors());
  await printResult(json ? formatJson(report) : `\n${formatTerminal(report, { colors, strict })}`);
  if (conforms(report, flags)) {
    return EXIT.success;
  }
  if (!manifest && !json) {
    const hint = `there is no ${MANIFEST} here, so the actions were shell scripts; for another language name its samples with --manifest`;
    process.stderr.write(`actionrunner: ${hint}.\n`);
  }
  return EXIT.failure;
}

/** Where stdout is for JSON, progress is for whoever looks at stderr. */
function createQuietProgress(options: ProgressOptions): Progress {
  return process.stderr.isTTY ? createProgress(process.stderr, options) : { onResult: () => {}, clear: () => {} };
}

/** The one in the working directory may be that of another runtime: a runner known by name has its own. */
function findManifest({ ownManifest }: CheckTarget): string | undefined {
  return ownManifest ?? (existsSync(MANIFEST) ? MANIFEST : undefined);
}

/** Parses a repeatable option. */
function append<T>(parse: (text: string) => T): (text: string, earlier?: readonly T[]) => T[] {
  return (text, earlier = []) => [...earlier, parse(text)];
}

function checkGroup(text: string): string {
  const groups = [...new Set(listCases().map(({ group }) => group))];
  return requireName('--group', text, groups, `one of ${groups.join(', ')}`);
}

function checkCase(text: string): string {
  const ids = listCases().map(({ id }) => id);
  return requireName('--case', text, ids, 'an id that --list prints');
}

function requireName(option: string, text: string, names: readonly string[], description: string): string {
  if (!names.includes(text)) {
    throw new CliError(EXIT.usage, `${option} must be ${description}, not "${text}".${suggestName(text, names)}`);
  }
  return text;
}
