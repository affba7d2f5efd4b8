// @ts-check
/** Distinguishes a change from what depended on the moment: tools, sockets and timers are real. */
import { compareRows } from './compare.js';

/**
 * @typedef {import('./catalogue.js').Row} Row
 * @typedef {import('./processes.js').Outcome} Outcome
 * @typedef {Outcome & { changes: readonly string[], unsteady: readonly string[] }} Observation `changes` are lines of what differs from the
 * rows before; `unsteady` those of what did so, or failed, in one of two runs
 */

/**
 * Runs a subject, and once more if anything differs or fails. A row then counts as it was written if one of the runs saw it so.
 * @param {readonly Row[]} before
 * @param {() => Promise<Outcome>} collect
 * @param {() => boolean} hasTime whether it may run once more
 * @returns {Promise<Observation>}
 */
export async function observe(before, collect, hasTime) {
  const first = await collect();
  const lines = describeDifferences(before, first);
  if (lines.length === 0 || !hasTime()) return { ...first, changes: findChanges(before, first), unsteady: [] };
  const second = await collect();
  const both = combine(before, first, second);
  const settled = new Set(describeDifferences(before, both));
  const unsteady = [...new Set([...lines, ...describeDifferences(before, second)])].filter(
    (line) => !settled.has(line),
  );
  return { ...both, changes: findChanges(before, both), unsteady };
}

/** @param {readonly Row[]} before @param {Outcome} outcome */
export function findChanges(before, { rows, skipped, failed, error }) {
  return error === undefined ? compareRows(before, rows, new Set([...skipped.keys(), ...failed.keys()])) : [];
}

/** @param {readonly Row[]} before @param {Outcome} outcome */
function describeDifferences(before, outcome) {
  const failures = [...outcome.failed].map(([id, reason]) => `! ${id}: ${reason}`);
  const ends = outcome.error === undefined ? [] : [`! ${outcome.error.message}`];
  return [...findChanges(before, outcome), ...failures, ...ends];
}

/** @param {readonly Row[]} before @param {Outcome} first @param {Outcome} second @returns {Outcome} */
function combine(before, first, second) {
  const rows = new Map(first.rows.map((row) => [row['id'], row]));
  for (const row of second.rows) {
    const earlier = rows.get(row['id']);
    if (earlier === undefined || !isWritten(before, earlier)) rows.set(row['id'], row);
  }
  /** @param {ReadonlyMap<string, string>} reasons */
  const withoutRow = (reasons) => new Map([...reasons].filter(([id]) => !rows.has(id)));
  return {
    rows: [...rows.values()],
    skipped: withoutRow(new Map([...first.skipped, ...second.skipped])),
    failed: withoutRow(new Map([...first.failed, ...second.failed])),
    unseen: new Map([...first.unseen, ...second.unseen]),
    took: first.took + second.took,
    ...(first.error && second.error && { error: second.error }),
  };
}

/** @param {readonly Row[]} before @param {Row} row */
function isWritten(before, row) {
  const written = before.filter(({ id }) => id === row['id']);
  return compareRows(written, [row]).length === 0;
}
