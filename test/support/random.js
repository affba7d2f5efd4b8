// @ts-check
/** Through `Math` it would be looked up in the global object each time, which is slow in the sandbox of jest. */
const { imul } = Math;

/** A seeded source of random choices: a failing case can be repeated. */
export class Random {
  #state;

  /** @param {number} seed */
  constructor(seed) {
    this.#state = seed | 0;
  }

  /** The next 32 bits (mulberry32), signed: an unsigned state would be a new object of V8 each time. */
  #next() {
    this.#state = (this.#state + 0x6d2b79f5) | 0;
    let mixed = imul(this.#state ^ (this.#state >>> 15), this.#state | 1);
    mixed ^= mixed + imul(mixed ^ (mixed >>> 7), mixed | 61);
    return mixed ^ (mixed >>> 14);
  }

  /** A number from 0 to below 1. */
  fraction() {
    return (this.#next() >>> 0) / 2 ** 32;
  }

  /** A whole number from 0 to below `end`. @param {number} end */
  below(end) {
    return Math.floor(this.fraction() * end);
  }

  /** A whole number, both ends included. @param {number} first @param {number} last */
  between(first, last) {
    return first + this.below(last - first + 1);
  }

  /** @param {number} share from 0 to 1 */
  chance(share) {
    return this.below(1_000_000) < share * 1_000_000;
  }

  /**
   * @template T
   * @param {readonly T[]} choices at least one
   * @returns {T}
   */
  pick(choices) {
    return /** @type {T} */ (choices[this.below(choices.length)]);
  }

  /**
   * @template T
   * @param {readonly (readonly [number, T])[]} choices pairs of weight and choice
   * @returns {T}
   */
  weighted(choices) {
    let at = this.below(choices.reduce((sum, [weight]) => sum + weight, 0));
    for (const [weight, choice] of choices) {
      if (at < weight) return choice;
      at -= weight;
    }
    throw new Error('no choice');
  }

  /** @param {number} length */
  bytes(length) {
    const bytes = Buffer.alloc(length);
    for (let at = 0; at < length; at++) bytes[at] = this.#next() >>> 24;
    return bytes;
  }
}

/**
 * The seed of one case, so that each can be made without the others.
 * @param {number} seed of the whole run
 * @param {number} index
 */
export function caseSeed(seed, index) {
  const random = new Random(imul(seed, 0x9e3779b1) ^ imul(index + 1, 0x85ebca6b));
  return random.below(2 ** 32);
}
