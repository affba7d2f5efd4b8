// @ts-check
/**
 * How often a test repeats what goes wrong rarely.
 * @param {number} few in `npm test`
 * @param {number} many in `npm run test:long`
 * @returns {number}
 */
export function repetitions(few, many) {
  return process.env['TEST_LONG'] === '1' ? many : few;
}
