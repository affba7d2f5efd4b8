// @ts-check
// A `.js` file, as the tests import it and jest cannot load `.mjs`.

/**
 * The value below which a share of the values lies, interpolated between its neighbours.
 * @param {readonly number[]} values at least one
 * @param {number} share from 0 to 1
 */
export function percentile(values, share) {
  const sorted = [...values].sort((a, b) => a - b);
  const at = (sorted.length - 1) * share;
  const below = /** @type {number} */ (sorted[Math.floor(at)]);
  const above = /** @type {number} */ (sorted[Math.ceil(at)]);
  return below + (above - below) * (at - Math.floor(at));
}

/** @param {readonly number[]} values at least one */
export function median(values) {
  return percentile(values, 0.5);
}

/** @param {readonly number[]} values at least one */
export function mean(values) {
  return values.reduce((total, value) => total + value, 0) / values.length;
}

/**
 * The ratio to a base. It is taken round by round, so that what slows a whole round down cancels out.
 * @param {readonly number[]} values one of each round
 * @param {readonly number[]} base of the base, one of each round
 */
export function compare(values, base) {
  const ratios = values.map((value, round) => value / /** @type {number} */ (base[round]));
  return { median: median(ratios), low: percentile(ratios, 0.1), high: percentile(ratios, 0.9) };
}
