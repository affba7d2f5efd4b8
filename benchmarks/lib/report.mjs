import * as os from 'node:os';
import { compare, median } from './statistics.js';

const NAME_WIDTH = 44;

/** The line that says where this was measured. */
export function machine() {
  const [cpu] = os.cpus();
  const load = os.loadavg()[0].toFixed(1);
  return `${os.availableParallelism()} cores (${cpu?.model.trim() ?? 'unknown'}), Node ${process.version}, ${os.type()} ${os.release()}, load ${load}`;
}

/** The heading of a row. */
export function heading({ name, title, measures, higherIsBetter, rounds }, quick) {
  const count = quick ? `${rounds.quick} rounds (quick: small inputs, few requests)` : `${rounds.full} rounds`;
  return `\n${name}: ${title}\n  ${measures}${higherIsBetter ? ', higher is better' : ''}; medians of ${count}`;
}

/** The table of a row: ratios to the first target, their spread, and what was measured. */
export function table({ unit, note }, results) {
  const [base] = results.filter(({ values }) => values);
  const hasMemory = results.some(({ memory }) => memory?.length);
  const lines = results.map((result) => line(result, base, hasMemory));
  const columns = [
    'ratio'.padEnd(8),
    'p10-p90'.padEnd(16),
    unit.padStart(9),
    ...(hasMemory ? ['peak MB over idle'] : []),
  ];
  return [`  ${' '.repeat(NAME_WIDTH)}${columns.join('  ')}`, ...lines, ...(note ? [`  ${note}`] : [])].join('\n');
}

/** The line of a row or target that cannot be measured here. */
export function skipped(reason) {
  return `  skipped: ${reason}`;
}

function line({ label, values, memory, lacking }, base, hasMemory) {
  const name = `  ${label.padEnd(NAME_WIDTH)}`;
  if (!values) return `${name}skipped: ${lacking}`;
  const { ratio, low, high, median: middle } = compare(values, base.values);
  const isBase = values === base.values;
  const spread = isBase ? 'base' : `${figure(low)}-${figure(high)}`;
  const peak = memory?.length ? figure(median(memory)).padStart(17) : '';
  const columns = [
    figure(ratio).padEnd(8),
    spread.padEnd(16),
    figure(middle).padStart(9),
    ...(hasMemory ? [peak] : []),
  ];
  return `${name}${columns.join('  ')}`.trimEnd();
}

/** Three significant digits, without an exponent. */
function figure(value) {
  if (value >= 100) return value.toFixed(0);
  if (value >= 10) return value.toFixed(1);
  return value >= 0.1 ? value.toFixed(2) : value.toFixed(3);
}
