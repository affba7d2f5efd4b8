/**
 * Ends the logs of one activation, alone on its line, on stdout and on stderr (invoker: `ActivationSentinel`).
 * @public
 * @example
 * ```js
 * import { SENTINEL } from '@actionrunner/core';
 *
 * console.log('line\n'.endsWith(`${SENTINEL}\n`)); // false: the logs have not ended
 * ```
 */
export const SENTINEL = 'XXX_THE_END_OF_A_WHISK_ACTIVATION_XXX';

const LAST_BYTE = 'x'.charCodeAt(0);
const LINE_FEED = 0x0a;
const NOTHING = Buffer.alloc(0);

/** Neutralises the sentinel in user output: the last `X` of the text becomes `x`, also when the text arrives in pieces. */
export class SentinelGuard {
  /** What was passed on of the current line, as far as a sentinel could have begun there. */
  #tail: Buffer = NOTHING;

  /** Returns the bytes, or a copy of them where they complete a sentinel. Holds nothing back. */
  apply(bytes: Buffer): Buffer {
    let safe = bytes;
    for (let at = this.#nextEnd(safe, 0); at >= 0; at = this.#nextEnd(safe, at)) {
      if (safe === bytes) {
        safe = Buffer.from(bytes);
      }
      safe[at] = LAST_BYTE;
    }
    this.#keepTail(safe);
    return safe;
  }

  /** Where the next sentinel that ends behind `from` has its last byte, or -1. */
  #nextEnd(bytes: Buffer, from: number): number {
    if (from === 0 && this.#tail.length > 0) {
      const edge = Buffer.concat([this.#tail, bytes.subarray(0, SENTINEL.length - 1)]);
      const at = edge.indexOf(SENTINEL);
      if (at >= 0) {
        return at + SENTINEL.length - 1 - this.#tail.length;
      }
    }
    const at = bytes.indexOf(SENTINEL, Math.max(0, from - SENTINEL.length + 1));
    return at < 0 ? -1 : at + SENTINEL.length - 1;
  }

  #keepTail(bytes: Buffer): void {
    if (bytes.length === 0) {
      return;
    }
    if (bytes[bytes.length - 1] === LINE_FEED) {
      this.#tail = NOTHING;
      return;
    }
    const keep = SENTINEL.length - 1;
    const joined = bytes.length >= keep ? bytes : Buffer.concat([this.#tail, bytes]);
    // A copy: a view would keep the whole chunk in memory.
    this.#tail = Buffer.from(joined.subarray(-keep));
  }
}

/** The text without sentinels: an error message may quote what the user wrote. */
export function neutralised(text: string): string {
  return new SentinelGuard().apply(Buffer.from(text)).toString();
}
