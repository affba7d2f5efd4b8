// @ts-check
/** Archives whose extra fields and dates count, or do not. */
import { extendedTimestamp, extraField, unicodePath } from '../support/extra-fields.js';
import { NAMES } from './words.js';
import { archive, EITHER, EXEC, OK, REFUSED, shuffled } from './zip-parts.js';
import { outwards } from './zip-paths.js';

/** @typedef {import('../support/random.js').Random} Random */
/** @typedef {import('./zip-parts.js').Archive} Archive */

/** @param {Random} random @param {string} outside @returns {Archive} */
export function extraFields(random, outside) {
  const name = Buffer.from(random.pick(['a', 'gr\x94\xe1e', 'größe']), 'latin1');
  return random.pick([
    () =>
      archive(
        'path that leads out, in an extra field',
        REFUSED,
        shuffled(random, [{ name, flags: 0, extra: unicodePath(name, random.pick(outwards(outside))) }, EXEC]),
      ),
    () =>
      archive('path in an extra field that does not count', OK, [
        { name: 'a', flags: 0, extra: unicodePath('b', random.pick(outwards(outside))), data: 'x' },
        EXEC,
      ]),
    () =>
      archive('odd path in an extra field', EITHER, [
        { name, flags: 0, extra: unicodePath(name, random.pick(NAMES)), host: random.pick([0, 3, 10]) },
        EXEC,
      ]),
    () => archive('name in no declared encoding', EITHER, [{ name: random.bytes(random.below(20)), flags: 0 }, EXEC]),
    () =>
      archive('times', OK, [
        {
          name: 'a',
          date: random.below(65_536),
          time: random.below(65_536),
          extra: random.pick([
            Buffer.alloc(0),
            extendedTimestamp(random.below(2 ** 32) - 2 ** 31),
            extraField(0x000a, Buffer.alloc(4), extraField(1, random.bytes(24))),
            extraField(0x5855, random.bytes(8)),
          ]),
        },
        { ...EXEC, date: random.below(65_536) },
      ]),
    () => archive('extra fields of any bytes', EITHER, [{ name: 'a', extra: random.bytes(random.below(60)) }, EXEC]),
  ])();
}
