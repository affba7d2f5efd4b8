import type { CaseResult, ConformanceReport, Outcome, Severity } from '../report.js';

/** From what breaks the platform to what is good to know. */
export const SEVERITIES: readonly Severity[] = ['required', 'recommended', 'informative'];

/** In the order of summaries. */
export const OUTCOMES: readonly Outcome[] = ['passed', 'failed', 'skipped'];

/** How strictly a report is judged. */
export interface Judgement {
  /** Whether recommended cases must pass as well as required ones; default false. */
  readonly strict?: boolean | undefined;
}

/** Whether a case decides if a target conforms. */
export function isDecisive(severity: Severity, { strict = false }: Judgement): boolean {
  return severity === 'required' || (strict && severity === 'recommended');
}

/**
 * Whether no decisive case failed, and at least one case passed: a target of which nothing was seen does not conform.
 *
 * @example
 * ```js
 * import { commandTarget, conforms, runConformance } from '@actionrunner/conformance';
 *
 * const target = commandTarget(['node_modules/.bin/actionrunner', 'serve', 'native', '--port', '{port}']);
 * console.log(conforms(await runConformance({ target, cases: ['init/accepts-code'] }))); // true
 * ```
 */
export function conforms({ results }: ConformanceReport, judgement: Judgement = {}): boolean {
  const isBroken = ({ case: { severity }, outcome }: CaseResult) =>
    outcome === 'failed' && isDecisive(severity, judgement);
  return results.some(({ outcome }) => outcome === 'passed') && !results.some(isBroken);
}

/** Counts results by outcome. */
export function countOutcomes(results: readonly CaseResult[]): Record<Outcome, number> {
  const count = (outcome: Outcome) => results.filter((result) => result.outcome === outcome).length;
  return { passed: count('passed'), failed: count('failed'), skipped: count('skipped') };
}

/** Groups items in the order in which their keys first appear. */
export function groupBy<T>(items: readonly T[], keyOf: (item: T) => string): Map<string, T[]> {
  const groups = new Map<string, T[]>();
  for (const item of items) {
    const group = groups.get(keyOf(item));
    if (group) {
      group.push(item);
    } else {
      groups.set(keyOf(item), [item]);
    }
  }
  return groups;
}
