// @ts-check
/** Reads a log stream of a runtime as it comes, and tells what is in each frame. Memory is bounded by the longest line. */
import { SENTINEL } from '../support/sentinel.js';

const MARK = /^soak (\S+) \d+ /;

/**
 * @callback OnFrame
 * @param {Map<string, number>} lines number of marked lines in the frame, by the id of the activation
 * @returns {void}
 */

export class FrameReader {
  #rest = '';
  /** @type {Map<string, number>} */
  #lines = new Map();
  #onFrame;

  /** @param {OnFrame} onFrame */
  constructor(onFrame) {
    this.#onFrame = onFrame;
  }

  /** @param {Buffer} bytes */
  write(bytes) {
    const lines = (this.#rest + bytes.toString('latin1')).split('\n');
    this.#rest = lines.pop() ?? '';
    for (const line of lines) this.#take(line);
  }

  /** Whether something came that no frame ends. */
  get unfinished() {
    return this.#rest !== '' || this.#lines.size > 0;
  }

  /** @param {string} line */
  #take(line) {
    if (line === SENTINEL) {
      this.#onFrame(this.#lines);
      this.#lines = new Map();
      return;
    }
    const id = MARK.exec(line)?.[1];
    if (id !== undefined) this.#lines.set(id, (this.#lines.get(id) ?? 0) + 1);
  }
}
