// @ts-check
/** Writes JSON as other programs may: any order and white space, names twice, numbers and bytes that no JavaScript value has. */
/** @typedef {import('../support/random.js').Random} Random */

/** JSON text that is written as it is. */
export class Raw {
  /** @param {string | Buffer} text latin1 when it is a string */
  constructor(text) {
    this.bytes = typeof text === 'string' ? Buffer.from(text, 'latin1') : text;
  }
}

/** An object whose names may be there twice. */
export class Members {
  /** @param {[unknown, unknown][]} pairs */
  constructor(pairs) {
    this.pairs = pairs;
  }
}

const SPACES = ['', '', '', ' ', '\n', '\r\n', '\t'];

/**
 * @param {unknown} value plain, with {@link Raw} and {@link Members} anywhere in it
 * @param {Random} random decides about white space and escapes
 */
export function jsonText(value, random) {
  const spaced = random.chance(0.3);
  const escaping = random.chance(0.3);
  const space = () => (spaced ? Buffer.from(random.pick(SPACES)) : Buffer.alloc(0));

  /** @param {string} text */
  const string = (text) => {
    const plain = JSON.stringify(text);
    if (!escaping) return Buffer.from(plain);
    const escapedUnit = (/** @type {string} */ unit) =>
      random.chance(0.2) ? `\\u${unit.charCodeAt(0).toString(16).padStart(4, '0')}` : unit;
    return Buffer.from(plain.replace(/\\u[0-9a-f]{4}|\\.|[a-z0-9]/gi, (part) => (part[1] ? part : escapedUnit(part))));
  };

  /** @type {(open: string, close: string, parts: Buffer[][]) => Buffer} */
  const list = (open, close, parts) => {
    const inner = parts.flatMap((part, index) => [...(index > 0 ? [Buffer.from(',')] : []), space(), ...part, space()]);
    return Buffer.concat([Buffer.from(open), ...inner, Buffer.from(close)]);
  };

  /** @type {(node: unknown) => Buffer} */
  const write = (node) => {
    if (node instanceof Raw) return node.bytes;
    if (typeof node === 'string') return string(node);
    if (Array.isArray(node))
      return list(
        '[',
        ']',
        node.map((item) => [write(item)]),
      );
    if (typeof node !== 'object' || node === null) return Buffer.from(JSON.stringify(node));
    const pairs = node instanceof Members ? node.pairs : Object.entries(node);
    return list(
      '{',
      '}',
      pairs.map(([name, item]) => [write(name), space(), Buffer.from(':'), space(), write(item)]),
    );
  };

  return Buffer.concat([space(), write(value), space()]);
}
