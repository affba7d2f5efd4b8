// @ts-check
/** Compares rows with those that were written last. */

/** @typedef {import('./catalogue.js').Row} Row */

/**
 * What differs, a line for each cell. Rows in `skipped` are not compared.
 * @param {readonly Row[]} before
 * @param {readonly Row[]} now
 * @param {ReadonlySet<string>} [skipped] IDs of rows whose tool is not on this machine
 * @returns {string[]}
 */
export function compareRows(before, now, skipped = new Set()) {
  const [old, current] = [indexById(before), indexById(now)];
  return [...new Set([...old.keys(), ...current.keys()])]
    .filter((id) => !skipped.has(id))
    .flatMap((id) => {
      const [was, is] = [old.get(id), current.get(id)];
      if (is === undefined) return [`- ${id}: this row is missing`];
      if (was === undefined) return [`+ ${id}: ${JSON.stringify(is)}`];
      return [...new Set([...Object.keys(was), ...Object.keys(is)])]
        .filter((key) => was[key] !== is[key])
        .flatMap((key) => [
          `- ${id}, ${key}: ${was[key] ?? '(nothing)'}`,
          `+ ${id}, ${key}: ${is[key] ?? '(nothing)'}`,
        ]);
    });
}

/** @param {readonly Row[]} rows */
function indexById(rows) {
  return new Map(rows.map((row) => [row['id'] ?? '', row]));
}

/**
 * The rows to write: those of now, and of before those that could not be seen now.
 * @param {readonly Row[]} before
 * @param {readonly Row[]} now
 * @param {ReadonlySet<string>} skipped
 */
export function mergeRows(before, now, skipped) {
  return [...now, ...before.filter(({ id = '' }) => skipped.has(id))];
}
