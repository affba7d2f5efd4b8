// @ts-check
/** Archives that take much more than they seem to. */
import { crc32, deflateRawSync } from 'node:zlib';
import { archive, EXEC, OK, REFUSED } from './zip-parts.js';

/** @typedef {import('../support/random.js').Random} Random */
/** @typedef {import('./zip-parts.js').Archive} Archive */

const MAX_BYTES = 512 * 1024 * 1024;
const BOMB_BYTES = 200 * 1024 * 1024;

/** @param {Random} random @returns {Archive} */
export function many(random) {
  const [count, statuses] = random.pick(
    /** @type {const} */ ([
      [3_000, OK],
      [3_000, OK],
      [20_000, OK],
      [50_001, REFUSED],
      [65_000, REFUSED],
    ]),
  );
  return archive('many entries', statuses, [
    EXEC,
    ...Array.from({ length: count - 1 }, (_, index) => ({ name: `f${index}`, data: '' })),
  ]);
}

/** @type {{ raw: Buffer, crc: number } | undefined} */
let zeros;

/** Much more unpacked than packed. @param {Random} random @returns {Archive} */
export function bomb(random) {
  if (zeros === undefined) {
    const data = Buffer.alloc(BOMB_BYTES);
    zeros = { raw: deflateRawSync(data, { level: 1 }), crc: crc32(data) };
  }
  const entry = { name: 'zeros', method: 8, size: BOMB_BYTES, ...zeros };
  return random.pick([
    () => archive('bomb within the limit', OK, [entry, EXEC]),
    () => archive('bomb that hides its size', REFUSED, [{ ...entry, size: random.pick([10, 300_000]) }, EXEC]),
    () => archive('bomb beyond the limit', REFUSED, [{ ...entry, size: MAX_BYTES + 1 }, EXEC]),
    () =>
      archive('bombs beyond the limit', REFUSED, [
        EXEC,
        ...[1, 2, 3].map((index) => ({ ...entry, name: `zeros${index}` })),
      ]),
  ])();
}
