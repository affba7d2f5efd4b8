// @ts-check
import { digits, figure } from './figures.js';

/** @typedef {import('./results.js').RowResult} RowResult */
/** @typedef {import('./results.js').TargetResult} TargetResult */

const NAME_WIDTH = 46;
const FIGURE_WIDTH = 10;

/** The line that says where this was measured. @param {any} machine of machine.mjs */
export function machineLine({ cores, cpu, nodes, system, load }) {
  return `${cores} cores (${cpu}), Node ${nodes.join(' and ')}, ${system}, load ${load.toFixed(1)}`;
}

/** A row as text: ratios, their spread, and what was measured. @param {RowResult} row @param {boolean} isQuick */
export function rowText(row, isQuick) {
  const primary = figure(row.figures[0] ?? '');
  const better = primary.higherIsBetter ? ', higher is better' : '';
  const to = row.against ? `ratio to ${figure(row.against).title} of the same server` : 'ratio to the first';
  const rounds = `medians of ${row.rounds} rounds${isQuick ? ' (quick: small inputs, few requests)' : ''}`;
  const lines = [`\n${row.name}: ${row.title}`];
  if (row.skipped) return [...lines, `  skipped: ${row.skipped}`].join('\n');
  const heads = row.figures.map((name) => figure(name).head.padStart(FIGURE_WIDTH));
  lines.push(`  ${primary.title}${better}; ${to}; ${rounds}`);
  lines.push(`  ${' '.repeat(NAME_WIDTH)}${'ratio'.padEnd(8)}${'p10-p90'.padEnd(12)}${heads.join('')}`);
  lines.push(...row.targets.map((target) => targetText(row, target)));
  if (row.note) lines.push(`  ${row.note}`);
  return lines.join('\n');
}

/** @param {RowResult} row @param {TargetResult} target */
function targetText(row, { label, isBase, ratio, figures }) {
  const name = `  ${label.padEnd(NAME_WIDTH)}`;
  const spread = isBase ? 'base' : `${digits(ratio.low)}-${digits(ratio.high)}`;
  const values = row.figures.map((key) => figures[key]?.value);
  const columns = values.map((value) => (value === undefined ? '' : digits(value)).padStart(FIGURE_WIDTH));
  return `${name}${digits(ratio.median).padEnd(8)}${spread.padEnd(12)}${columns.join('')}`.trimEnd();
}
