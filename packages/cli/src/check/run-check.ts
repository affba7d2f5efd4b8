import { existsSync } from 'node:fs';
import {
  type CaseInfo,
  conforms,
  createProgress,
  formatJson,
  formatTerminal,
  listCases,
  type Progress,
  type ProgressOptions,
  readManifest,
  runConformance,
} from '@actionrunner/conformance';
import { CliError } from '../cli-error.js';
import { EXIT, type ExitCode } from '../exit-codes.js';
import { printResult } from '../invoke/print-result.js';
import { suggestName } from '../suggest-name.js';
import { type CheckFlags, MANIFEST } from './check-flags.js';
import { type CheckTarget, findTarget } from './check-target.js';
import { writeReports } from './write-reports.js';

/**
 * Runs cases, or lists them.
 * @param words the operands @param command the words after two dashes; undefined without them
 * @throws CliError
 */
export async function runCheck(
  words: readonly string[],
  command: readonly string[] | undefined,
  flags: CheckFlags,
): Promise<ExitCode> {
  flags.group?.forEach(checkGroup);
  flags.case?.forEach(checkCase);
  return flags.list ? await list(words, flags) : await check(await findTarget(words, command), flags);
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

function checkGroup(text: string): void {
  const groups = [...new Set(listCases().map(({ group }) => group))];
  requireName('--group', text, groups, `one of ${groups.join(', ')}`);
}

function checkCase(text: string): void {
  const ids = listCases().map(({ id }) => id);
  requireName('--case', text, ids, 'an id that --list prints');
}

function requireName(option: string, text: string, names: readonly string[], description: string): void {
  if (!names.includes(text)) {
    throw new CliError(EXIT.usage, `${option} must be ${description}, not "${text}".${suggestName(text, names)}`);
  }
}
