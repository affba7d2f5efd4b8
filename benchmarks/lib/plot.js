// @ts-check
import { digits } from './figures.js';
import { cost } from './results.js';

/** @typedef {import('./results.js').RowResult} RowResult */

const WIDTH = 900;
const LEFT = 250;
const RIGHT = 60;
const LINE = 24;
const TOP = 64;
const TICKS = [0.1, 0.2, 0.5, 1, 2, 5, 10, 20, 50, 100];
const COLORS = { ours: '#0b62b8', other: '#8a8f98' };

/**
 * The ratios of all rows on one logarithmic scale, as SVG: how many times the time or memory of the reference each target needs.
 * @param {readonly RowResult[]} results
 */
export function plot(results) {
  const rows = results.filter(({ skipped, targets }) => !skipped && targets.some(({ isBase }) => !isBase));
  const points = rows.map((row) => pointsOf(row));
  const values = points.flat().flatMap(({ low, high }) => [low, high]);
  const scale = logarithmic(Math.min(0.5, ...values), Math.max(2, ...values));
  const height = TOP + rows.length * LINE + 16;
  const lines = rows.map((row, index) => rowLine(row, points[index] ?? [], TOP + index * LINE + LINE / 2, scale));
  return [
    `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${WIDTH} ${height}" font-family="sans-serif" font-size="12">`,
    '<title>Ratios of all rows to their references</title>',
    `<rect width="${WIDTH}" height="${height}" fill="#ffffff"/>`,
    `<text x="12" y="20" font-size="14" font-weight="bold" fill="#222222">Cost relative to the reference of each row; left is better</text>`,
    `<circle cx="18" cy="38" r="5" fill="${COLORS.ours}"/><text x="28" y="42" fill="#222222">ActionRunner</text>`,
    `<circle cx="128" cy="38" r="4" fill="${COLORS.other}"/><text x="138" y="42" fill="#222222">others</text>`,
    ...TICKS.flatMap((tick) => tickLine(tick, scale, height)),
    ...lines,
    '</svg>',
    '',
  ].join('\n');
}

/** @param {RowResult} row */
function pointsOf(row) {
  return row.targets.flatMap(({ label, isOurs, isBase, ratio }) =>
    isBase ? [] : [{ label, isOurs, ...cost(row, ratio) }],
  );
}

/** @param {number} low @param {number} high @returns {(value: number) => number | undefined} */
function logarithmic(low, high) {
  const width = WIDTH - LEFT - RIGHT;
  return (value) => {
    if (value < low || value > high) return undefined;
    return Math.round((LEFT + (width * Math.log(value / low)) / Math.log(high / low)) * 10) / 10;
  };
}

/** @param {number} tick @param {(value: number) => number | undefined} scale @param {number} height */
function tickLine(tick, scale, height) {
  const x = scale(tick);
  if (x === undefined) return [];
  const color = tick === 1 ? '#222222' : '#d5d8dc';
  return [
    `<line x1="${x}" y1="${TOP - 4}" x2="${x}" y2="${height - 10}" stroke="${color}"/>`,
    `<text x="${x}" y="${TOP - 8}" text-anchor="middle" fill="#555555">${tick}</text>`,
  ];
}

/**
 * @param {RowResult} row
 * @param {ReturnType<typeof pointsOf>} points
 * @param {number} y
 * @param {(value: number) => number | undefined} scale
 */
function rowLine(row, points, y, scale) {
  // Ours last, so that it is on top.
  const sorted = [...points].sort((one, other) => Number(one.isOurs) - Number(other.isOurs));
  const marks = sorted.map(({ label, isOurs, median, low, high }) => {
    const color = isOurs ? COLORS.ours : COLORS.other;
    return [
      `<line x1="${scale(low)}" y1="${y}" x2="${scale(high)}" y2="${y}" stroke="${color}" stroke-width="2" opacity="0.4"/>`,
      `<circle cx="${scale(median)}" cy="${y}" r="${isOurs ? 5 : 4}" fill="${color}">`,
      `<title>${escapeXml(`${label}: ${digits(median)} (${digits(low)}-${digits(high)})`)}</title></circle>`,
    ].join('');
  });
  const name = `<text x="${LEFT - 12}" y="${y + 4}" text-anchor="end" fill="#222222">${escapeXml(row.name)}</text>`;
  return [name, ...marks].join('\n');
}

/** @param {string} text */
function escapeXml(text) {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;');
}
