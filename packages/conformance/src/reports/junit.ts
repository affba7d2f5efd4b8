import type { CaseResult, ConformanceReport, Evidence } from '../report.js';
import { clip } from './clip.js';
import { escapeMarkup } from './escape-markup.js';
import { makeLine } from './printable.js';
import { countOutcomes, groupBy, isDecisive, type Judgement } from './verdict.js';

const ROOM = { characters: 65_536, lines: 1000 };

/**
 * Formats a report as JUnit XML: a suite for each group, the evidence of failed cases as text. A failed case that does not decide whether the
 * target conforms is reported as skipped, as readers know nothing between a failure and that; its message says so.
 *
 * @example
 * ```js
 * import { commandTarget, formatJunit, runConformance } from '@actionrunner/conformance';
 *
 * const target = commandTarget(['node_modules/.bin/actionrunner', 'serve', 'native', '--port', '{port}']);
 * console.log(formatJunit(await runConformance({ target, cases: ['init/accepts-code'] }))); // <?xml …
 * ```
 */
export function formatJunit(report: ConformanceReport, judgement: Judgement = {}): string {
  const { results, durationMs } = report;
  const suites = [...groupBy(results, ({ case: { group } }) => group)];
  const counts = countTests(results, judgement);
  return [
    '<?xml version="1.0" encoding="UTF-8"?>\n',
    `<testsuites${attributes({ name: 'conformance', ...counts, time: toSeconds(durationMs) })}>\n`,
    ...suites.map(([group, members]) => formatSuite(group, members, report, judgement)),
    '</testsuites>\n',
  ].join('');
}

function formatSuite(
  name: string,
  results: readonly CaseResult[],
  { target, kit, startedAt }: ConformanceReport,
  judgement: Judgement,
): string {
  const time = toSeconds(results.reduce((total, { durationMs }) => total + durationMs, 0));
  // The schema wants a time without fraction and zone.
  const timestamp = startedAt.replace(/(?:\.\d+)?Z$/, '');
  const properties = Object.entries({ target: target.name, 'target.kind': target.kind, kit });
  return [
    `  <testsuite${attributes({ name, ...countTests(results, judgement), time, timestamp })}>\n`,
    '    <properties>\n',
    ...properties.map(([name, value]) => `      <property${attributes({ name, value })}/>\n`),
    '    </properties>\n',
    ...results.map((result) => formatCase(result, target.name, judgement)),
    '  </testsuite>\n',
  ].join('');
}

function formatCase(result: CaseResult, target: string, judgement: Judgement): string {
  const { id, title, group } = result.case;
  const name = attributes({
    name: `${id}: ${title}`,
    classname: `${target}.${group}`,
    time: toSeconds(result.durationMs),
  });
  const body = formatOutcome(result, judgement);
  return body === '' ? `    <testcase${name}/>\n` : `    <testcase${name}>\n${body}    </testcase>\n`;
}

function formatOutcome(result: CaseResult, judgement: Judgement): string {
  const { outcome, reason = '', evidence } = result;
  if (outcome === 'passed') {
    return '';
  }
  if (outcome === 'skipped') {
    return `      <skipped${attributes({ message: reason })}/>\n`;
  }
  const { severity } = result.case;
  const message = clip(evidence?.actual ?? reason, { ...ROOM, lines: 1 });
  const report = escapeMarkup(describe(result));
  return isDecisive(severity, judgement)
    ? `      <failure${attributes({ message, type: severity })}>${report}</failure>\n`
    : `      <skipped${attributes({ message: `failed, but is only ${severity}: ${message}` })}/>\n      <system-out>${report}</system-out>\n`;
}

function describe({ case: { source, remedy }, reason, evidence }: CaseResult): string {
  return [
    ...(reason === undefined ? [] : [`reason: ${reason}`]),
    ...(evidence === undefined ? [] : describeEvidence(evidence)),
    `remedy: ${remedy}`,
    `source: ${source}`,
  ].join('\n');
}

function describeEvidence({ requests, stdout, stderr, expected, actual }: Evidence): string[] {
  const exchanges = requests.flatMap(({ request, answer }) => Object.entries({ request, answer }));
  const texts = [...Object.entries({ expected, actual }), ...exchanges, ...Object.entries({ stdout, stderr })];
  return texts.map(([name, text]) => `${name}: ${clip(text, ROOM)}`);
}

/** Counts what a suite has, as readers see it. */
function countTests(results: readonly CaseResult[], judgement: Judgement): Record<string, number> {
  const failures = results.filter(
    ({ outcome, case: { severity } }) => outcome === 'failed' && isDecisive(severity, judgement),
  ).length;
  const { passed } = countOutcomes(results);
  return { tests: results.length, failures, errors: 0, skipped: results.length - failures - passed };
}

function attributes(values: Readonly<Record<string, string | number>>): string {
  return Object.entries(values)
    .map(([name, value]) => ` ${name}="${escapeMarkup(makeLine(String(value)))}"`)
    .join('');
}

function toSeconds(milliseconds: number): string {
  return (milliseconds / 1000).toFixed(3);
}
