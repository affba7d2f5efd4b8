import { SENTINEL } from '@actionrunner/core';

const FRAME = Buffer.from(SENTINEL);
const NEWLINE = 0x0a;
const EMPTY = Buffer.alloc(0);

/**
 * Takes one log stream of a container and gives back the logs of an activation: what comes until its frame, without the frame. Only bytes
 * that may become a frame are held back.
 */
export class FrameFilter {
  /** How many frames have come. */
  frames = 0;
  #held: Buffer = EMPTY;
  #atLineStart = true;
  #isOpen = true;
  #afterFrame = false;

  /** The next activation begins: what comes now is shown again. */
  open(): void {
    this.#isOpen = true;
  }

  /** What of these bytes is to be shown. */
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
      // A last log line without an end shares the line of the frame.
      shown.push(this.#atLineStart ? EMPTY : this.#show(Buffer.from('\n')));
      rest = rest.subarray(at + FRAME.length);
      this.frames += 1;
      this.#isOpen = false;
      this.#afterFrame = true;
    }
    const held = lengthOfBegunFrame(rest);
    shown.push(this.#show(rest.subarray(0, rest.length - held)));
    this.#held = rest.subarray(rest.length - held);
    return Buffer.concat(shown);
  }

  /** What was held back when the stream ended. */
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

/** How many of the last bytes may be the first of a frame. */
function lengthOfBegunFrame(bytes: Buffer): number {
  for (let length = Math.min(bytes.length, FRAME.length - 1); length > 0; length--) {
    if (bytes.subarray(bytes.length - length).equals(FRAME.subarray(0, length))) {
      return length;
    }
  }
  return 0;
}
