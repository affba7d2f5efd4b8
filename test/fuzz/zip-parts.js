// @ts-check
/** What the archives of the cases are made of. */

import { SENTINEL } from '../support/sentinel.js';
import { buildZip, buildZipWithFields } from '../support/zip-builder.js';
import { NATIVE_ECHO } from './messages.js';
import { some } from './words.js';

/** @typedef {import('../support/random.js').Random} Random */
/** @typedef {import('../support/zip-builder.js').ZipEntry} ZipEntry */

/**
 * @typedef {object} Archive
 * @property {string} label
 * @property {Buffer} bytes
 * @property {readonly number[]} statuses that its init may have
 */

export const OK = [200];
export const REFUSED = [502];
export const EITHER = [200, 502];
export const EXEC = { name: 'exec', data: NATIVE_ECHO, mode: 0o755 };

/** A good archive. @param {Random} random @returns {{ bytes: Buffer, fields: import('../support/zip-builder.js').Field[] }} */
export function good(random) {
  const words = ['a', 'b.txt', 'lib', 'data', 'ü', '😀', 'a b', '.hidden', 'x'.repeat(200)];
  /** @type {ZipEntry[]} */
  const more = some(random, 0, 8, (index) => {
    const name = `${index}${random.pick(words)}${random.chance(0.4) ? `/${random.pick(words)}` : ''}`;
    /** @type {[number, () => ZipEntry][]} */
    const choices = [
      [
        4,
        () => ({
          name,
          data: random.bytes(random.below(2_000)),
          method: random.pick([0, 8]),
          mode: random.pick([0o644, 0o755, 0o600, 0o4755]),
        }),
      ],
      [1, () => ({ name: `${name}/`, mode: random.pick([0o755, 0o700, 0o500]) })],
      [
        1,
        () => ({
          name,
          link: random.pick(['exec', 'nothing', '../exec', './/exec'].slice(0, name.includes('/') ? 4 : 2)),
        }),
      ],
      [1, () => ({ name, zip64: true, data: 'wide' })],
      [1, () => ({ name, host: 0, data: 'dos' })],
    ];
    return random.weighted(choices)();
  });
  const comment = Buffer.from(random.pick(['', '', 'a comment', 'PK\x05\x06', `${SENTINEL}\n`]));
  return buildZipWithFields([...more, EXEC], { comment, zip64: random.chance(0.2) });
}

/** @type {(label: string, statuses: readonly number[], entries: readonly ZipEntry[], options?: Parameters<typeof buildZip>[1]) => Archive} */
export const archive = (label, statuses, entries, options) => ({
  label,
  statuses,
  bytes: buildZip(entries, options),
});

/**
 * @template T
 * @param {Random} random
 * @param {readonly T[]} items
 */
export function shuffled(random, items) {
  const result = [...items];
  for (let last = result.length - 1; last > 0; last -= 1) {
    const other = random.below(last + 1);
    [result[last], result[other]] = [/** @type {T} */ (result[other]), /** @type {T} */ (result[last])];
  }
  return result;
}
