import type { CaseResult, Outcome, Severity } from './report.js';

/** Counts results by severity and outcome. */
export function countResults(results: readonly CaseResult[]): Record<Severity, Record<Outcome, number>> {
  const zero = (): Record<Outcome, number> => ({ passed: 0, failed: 0, skipped: 0 });
  const counts = { required: zero(), recommended: zero(), informative: zero() };
  for (const result of results) counts[result.case.severity][result.outcome] += 1;
  return counts;
}
