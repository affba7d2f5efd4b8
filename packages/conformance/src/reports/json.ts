import type { ConformanceReport } from '../report.js';

/** Formats a report as JSON, indented, as `actionrunner check --json` prints it. */
export function formatJson(report: ConformanceReport): string {
  return `${JSON.stringify(report, null, 2)}\n`;
}
