import type { CaseResult, ConformanceReport, Evidence } from '../report.js';
import { clip } from './clip.js';
import { makeLine, makePrintable } from './printable.js';
import { isDecisive, type Judgement } from './verdict.js';

const ROOM = { characters: 16_384, lines: 200 };

/**
 * Formats a report as TAP 14, with the evidence of failed cases in YAML blocks. A failed case that does not decide whether the target
 * conforms is marked as TODO, which harnesses do not count as a failure.
 *
 * Source: https://testanything.org/tap-version-14-specification.html
 *
 * @example
 * ```js
 * import { commandTarget, formatTap, runConformance } from '@actionrunner/conformance';
 *
 * const target = commandTarget(['node_modules/.bin/actionrunner', 'serve', 'native', '--port', '{port}']);
 * console.log(formatTap(await runConformance({ target, cases: ['init/accepts-code'] }))); // TAP version 14 …
 * ```
 */
export function formatTap({ kit, target, results }: ConformanceReport, judgement: Judgement = {}): string {
  return [
    'TAP version 14\n',
    `# ${makeLine(`conformance kit ${kit}, ${target.kind} ${target.name}`)}\n`,
    results.length === 0 ? '1..0 # SKIP no case was selected\n' : `1..${results.length}\n`,
    ...results.map((result, index) => formatResult(result, index + 1, judgement)),
  ].join('');
}

function formatResult(result: CaseResult, number: number, judgement: Judgement): string {
  const { id, title, severity } = result.case;
  const ok = result.outcome === 'failed' ? 'not ok' : 'ok';
  const directive = {
    passed: '',
    skipped: ` # SKIP ${escapeDirectives(result.reason ?? '')}`.trimEnd(),
    failed: isDecisive(severity, judgement) ? '' : ` # TODO ${severity}`,
  };
  const line = `${ok} ${number} - ${escapeDirectives(`${id}: ${title}`)}${directive[result.outcome]}\n`;
  return result.outcome === 'failed' ? line + formatYaml(result) : line;
}

/** An unescaped `#` would begin a directive. */
function escapeDirectives(text: string): string {
  return makeLine(text).replaceAll(/[\\#]/g, '\\$&');
}

function formatYaml({ case: { severity, source, remedy }, reason, evidence, durationMs }: CaseResult): string {
  const lines = [
    `severity: ${severity}`,
    `source: ${quote(source)}`,
    `remedy: ${quote(remedy)}`,
    ...(reason === undefined ? [] : [`reason: ${quote(reason)}`]),
    `duration_ms: ${durationMs}`,
    ...(evidence === undefined ? [] : formatEvidence(evidence)),
  ];
  return ['  ---\n', ...lines.map((line) => `  ${line}\n`), '  ...\n'].join('');
}

function formatEvidence({ requests, stdout, stderr, expected, actual }: Evidence): string[] {
  const exchanges = requests.flatMap(({ request, answer }) => [
    ...indent(formatText('request', request), '  - '),
    ...indent(formatText('answer', answer), '    '),
  ]);
  return [
    ...formatText('expected', expected),
    ...formatText('actual', actual),
    ...(exchanges.length > 0 ? ['requests:', ...exchanges] : ['requests: []']),
    ...formatText('stdout', stdout),
    ...formatText('stderr', stderr),
  ];
}

/** A value that may have several lines: a literal block, which keeps them readable. */
function formatText(key: string, value: string): string[] {
  const text = clip(value, ROOM);
  // A block whose first line is indented or empty would need an indentation indicator, which few readers of TAP know.
  return text.includes('\n') && /^\S/.test(text)
    ? [`${key}: |`, ...text.split('\n').map((line) => (line === '' ? '' : `  ${line}`))]
    : [`${key}: ${quote(text)}`];
}

/** Indents the first line with a prefix, and the others as far. */
function indent(lines: readonly string[], prefix: string): string[] {
  return lines.map((line, index) => (index === 0 ? prefix : ' '.repeat(prefix.length)) + line);
}

/** A JSON string is one of YAML, too. */
function quote(text: string): string {
  return JSON.stringify(makePrintable(text));
}
