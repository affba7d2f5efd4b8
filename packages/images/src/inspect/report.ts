import type { CheckResult, Status } from './check.js';
import type { Inspection } from './inspect-image.js';

/** The number of checks by status. */
export type Summary = Readonly<Record<Status, number>>;

const COLORS: Readonly<Record<Status, number>> = { ok: 32, warn: 33, fail: 31, skip: 2 };
const ORDER: readonly Status[] = ['ok', 'warn', 'fail', 'skip'];

/** Counts the checks by status. */
export function summarize({ checks }: Inspection): Summary {
  const count = (status: Status) => checks.filter((check) => check.status === status).length;
  return { ok: count('ok'), warn: count('warn'), fail: count('fail'), skip: count('skip') };
}

/** Formats the output of `--json`. */
export function toJson(inspection: Inspection): string {
  const { image, source, profiles, checks } = inspection;
  return `${JSON.stringify({ image, source, profiles, summary: summarize(inspection), checks }, null, 2)}\n`;
}

/** Formats the table: one line per check and, where a condition does not hold, why it matters and how to fix it. */
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
