// @ts-check
/** @typedef {import('../support/random.js').Random} Random */

const INTERESTING = Buffer.from(
  '\0\n\r\t "\'\\/{}[]:,;=%&<>-+.0129eE_\x7f\x80\xbf\xc0\xe0\xed\xef\xf0\xf4\xfe\xff',
  'latin1',
);
const LONGEST = 16;

/** @type {readonly ((bytes: Buffer, at: number, random: Random) => Buffer)[]} */
const MUTATIONS = [
  // One bit.
  (bytes, at, random) => replaced(bytes, at, 1, Buffer.of((bytes[at] ?? 0) ^ (1 << random.below(8)))),
  (bytes, at, random) => replaced(bytes, at, 1, Buffer.of(random.pick([...INTERESTING]))),
  (bytes, at, random) => replaced(bytes, at, random.between(1, LONGEST), Buffer.alloc(0)),
  (bytes, at, random) => replaced(bytes, at, 0, Buffer.of(random.pick([...INTERESTING]))),
  (bytes, at, random) => replaced(bytes, at, 0, random.bytes(random.between(1, LONGEST))),
  // A piece of it elsewhere.
  (bytes, at, random) => {
    const from = random.below(bytes.length + 1);
    return replaced(bytes, at, random.below(LONGEST), bytes.subarray(from, from + random.between(1, 4 * LONGEST)));
  },
];

/**
 * Bytes with a few changes: bits flipped, bytes replaced, deleted, inserted, pieces of it spliced in.
 * @param {Buffer} bytes
 * @param {Random} random
 */
export function mutated(bytes, random) {
  let result = bytes;
  for (let left = random.pick([1, 1, 1, 2, 3, 8]); left > 0; left -= 1) {
    result = random.pick(MUTATIONS)(result, random.below(result.length + 1), random);
  }
  return result;
}

/** @param {Buffer} bytes @param {number} at @param {number} count @param {Buffer} by */
export function replaced(bytes, at, count, by) {
  return Buffer.concat([bytes.subarray(0, at), by, bytes.subarray(at + count)]);
}

/** The start of some bytes as one line of text. @param {Buffer} bytes @param {number} [limit] */
export function escaped(bytes, limit = 400) {
  const text = JSON.stringify(bytes.toString('latin1', 0, limit))
    .slice(1, -1)
    .replaceAll('\\"', '"')
    .replace(/[\x7f-\xff]/g, (character) => `\\x${character.charCodeAt(0).toString(16)}`)
    .replaceAll('\\u00', '\\x');
  return bytes.length > limit ? `${text}…` : text;
}
