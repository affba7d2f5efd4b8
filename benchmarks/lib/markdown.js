// @ts-check
import { digits, figure } from './figures.js';

/** @typedef {import('./results.js').RowResult} RowResult */
/** @typedef {import('./results.js').TargetResult} TargetResult */

/**
 * The page about the performance.
 * @param {{ machine: any, isQuick: boolean, rows: RowResult[] }} results
 */
export function page({ machine, isQuick, rows }) {
  const { date, cores, cpu, memoryGb, system, nodes, version, commit, load } = machine;
  const measured = rows.filter(({ skipped, targets }) => !skipped && targets.some(({ isOurs }) => isOurs));
  return `# Performance

Every figure is a ratio to a reference that was measured in the same run, in turns with it: medians of the rounds, and
in brackets the range of eight rounds in ten. Below 1 is better than the reference; in rows marked **↑**, above 1 is.
[Measure](guides/measure.md) says what the references are and how the figures come about.
${isQuick ? '\n**From a quick run, which only shows that the benchmarks work: the figures mean little.**\n' : ''}
![The ratios of all rows on a logarithmic scale](performance.svg)

| what | reference = 1 | ActionRunner | measured | CPU | others |
| --- | --- | --- | --- | --- | --- |
${measured.flatMap(tableLines).join('\n')}

*CPU* is the processor time of the server's own process for an activation, without that of the action. It moves less
with the load of a machine than a time does.

## Where and when

- ${date}, load ${load.toFixed(1)} at the beginning; ${roundsText(measured)}
- ActionRunner ${version}${commit ? `, commit ${commit}` : ''}; Node.js ${nodes.join(' and ')}
- ${cores} cores (${cpu}), ${memoryGb} GB of memory, ${system}

## Repeat it

<!-- covered by: test/benchmarks.test.ts -- the whole takes minutes -->
\`\`\`sh
npm run build
npm run bench -- --markdown
\`\`\`

[Measure](guides/measure.md) says how another Node.js and the proxies of OpenWhisk are measured, too.
`;
}

/** @param {RowResult[]} rows */
function roundsText(rows) {
  const numbers = rows.map(({ rounds }) => rounds);
  const [least, most] = [Math.min(...numbers), Math.max(...numbers)];
  return least === most ? `${least} rounds of each row` : `${least} to ${most} rounds of a row`;
}

/** A line for each of ours. @param {RowResult} row */
function tableLines(row) {
  const [primary] = /** @type {[string]} */ (/** @type {unknown} */ (row.figures));
  const { unit, higherIsBetter } = figure(primary);
  const base = row.targets.find(({ isBase }) => isBase);
  const baseValue = base?.figures[primary]?.value;
  const reference = base ? `${base.label}, ${digits(baseValue ?? 0)} ${unit}` : figure(row.against ?? primary).title;
  const others = row.targets.filter(({ isOurs, isBase }) => !isOurs && !isBase);
  const ours = row.targets.filter(({ isOurs, isBase }) => isOurs && !isBase);
  return ours.map((target, index) => {
    const isFirst = index === 0;
    const name = ours.length > 1 ? `${target.label}: ` : '';
    const value = target.figures[primary]?.value ?? 0;
    const cpu = target.figures['cpu']?.value;
    const columns = [
      isFirst ? `${row.title}${higherIsBetter ? ' **↑**' : ''}` : '',
      isFirst ? reference : '',
      `${name}**${digits(target.ratio.median)}** ${range(target)}`,
      [`${digits(value)} ${unit}`, ...peaks(target)].join(', '),
      cpu === undefined ? '' : `${digits(cpu)} µs`,
      isFirst ? others.map((other) => `${other.label} ${digits(other.ratio.median)}`).join('; ') : '',
    ];
    return `| ${columns.map((text) => text.replaceAll('|', '\\|')).join(' | ')} |`.replaceAll(/ {2,}/g, ' ');
  });
}

/** The largest memory, where it was measured. @param {TargetResult} target */
function peaks({ figures }) {
  const texts = { peak: 'peak', peakOverIdle: 'peak over idle' };
  return Object.entries(texts).flatMap(([name, text]) => {
    const value = figures[name]?.value;
    return value === undefined ? [] : [`${text} ${digits(value)} ${figure(name).unit}`];
  });
}

/** @param {TargetResult} target */
function range({ ratio }) {
  return `(${digits(ratio.low)}–${digits(ratio.high)})`;
}
