// @ts-check
import { digits, figure } from './figures.js';

/** @typedef {import('./results.js').RowResult} RowResult */

const HEAD = '| | ActionRunner | proxies of OpenWhisk |\n| --- | --- | --- |\n';

/** The first of our targets and a peer of a row, and how the table calls them. */
const LINES = [
  { row: 'loop-bash', what: 'an activation of a process that stays alive', peer: 'Go', as: 'Go proxy' },
  { row: 'process-bash', what: 'an activation that starts a bash script', peer: 'Flask', as: 'dockerskeleton' },
  { row: 'process-bash-4', what: 'such activations in a second, four at once', peer: 'Flask', as: 'dockerskeleton' },
  {
    row: 'cold-start-image-node20',
    what: "from the start of an image's server to the answer of `/init`",
    peer: 'Flask',
    as: 'dockerskeleton',
  },
];

/**
 * The README with the figures of these results in its table.
 * @param {string} readme
 * @param {{ rows: RowResult[] }} results
 * @returns {string | undefined} undefined if a row, or a proxy in it, was not measured
 */
export function renewSummary(readme, { rows }) {
  const start = readme.indexOf(HEAD);
  if (start < 0) throw new Error('the README has no table of what the proxies of OpenWhisk take');
  const lines = LINES.map((line) => formatLine(line, rows));
  if (lines.includes(undefined)) return undefined;
  const end = readme.indexOf('\n\n', start);
  return `${readme.slice(0, start)}${HEAD}${lines.join('\n')}${readme.slice(end)}`;
}

/** @param {typeof LINES[number]} line @param {RowResult[]} rows */
function formatLine({ row: name, what, peer, as }, rows) {
  const row = rows.find((each) => each.name === name);
  const ours = row?.targets.find(({ isOurs }) => isOurs);
  const theirs = row?.targets.find(({ label }) => label.startsWith(`${peer}:`));
  if (!row || !ours || !theirs) return undefined;
  const [primary] = /** @type {[string]} */ (/** @type {unknown} */ (row.figures));
  const [own, other] = [ours, theirs].map((target) => show(primary, target));
  return `| ${what} | ${own} | ${as}: ${other} |`;
}

/** @param {string} name @param {RowResult['targets'][number]} target */
function show(name, { figures }) {
  const { unit } = figure(name);
  const text = digits(figures[name]?.value ?? 0);
  return unit === 'ms' ? `${text} ms` : text;
}
