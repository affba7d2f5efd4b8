import type { CheckResult, Status } from './check.js';
import type { Inspection } from './inspect-image.js';

/** The number of checks by status. */
export type Summary = Readonly<Record<Status, number>>;

const COLORS: Readonly<Record<Status, number>> = { ok: 32, warn: 33, fail: 31, skip: 2 };
const ORDER: readonly Status[] = ['ok', 'warn', 'fail', 'skip'];

/**
 * Counts the checks by status.
 *
 * @example
 * ```js
 * import { summarize } from '@actionrunner/images';
 *
 * const check = { id: 'port-8080', profiles: ['knative'], status: 'warn', found: 'no port is exposed', why: '', mend: '' };
 * const inspection = { image: 'me/mine:1.0', source: 'docker', profiles: ['knative'], checks: [check] };
 * console.log(summarize(inspection)); // { ok: 0, warn: 1, fail: 0, skip: 0 }
 * ```
 */
export function summarize({ checks }: Inspection): Summary {
  const count = (status: Status) => checks.filter((check) => check.status === status).length;
  return { ok: count('ok'), warn: count('warn'), fail: count('fail'), skip: count('skip') };
}

/**
 * Formats the output of `--json`.
 *
 * @example
 * ```js
 * import { toJson } from '@actionrunner/images';
 *
 * const inspection = { image: 'me/mine:1.0', source: 'docker', profiles: ['knative'], checks: [] };
 * console.log(JSON.parse(toJson(inspection)).summary); // { ok: 0, warn: 0, fail: 0, skip: 0 }
 * ```
 */
export function toJson(inspection: Inspection): string {
  const { image, source, profiles, checks } = inspection;
  return `${JSON.stringify({ image, source, profiles, summary: summarize(inspection), checks }, null, 2)}\n`;
}

/**
 * Formats the table: one line per check and, where a condition does not hold, why it matters and how to fix it.
 *
 * @example
 * ```js
 * import { toTable } from '@actionrunner/images';
 *
 * const check = { id: 'sigterm', profiles: ['knative'], status: 'ok', found: 'it exited with status 0', why: '', mend: '' };
 * const inspection = { image: 'me/mine:1.0', source: 'docker', profiles: ['knative'], checks: [check] };
 * process.stdout.write(toTable(inspection, process.stdout.isTTY)); // ... ok    sigterm  it exited with status 0
 * ```
 */
export function toTable(inspection: Inspection, colors: boolean): string {
  const { image, source, profiles, checks } = inspection;
  const width = Math.max(...checks.map(({ id }) => id.length));
  const paint = (status: Status, text: string) => (colors ? `\u001B[${COLORS[status]}m${text}\u001B[0m` : text);
  const line = ({ id, status, found }: CheckResult) =>
    `${paint(status, status.padEnd(4))}  ${id.padEnd(width)}  ${found}\n`;
  const advice = ({ status, why, mend }: CheckResult) => {
    const indent = ' '.repeat(width + 8);
    return status === 'warn' || status === 'fail' ? `${indent}${why}\n${indent}${mend}\n` : '';
  };
  const summary = summarize(inspection);
  const counts = ORDER.map((status) => `${summary[status]} ${status}`).join(', ');
  return [
    `${image ?? 'an image without a name'}, read ${source === 'archive' ? 'from an archive' : `with ${source}`}, for ${profiles.join(', ')}\n\n`,
    ...checks.map((check) => line(check) + advice(check)),
    `\n${counts}\n`,
  ].join('');
}
