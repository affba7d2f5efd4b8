import type { CaseResult, ConformanceReport, Evidence, Outcome } from '../report.js';
import { clip } from './clip.js';
import { makeLine } from './printable.js';
import { conforms, countOutcomes, groupBy, isDecisive, type Judgement, OUTCOMES, SEVERITIES } from './verdict.js';

const ROOM = { characters: 4000, lines: 30 };

const DEFAULT_COLUMNS = 80;

/** What most cases do first, in this order. */
const BASIC = ['init/accepts-code', 'run/answers-result'];

/** Select Graphic Rendition parameters. */
type Style = 1 | 2 | 31 | 32 | 33;

const BOLD = 1;
const FAINT = 2;
const RED = 31;
const GREEN = 32;
const YELLOW = 33;

/** How a report is written for people. */
export interface TerminalOptions extends Judgement {
  readonly colors: boolean;
}

/** The stream that shows progress, as stdout and stderr are. */
export interface ProgressStream {
  readonly isTTY?: boolean;
  readonly columns?: number;
  hasColors?(): boolean;
  write(text: string): unknown;
}

/** How progress is shown. */
export interface ProgressOptions extends Judgement {
  /** How many cases there are; without it nobody sees how many are left. */
  readonly total?: number;
}

/** What shows how a run gets on. */
export interface Progress {
  /** Shows the result of one more case. */
  readonly onResult: (result: CaseResult) => void;
  /** Removes what is not to stay. */
  readonly clear: () => void;
}

const OUTCOME_STYLES: Readonly<Record<Outcome, Style>> = { passed: GREEN, failed: RED, skipped: FAINT };

/**
 * Shows progress: on a terminal one line that changes, and a line for each case that fails; elsewhere a line for each case that
 * is not skipped: the report has those.
 *
 * @example
 * ```js
 * import { commandTarget, createProgress, runConformance } from '@actionrunner/conformance';
 *
 * const target = commandTarget(['node_modules/.bin/actionrunner', 'serve', 'native', '--port', '{port}']);
 * const progress = createProgress(process.stdout, { total: 1 });
 * await runConformance({ target, cases: ['init/accepts-code'], onResult: progress.onResult });
 * progress.clear();
 * ```
 */
export function createProgress(stream: ProgressStream, options: ProgressOptions = {}): Progress {
  const paint = painter(stream.isTTY === true && stream.hasColors?.() === true);
  const results: CaseResult[] = [];
  let isShown = false;
  const clear = () => {
    if (isShown) {
      stream.write('\r\u001B[2K');
    }
    isShown = false;
  };
  const show = (counts: string, last: string) => {
    if (stream.isTTY) {
      const share = options.total === undefined ? '' : `${results.length} of ${options.total}: `;
      // A line that wraps could not be removed. A terminal without a size says 0.
      const line = `${share}${counts}  ${last}`.slice(0, (stream.columns || DEFAULT_COLUMNS) - 1);
      stream.write(paint(FAINT, line.trimEnd()));
      isShown = true;
    }
  };
  const onResult = (result: CaseResult) => {
    clear();
    results.push(result);
    if (result.outcome === 'failed' || !(stream.isTTY || result.outcome === 'skipped')) {
      stream.write(`${formatLine(result, options, paint)}\n`);
    }
    show(formatCounts(countOutcomes(results)), makeLine(result.case.id));
  };
  if (options.total !== undefined) show('the first cases run', '');
  return { onResult, clear };
}

/**
 * Formats the failing cases with their evidence, what was skipped and why, what failed by severity, and the verdict.
 *
 * @example
 * ```js
 * import { commandTarget, formatTerminal, runConformance } from '@actionrunner/conformance';
 *
 * const target = commandTarget(['node_modules/.bin/actionrunner', 'serve', 'native', '--port', '{port}']);
 * const report = await runConformance({ target, cases: ['init/accepts-code'] });
 * process.stdout.write(formatTerminal(report, { colors: false })); // … conforms. …
 * ```
 */
export function formatTerminal(report: ConformanceReport, options: TerminalOptions): string {
  const paint = painter(options.colors);
  const failed = report.results.filter(({ outcome }) => outcome === 'failed');
  const skipped = report.results.filter(({ outcome }) => outcome === 'skipped');
  return [
    ...failed.map((result) => `${formatFailure(result, options, paint)}\n`),
    ...(skipped.length > 0 ? [`${formatSkipped(skipped, report.results)}\n`] : []),
    ...(failed.length > 1 ? [`${formatFailed(failed)}\n`] : []),
    formatSummary(report, options, paint),
  ].join('');
}

type Paint = (style: Style, text: string) => string;

function painter(colors: boolean): Paint {
  return (style, text) => (colors ? `\u001B[${style}m${text}\u001B[0m` : text);
}

function formatLine(
  { case: { id, title, severity }, outcome, reason }: CaseResult,
  judgement: Judgement,
  paint: Paint,
) {
  const style = outcome === 'failed' && !isDecisive(severity, judgement) ? YELLOW : OUTCOME_STYLES[outcome];
  const why = outcome === 'skipped' && reason !== undefined ? ` (${makeLine(reason)})` : '';
  return `${paint(style, outcome.padEnd(7))}  ${makeLine(id)}  ${makeLine(title)}${why}`;
}

function formatFailure(result: CaseResult, judgement: Judgement, paint: Paint): string {
  const { severity, source, remedy } = result.case;
  const texts = [
    ...(result.reason === undefined ? [] : [['reason', result.reason] as const]),
    ...(result.evidence === undefined ? [] : listEvidence(result.evidence)),
    ['remedy', remedy] as const,
    ['source', source] as const,
  ];
  const width = Math.max(...texts.map(([name]) => name.length));
  const blocks = texts.map(([name, text]) => {
    const [first, ...rest] = clip(text, ROOM).split('\n');
    const margin = ' '.repeat(width + 6);
    return [
      `    ${paint(FAINT, name.padEnd(width))}  ${first}\n`,
      ...rest.map((line) => (line === '' ? '\n' : `${margin}${line}\n`)),
    ].join('');
  });
  return `${formatLine(result, judgement, paint)}  [${severity}]\n${blocks.join('')}`;
}

function listEvidence({ requests, stdout, stderr, expected, actual }: Evidence): (readonly [string, string])[] {
  const exchanges = requests.flatMap(({ request, answer }) => [
    ['request', request] as const,
    ['answer', answer] as const,
  ]);
  const logs = [['stdout', stdout] as const, ['stderr', stderr] as const].filter(([, text]) => text !== '');
  return [...exchanges, ...logs, ['expected', expected], ['actual', actual]];
}

/** Formats the skipped cases by reason. A group of which all cases are skipped for one reason is named instead of its cases. */
function formatSkipped(results: readonly CaseResult[], all: readonly CaseResult[]): string {
  const sizes = new Map([...groupBy(all, groupOf)].map(([group, members]) => [group, members.length]));
  const reasons = [...groupBy(results, ({ reason = 'no reason' }) => makeLine(reason))];
  return reasons
    .map(([reason, members]) => {
      const names = [...groupBy(members, groupOf)].flatMap(([group, some]) =>
        some.length > 1 && some.length === sizes.get(group) ? [`${group}: all ${some.length}`] : listIds(some),
      );
      return `skipped: ${reason}\n    ${names.join(', ')}\n`;
    })
    .join('');
}

/** Lists what failed, after pages of evidence. */
function formatFailed(results: readonly CaseResult[]): string {
  const lists = SEVERITIES.map(
    (severity) => [severity, results.filter((result) => result.case.severity === severity)] as const,
  );
  const basic = BASIC.find((id) => results.some((result) => result.case.id === id));
  return [
    ...lists.map(([severity, some]) =>
      some.length > 0 ? `failed: ${severity}\n    ${listIds(some).join(', ')}\n` : '',
    ),
    ...(basic === undefined ? [] : [`Begin with ${basic}: most of the other cases need what it tests.\n`]),
  ].join('');
}

function groupOf({ case: { group } }: CaseResult): string {
  return makeLine(group);
}

function listIds(results: readonly CaseResult[]): readonly string[] {
  return results.map(({ case: { id } }) => makeLine(id));
}

function formatSummary(report: ConformanceReport, judgement: Judgement, paint: Paint): string {
  const { target, counts, kit, durationMs } = report;
  const width = Math.max(...SEVERITIES.map((severity) => severity.length));
  const lines = SEVERITIES.map((severity) => {
    const line = formatCounts(counts[severity]);
    const style = isDecisive(severity, judgement) ? RED : YELLOW;
    return `${severity.padEnd(width)}  ${counts[severity].failed > 0 ? paint(style, line) : line}\n`;
  });
  const name = makeLine(target.name);
  const verdict = conforms(report, judgement)
    ? paint(GREEN, `${name} conforms.`)
    : paint(RED, `${name} does not conform${countOutcomes(report.results).failed > 0 ? '' : ': no case passed'}.`);
  return `${lines.join('')}${paint(BOLD, verdict)} ${paint(FAINT, `Kit ${kit}, ${(durationMs / 1000).toFixed(1)} s.`)}\n`;
}

function formatCounts(counts: Readonly<Record<Outcome, number>>): string {
  return OUTCOMES.map((outcome) => `${counts[outcome]} ${outcome}`).join(', ');
}
