// @ts-check
/** What is sent: a seeded mix, mostly activations that succeed. */
import { Random } from '../support/random.js';

/**
 * @typedef {'ok' | 'error' | 'segfault' | 'exit' | 'timeout' | 'stubborn' | 'noisy' | 'forking' | 'hurried'} Kind
 *
 * @typedef {object} Activation
 * @property {string} id
 * @property {Kind} kind
 * @property {string} echo unique, to be answered
 * @property {number} lines it logs on each stream
 * @property {number | undefined} limitMs until its deadline; undefined for one far away
 * @property {number | undefined} killAfterMs when some process is killed, after it was sent
 */

/** Shares of all activations; the rest is ok. `stubborn` is a timeout that ignores SIGTERM, `hurried` an ok one whose deadline may pass while it waits. */
const SHARES = /** @type {[Kind, number][]} */ ([
  ['error', 0.04],
  ['noisy', 0.03],
  ['forking', 0.015],
  ['segfault', 0.01],
  ['exit', 0.01],
  ['timeout', 0.003],
  ['stubborn', 0.002],
  ['hurried', 0.03],
]);
const KILL_SHARE = 0.02;
const KILL_WITHIN_MS = 20;
const NOISE_LINES = 1000;
/** Long enough for the message to arrive on a busy machine, as a deadline that is past on arrival does not count: what sleeps then answers. */
const LIMIT_MS = { least: 1000, spread: 500 };
const HURRY_MS = { least: 2, spread: 30 };

/** All that can be sent. @type {Kind[]} */
export const KINDS = ['ok', ...SHARES.map(([kind]) => kind)];

/**
 * One activation after the other.
 * @param {string} name makes the ids unique
 * @param {number} seed
 * @returns {Generator<Activation, never>}
 */
export function* activations(name, seed) {
  const random = new Random(seed);
  for (let number = 0; ; number++) {
    const kind = kindAt(random.fraction());
    const limit = limitOf(kind);
    const size = random.fraction();
    yield {
      id: `${name}-${number}`,
      kind,
      echo: `${name}:${number}:${random.below(2 ** 32).toString(36)}`,
      lines: kind === 'noisy' ? 2 + Math.floor(size * NOISE_LINES) : 1,
      limitMs: limit && limit.least + Math.floor(size * limit.spread),
      killAfterMs: random.fraction() < KILL_SHARE ? size * KILL_WITHIN_MS : undefined,
    };
  }
}

/** @param {Kind} kind */
function limitOf(kind) {
  if (kind === 'hurried') return HURRY_MS;
  return kind === 'timeout' || kind === 'stubborn' ? LIMIT_MS : undefined;
}

/**
 * @param {number} at from 0 to 1
 * @returns {Kind}
 */
function kindAt(at) {
  let end = 0;
  for (const [kind, share] of SHARES) {
    end += share;
    if (at < end) return kind;
  }
  return 'ok';
}
