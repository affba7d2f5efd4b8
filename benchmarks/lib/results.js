// @ts-check
import { figure } from './figures.js';
import { compare, mean, median, percentile } from './statistics.js';

/**
 * What a target measured in a round: figures by name; where activations were measured, the ms of each, which p50 and p99 are made from.
 * @typedef {Record<string, number> & { latencies?: number[] }} Round
 *
 * @typedef {object} Measured
 * @property {string} label
 * @property {boolean} [isOurs]
 * @property {any[]} rounds of {@link Round}
 *
 * @typedef {object} Row
 * @property {string} name
 * @property {string} title
 * @property {string[]} figures
 * @property {string} [against]
 * @property {string} [note]
 *
 * @typedef {{ median: number, low: number, high: number }} Spread the median and the 10th and 90th percentile
 *
 * @typedef {object} TargetResult
 * @property {string} label
 * @property {boolean} isOurs
 * @property {boolean} isBase whether the ratios of the row are to this target
 * @property {Spread} ratio
 * @property {Record<string, { value: number, rounds: number[] }>} figures those that this target has
 *
 * @typedef {object} RowResult
 * @property {string} name
 * @property {string} title
 * @property {string[]} figures
 * @property {string} [against]
 * @property {string} [note]
 * @property {string} [skipped] why nothing was measured
 * @property {number} rounds
 * @property {TargetResult[]} targets
 */

/**
 * The result of a row.
 * @param {Row} row
 * @param {readonly Measured[]} targets
 * @returns {RowResult}
 */
export function summarizeRow({ name, title, figures, against, note }, targets) {
  const [primary] = /** @type {[string]} */ (/** @type {unknown} */ (figures));
  const [base] = targets;
  const measured = targets.map(({ label, isOurs = false, rounds }) => {
    const isBase = against === undefined && rounds === base?.rounds;
    const compared = against === undefined ? /** @type {Measured} */ (base).rounds : rounds;
    const ratio = compare(valuesOf(primary, rounds), valuesOf(against ?? primary, compared));
    const present = figures.filter((key) => rounds.every((round) => round[key] !== undefined || round.latencies));
    const entries = present.map((key) => ({ key, value: summarize(key, rounds), rounds: valuesOf(key, rounds) }));
    const all = Object.fromEntries(entries.map(({ key, ...values }) => [key, values]));
    return { label, isOurs, isBase, ratio, figures: all };
  });
  const rounds = base?.rounds.length ?? 0;
  return { name, title, figures, ...(against && { against }), ...(note && { note }), rounds, targets: measured };
}

/** The figure of each round. @param {string} name @param {readonly Round[]} rounds @returns {number[]} */
function valuesOf(name, rounds) {
  return rounds.map((round) => {
    if (name === 'p50' && round.latencies) return median(round.latencies);
    if (name === 'p99' && round.latencies) return percentile(round.latencies, 0.99);
    return round[name] ?? Number.NaN;
  });
}

/** The figure over all rounds. @param {string} name @param {readonly Round[]} rounds */
function summarize(name, rounds) {
  // A round may have too few activations for a 99th percentile of its own.
  if (name === 'p99')
    return percentile(
      rounds.flatMap(({ latencies = [] }) => latencies),
      0.99,
    );
  return (figure(name).isMean ? mean : median)(valuesOf(name, rounds));
}

/**
 * How many times the base's time or memory a ratio is: below 1 is better than the base, even where a higher figure is better.
 * @param {RowResult} row
 * @param {Spread} ratio
 * @returns {Spread}
 */
export function cost({ figures }, { median: middle, low, high }) {
  if (!figure(figures[0] ?? '').higherIsBetter) return { median: middle, low, high };
  return { median: 1 / middle, low: 1 / high, high: 1 / low };
}
