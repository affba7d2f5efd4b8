import { SENTINEL } from '@actionrunner/core/internal';
import { NEWLINE } from './whole-lines.js';

const FRAME = Buffer.from(SENTINEL);
const EMPTY = Buffer.alloc(0);

/**
 * Filters one log stream of a container: passes on the logs of an activation until its frame, without the frame. Only bytes that may become
 * a frame are held back.
 */
export class FrameFilter {
  /** The number of frames so far. */
  frames = 0;
  #held: Buffer = EMPTY;
  #atLineStart = true;
  #isOpen = true;
  #afterFrame = false;

  /** Passes on bytes again: the next activation starts. */
  open(): void {
    this.#isOpen = true;
  }

  /** Adds bytes. @returns those to show */
  push(bytes: Buffer): Buffer {
    let rest = Buffer.concat([this.#held, bytes]);
    const shown: Buffer[] = [];
    for (;;) {
      if (this.#afterFrame && rest.length > 0) {
        rest = rest[0] === NEWLINE ? rest.subarray(1) : rest;
        this.#afterFrame = false;
      }
      const at = rest.indexOf(FRAME);
      if (at < 0) {
        break;
      }
      shown.push(this.#show(rest.subarray(0, at)));
      // The last log line may lack a line ending; the frame is on the same line then.
      shown.push(this.#atLineStart ? EMPTY : this.#show(Buffer.from('\n')));
      rest = rest.subarray(at + FRAME.length);
      this.frames += 1;
      this.#isOpen = false;
      this.#afterFrame = true;
    }
    const held = measurePartialFrame(rest);
    shown.push(this.#show(rest.subarray(0, rest.length - held)));
    this.#held = rest.subarray(rest.length - held);
    return Buffer.concat(shown);
  }

  /** Ends the stream. @returns what was held back */
  end(): Buffer {
    const rest = this.#held;
    this.#held = EMPTY;
    return this.#show(rest);
  }

  #show(bytes: Buffer): Buffer {
    if (bytes.length > 0) {
      this.#atLineStart = bytes.at(-1) === NEWLINE;
    }
    return this.#isOpen ? bytes : EMPTY;
  }
}

/** Counts the last bytes that may be the start of a frame. */
function measurePartialFrame(bytes: Buffer): number {
  for (let length = Math.min(bytes.length, FRAME.length - 1); length > 0; length--) {
    if (bytes.subarray(bytes.length - length).equals(FRAME.subarray(0, length))) {
      return length;
    }
  }
  return 0;
}
