import { LINE_FEED } from './log-sink.js';

const OPENING = Buffer.from('{[');
const BLANKS = Buffer.from(' \t\r\v\f');

/** How many bytes the characters have that are white space to JavaScript, byte order mark included, by their first byte. */
const LENGTHS: Readonly<Record<number, number>> = { 194: 2, 225: 3, 226: 3, 227: 3, 239: 3 };

const NOTHING = Buffer.alloc(0);

/** Decides by the beginning of a line whether it can be a JSON object or array. */
export class LineHead {
  /** The first bytes of a character. */
  #cut: Buffer = NOTHING;

  /** @param bytes what the line goes on with. @returns undefined as long as there are only blanks */
  decide(bytes: Buffer): boolean | undefined {
    const all = this.#cut.length > 0 ? Buffer.concat([this.#cut, bytes]) : bytes;
    this.#cut = NOTHING;
    for (let at = 0; at < all.length; ) {
      const byte = all[at] as number;
      const length = BLANKS.includes(byte) ? 1 : LENGTHS[byte];
      if (length === undefined) {
        return OPENING.includes(byte);
      }
      if (at + length > all.length && all[all.length - 1] !== LINE_FEED) {
        this.#cut = Buffer.from(all.subarray(at));
        return undefined;
      }
      if (length > 1 && all.toString('utf8', at, at + length).trim() !== '') {
        return false;
      }
      at += length;
    }
    return undefined;
  }
}
