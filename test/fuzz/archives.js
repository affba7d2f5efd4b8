// @ts-check
/** Makes archives: good ones, damaged ones, hostile ones. */

import { SENTINEL } from '../support/sentinel.js';
import { mutated } from './bytes.js';
import { bomb, many } from './zip-bombs.js';
import { around, cut, liar, structural, wide } from './zip-damage.js';
import { extraFields } from './zip-extra-fields.js';
import { archive, EITHER, EXEC, good, OK, REFUSED, shuffled } from './zip-parts.js';
import { deepTree, links, oddName, outwards, special, twice } from './zip-paths.js';

/** @typedef {import('../support/random.js').Random} Random */
/** @typedef {import('./zip-parts.js').Archive} Archive */

/** @type {readonly (readonly [number, (random: Random, outside: string) => Archive])[]} */
const FAMILIES = [
  [30, (random) => ({ label: 'good', statuses: OK, bytes: good(random).bytes })],
  [60, structural],
  [40, (random) => ({ label: 'bytes changed', statuses: EITHER, bytes: mutated(good(random).bytes, random) })],
  [8, cut],
  [10, around],
  [
    30,
    (random, outside) =>
      archive(
        'name that leads out',
        REFUSED,
        shuffled(random, [{ name: random.pick(outwards(outside)), data: 'x' }, EXEC]),
      ),
  ],
  [12, (random, outside) => archive('odd name', EITHER, [oddName(random, outside), EXEC])],
  [25, extraFields],
  [40, links],
  [20, twice],
  [25, liar],
  [15, wide],
  [6, special],
  [6, deepTree],
  [
    6,
    (random) => ({ label: 'no zip', statuses: REFUSED, bytes: random.bytes(random.pick([1, 4, 21, 22, 100, 5_000])) }),
  ],
  [2, (random) => archive('nothing in it', EITHER, [], { zip64: random.chance(0.5) })],
  [1, many],
  [1, bomb],
];

/** @type {readonly (readonly [number, string, (base64: string, random: Random) => string])[]} */
const BASE64_CHANGES = [
  [3, 'lines', (text) => text.replace(/.{76}/g, '$&\r\n')],
  [2, 'URL alphabet', (text) => text.replaceAll('+', '-').replaceAll('/', '_')],
  [2, 'no padding', (text) => text.replace(/=+$/, '')],
  [2, 'cut', (text, random) => text.slice(0, random.below(text.length))],
  [
    2,
    'foreign character',
    (text, random) => inserted(text, random, random.pick(['!', '\0', 'Ł', '😀', '\ud800', '=', '%2B', SENTINEL])),
  ],
  [1, 'more padding', (text) => `${text}==`],
  [1, 'data URL', (text) => `data:application/zip;base64,${text}`],
  [1, 'twice', (text) => text + text],
];

/**
 * @param {Random} random
 * @param {string} outside a folder that no archive may write to
 * @returns {Archive & { code: string }}
 */
export function archiveCase(random, outside) {
  const made = random.weighted(FAMILIES)(random, outside);
  const base64 = made.bytes.toString('base64');
  if (!random.chance(0.08)) return { ...made, code: base64 };
  const [, label, change] = random.pick(BASE64_CHANGES);
  return { ...made, label: `${made.label}; base64 ${label}`, statuses: EITHER, code: change(base64, random) };
}

/** @param {string} text @param {Random} random @param {string} piece */
function inserted(text, random, piece) {
  const at = random.below(text.length + 1);
  return text.slice(0, at) + piece + text.slice(at);
}
