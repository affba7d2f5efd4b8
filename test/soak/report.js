// @ts-check
/** Tables and verdicts. */
import { hasPlaces } from './subjects.js';

/**
 * @typedef {Awaited<ReturnType<typeof import('./load.js').open>>} Opened
 * @typedef {Awaited<ReturnType<Opened['load']>>} Result
 */

/** How much may be left at the end that was not there after the warm-up. */
export const BOUNDS = { descriptors: 10, rssBytes: 40 * 1024 * 1024 };

const MEGABYTE = 1024 * 1024;
const megabytes = (/** @type {number} */ bytes) => (bytes / MEGABYTE).toFixed(1);
export const thousands = (/** @type {number} */ number) => number.toLocaleString('en');

/** @param {Opened[]} opened */
export function startTable(opened) {
  const rows = opened.map(({ name, start }) => [name, megabytes(start.rssBytes), start.descriptors, start.processes]);
  return table([['at start', 'MB', 'descriptors', 'processes'], ...rows]);
}

/** @param {Result[]} results */
export function endTable(results) {
  const head = ['at end (warm > end)', 'MB', 'descriptors', 'processes', 'left', 'exit code'];
  const rows = results.map(({ name, start, warm, end, left, exitCode }) => [
    name,
    `${megabytes(warm.rssBytes)} > ${megabytes(end.rssBytes)}`,
    `${warm.descriptors} > ${end.descriptors}`,
    `${warm.processes} > ${end.processes} of ${start.processes}`,
    left,
    exitCode ?? 'none',
  ]);
  return table([head, ...rows]);
}

/** @param {Result[]} results */
export function answerTable(results) {
  const head = [
    'answers',
    'sent',
    'answered',
    'not started',
    'refused',
    'unreached',
    'SIGKILLs',
    'may be hit',
    'lost',
    'wrong',
    'frames missing',
    'misframed',
  ];
  const rows = results.map(({ name, ledger, kills, framesMissing }) => {
    const { sent, answered, expired, refused, unreached, hit, lost, wrong, misframed } = ledger;
    return [name, sent, answered, expired, refused, unreached, kills, hit, lost, wrong, framesMissing, misframed];
  });
  return table([head, ...rows]);
}

/** Which kinds were sent, and how often. @param {Result[]} results @param {readonly import('./mix.js').Kind[]} kinds */
export function mixLine(results, kinds) {
  const count = (/** @type {import('./mix.js').Kind} */ kind) => sum(results, ({ ledger }) => ledger.kinds[kind] ?? 0);
  return `mix: ${kinds.map((kind) => `${thousands(count(kind))} ${kind}`).join(', ')}`;
}

/**
 * Processes at the end that nothing explains; a negative number if some are missing. There is one more place, with its fork, when for once one
 * more was still busy with what an activation had written than before; and there are as many as at the start again, or a few more, when what
 * forks was killed and began anew.
 * @param {Pick<Result, 'name' | 'start' | 'warm' | 'end'>} result
 */
function surplus({ name, start, warm, end }) {
  const expected = (hasPlaces(name) ? warm : start).processes;
  if (name !== 'python-forks') return end.processes - expected;
  return end.processes - Math.min(Math.max(end.processes, start.processes), expected + 2);
}

/** @param {import('./ledger.js').Ledger} ledger */
function lost({ sent, answered, unreached }) {
  return sent - answered - unreached;
}

/** What is not as it must be. @param {Result} result */
export function failures({ name, ledger, start, warm, end, exitCode, left, files, framesMissing }) {
  const growth = { descriptors: end.descriptors - warm.descriptors, rssBytes: end.rssBytes - warm.rssBytes };
  const checks = [
    [lost(ledger) === 0 && ledger.lost === 0, `${lost(ledger)} answers lost`],
    [ledger.wrong === 0, `${ledger.wrong} wrong answers`],
    [framesMissing === 0, `${framesMissing} frames missing (a negative number: too many)`],
    [ledger.misframed === 0, `${ledger.misframed} times the logs and the frames did not agree`],
    [growth.descriptors <= BOUNDS.descriptors, `${growth.descriptors} descriptors more than after the warm-up`],
    [growth.rssBytes <= BOUNDS.rssBytes, `${megabytes(growth.rssBytes)} MB more than after the warm-up`],
    [
      warm.processes === start.processes || hasPlaces(name),
      `${warm.processes} processes after the warm-up, ${start.processes} at the start`,
    ],
    [
      surplus({ name, start, warm, end }) === 0,
      `${end.processes} processes at the end, ${start.processes} at the start, ${warm.processes} after the warm-up`,
    ],
    [files.length === 0, `files left: ${files.join(', ')}`],
    [left === 0, `${left} processes left when the runtime had ended`],
    [ledger.refused + ledger.unreached > 0, 'nothing was refused during the shutdown'],
    [exitCode === 0, `SIGTERM ended it with exit code ${exitCode ?? 'none'}`],
  ];
  const bad = checks.flatMap(([isGood, text]) => (isGood ? [] : [`FAILED  ${name}: ${text}`]));
  return [...bad, ...ledger.examples.map((example) => `        ${name}: ${example}`)];
}

/** @param {Opened[]} opened */
export function progressLine(opened) {
  return opened.map(({ name, ledger }) => `${name} ${thousands(ledger.answered)}`).join(', ');
}

/** @param {Result[]} results @param {number} ms */
export function summary(results, ms) {
  const answered = thousands(sum(results, ({ ledger }) => ledger.answered));
  const parts = [
    `${sum(results, ({ ledger }) => lost(ledger))} lost`,
    `${sum(results, ({ ledger }) => ledger.wrong)} wrong`,
    `${sum(results, ({ framesMissing }) => Math.abs(framesMissing))} frames missing`,
    `${sum(results, ({ ledger }) => ledger.misframed)} misframed`,
    `${sum(results, (result) => Math.max(surplus(result), result.left))} processes left`,
  ];
  return `${answered} activations in ${(ms / 1000).toFixed(0)} s: ${parts.join(', ')}`;
}

/** @template T @param {T[]} values @param {(value: T) => number} number */
function sum(values, number) {
  return values.reduce((total, value) => total + number(value), 0);
}

/** The first column to the left, all others to the right. @param {(string | number)[][]} rows */
function table(rows) {
  const widths = (rows[0] ?? []).map((_, column) => Math.max(...rows.map((row) => `${row[column]}`.length)));
  const cell = (/** @type {string | number} */ value, /** @type {number} */ column) =>
    column === 0 ? `${value}`.padEnd(widths[column] ?? 0) : `${value}`.padStart(widths[column] ?? 0);
  return rows.map((row) => row.map(cell).join('  ').trimEnd()).join('\n');
}
