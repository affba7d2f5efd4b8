// @ts-check
/** Places for what runs side by side. */

/**
 * @typedef {object} Places
 * @property {(rank: number) => Promise<() => void>} take waits for a place, and returns what gives it back; the lowest rank comes first
 *
 * @param {number} count
 * @returns {Places}
 */
export function createPlaces(count) {
  let free = count;
  /** @type {{ rank: number, resolve: (giveBack: () => void) => void }[]} */
  let waiting = [];
  const serve = () => {
    waiting = waiting.toSorted((a, b) => a.rank - b.rank);
    for (const { resolve } of waiting.splice(0, free)) {
      free -= 1;
      resolve(giveBack);
    }
  };
  const giveBack = () => {
    free += 1;
    serve();
  };
  return {
    take: (rank) =>
      new Promise((resolve) => {
        waiting.push({ rank, resolve });
        serve();
      }),
  };
}
