import { LINE_FEED } from './log-sink.js';

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
const NOTHING = Buffer.alloc(0);

/** Neutralizes the sentinel in user output: its last `X` becomes `x`, even if it arrives in pieces. */
export class SentinelGuard {
  /** The part of the current line that has been passed on and may be the start of a sentinel. */
  #tail: Buffer = NOTHING;

  /** Returns the bytes, or a copy if they complete a sentinel. Holds nothing back. */
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

  /** Finds the last byte of the next sentinel that ends after `from`; -1 if there is none. */
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

/** Neutralizes sentinels in a text: an error message may quote what the user wrote. */
export function neutralize(text: string): string {
  return new SentinelGuard().apply(Buffer.from(text)).toString();
}
