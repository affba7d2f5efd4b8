import type { CaseInfo, CaseResult, ConformanceReport } from '../../report.js';
import { groupBy } from '../verdict.js';

/** A case with the results of all reports. */
export interface Row {
  readonly case: CaseInfo;
  /** In the order of the reports; undefined for a report without the case. */
  readonly results: readonly (CaseResult | undefined)[];
}

/** The cases of a group. */
export interface RowGroup {
  readonly name: string;
  readonly rows: readonly Row[];
}

/** Joins reports to a matrix of cases, in the order in which they first appear. */
export function joinReports(reports: readonly ConformanceReport[]): RowGroup[] {
  const byId = reports.map(({ results }) => new Map(results.map((result) => [result.case.id, result])));
  const cases = new Map(reports.flatMap(({ results }) => results.map((result) => [result.case.id, result.case])));
  const rows = [...cases.values()].map((info) => ({
    case: info,
    results: byId.map((results) => results.get(info.id)),
  }));
  return [...groupBy(rows, (row) => row.case.group)].map(([name, members]) => ({ name, rows: members }));
}
