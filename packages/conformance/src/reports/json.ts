import type { ConformanceReport } from '../report.js';

/**
 * Formats a report as JSON, indented, as `actionrunner check --json` prints it.
 *
 * @example
 * ```js
 * import { commandTarget, formatJson, runConformance } from '@actionrunner/conformance';
 *
 * const target = commandTarget(['node_modules/.bin/actionrunner', 'serve', 'native', '--port', '{port}']);
 * const report = await runConformance({ target, cases: ['init/accepts-code'] });
 * console.log(JSON.parse(formatJson(report)).version); // 1
 * ```
 */
export function formatJson(report: ConformanceReport): string {
  return `${JSON.stringify(report, null, 2)}\n`;
}
