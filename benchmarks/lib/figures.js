// @ts-check

/**
 * What can be measured: how it is called in a table and in which unit.
 * @typedef {object} Figure
 * @property {string} head
 * @property {string} title as it reads after a colon
 * @property {string} unit
 * @property {boolean} [higherIsBetter]
 * @property {boolean} [isMean] The mean over the rounds, not the median: the clock of processor time is coarse within a round.
 */

/** @type {Record<string, Figure>} */
const NTH = Object.fromEntries(
  [1, 2, 3, 5, 10, 30, 100, 300].map((number) => {
    const head = `${number}${['st', 'nd', 'rd'][number - 1] ?? 'th'} ms`;
    const which = number === 300 ? 'last ten of 300 activations, median' : `${head.replace(' ms', '')} activation`;
    return [`nth${number}`, { head, title: `time of the ${which}`, unit: 'ms' }];
  }),
);

/** @type {Readonly<Record<string, Figure>>} */
export const FIGURES = {
  p50: { head: 'p50 ms', title: 'p50 of an activation', unit: 'ms' },
  p99: { head: 'p99 ms', title: 'p99 of an activation, all rounds together', unit: 'ms' },
  rate: { head: '1/s', title: 'activations per second', unit: '1/s', higherIsBetter: true },
  alone: { head: '1/s alone', title: 'activations per second of one client', unit: '1/s', higherIsBetter: true },
  cpu: { head: 'CPU µs', title: 'processor time of the server for an activation', unit: 'µs', isMean: true },
  cpuAll: { head: '+child µs', title: 'the same with its children', unit: 'µs', isMean: true },
  cpuPerMegabyte: { head: 'CPU µs/MB', title: 'processor time of the server for a MB', unit: 'µs', isMean: true },
  time: { head: 'ms', title: 'time', unit: 'ms' },
  speed: { head: 'MB/s', title: 'MB per second', unit: 'MB/s', higherIsBetter: true },
  rss: { head: 'MB', title: 'resident memory', unit: 'MB' },
  pss: { head: 'MB', title: 'memory, shared pages in parts (PSS)', unit: 'MB' },
  idle: { head: 'idle MB', title: 'resident memory before', unit: 'MB' },
  peak: { head: 'peak MB', title: 'peak of the resident memory', unit: 'MB' },
  peakOverIdle: { head: 'peak +MB', title: 'peak of the resident memory over that before', unit: 'MB' },
  ...NTH,
};

/** @param {string} name @returns {Figure} */
export function figure(name) {
  const found = FIGURES[name];
  if (found === undefined) throw new Error(`there is no figure ${name}`);
  return found;
}

/** Three significant digits, without an exponent. @param {number} value */
export function digits(value) {
  if (value >= 100) return value.toFixed(0);
  if (value >= 10) return value.toFixed(1);
  return value >= 0.1 ? value.toFixed(2) : value.toFixed(3);
}
