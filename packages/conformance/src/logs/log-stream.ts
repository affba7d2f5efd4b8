import { MAX_KEPT_LOG_BYTES } from '../bounds.js';
import { SENTINEL } from './sentinel.js';

const NEEDLE = Buffer.from(SENTINEL);

/** One log stream of a runtime, from one look at it to the next; bounded, whatever is written. */
export class LogStream {
  #chunks: Buffer[] = [];
  #kept = 0;
  #total = 0;
  #frames = 0;
  #tail: Buffer = Buffer.alloc(0);

  /** How often the sentinel has been written since the last look, anywhere in a line. */
  get frames(): number {
    return this.#frames;
  }

  /** All bytes ever written. */
  get total(): number {
    return this.#total;
  }

  push(chunk: Buffer): void {
    this.#total += chunk.length;
    this.#countFrames(chunk);
    if (this.#kept < MAX_KEPT_LOG_BYTES) {
      this.#chunks.push(chunk);
      this.#kept += chunk.length;
    }
  }

  /** What has been written since the last look. */
  peek(): Buffer {
    const whole = Buffer.concat(this.#chunks);
    this.#chunks = [whole];
    return whole;
  }

  /** The same, and forgets it. */
  take(): Buffer {
    const whole = Buffer.concat(this.#chunks);
    this.#chunks = [];
    this.#kept = 0;
    this.#frames = 0;
    this.#tail = Buffer.alloc(0);
    return whole;
  }

  #countFrames(chunk: Buffer): void {
    // A sentinel may arrive in two parts; only where they meet is copied, as what floods its logs writes much.
    const text = Buffer.concat([this.#tail, chunk.subarray(0, NEEDLE.length - 1)]);
    const from = this.#count(text, 0);
    if (chunk.length >= NEEDLE.length) {
      const rest = this.#count(chunk, Math.max(0, from - this.#tail.length));
      this.#tail = Buffer.from(chunk.subarray(Math.max(rest, chunk.length - NEEDLE.length + 1)));
    } else {
      this.#tail = text.subarray(Math.max(from, text.length - NEEDLE.length + 1));
    }
  }

  /** @returns the place after the last sentinel */
  #count(text: Buffer, start: number): number {
    let from = start;
    for (let at = text.indexOf(NEEDLE, from); at >= 0; at = text.indexOf(NEEDLE, from)) {
      this.#frames += 1;
      from = at + NEEDLE.length;
    }
    return from;
  }
}
