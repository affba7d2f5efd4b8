import { closeSync, constants, ftruncateSync, openSync, writeSync } from 'node:fs';
import { closeDescriptors, openInputFile } from '../process/open-streams.js';
import { dropUnread } from '../process/pipe-pool.js';

const { O_NONBLOCK, O_RDONLY, O_RDWR } = constants;

/** What is written to a pipe as a whole or not at all (PIPE_BUF). */
export const MAX_FRAME_BYTES = 4_096;

/** What the pipes of a helper are made of. */
export interface HelperPipesOptions {
  /** Where files without a name may be made. */
  readonly folders: readonly string[];
  /** Paths of the FIFOs of frame, stdout and stderr. */
  readonly fifos: readonly string[];
}

/**
 * The ends, in this process, of the pipes of a helper: a process whose children, forked before they are needed, wait for a frame by which they
 * become a process of an activation. Both ends of the frames are open here, so that opening them never waits; all end when this process does.
 */
export class HelperPipes {
  readonly stdout: number;
  readonly stderr: number;
  /** The paths by which the helper opens frame, stdout and stderr. */
  readonly paths: readonly string[];
  readonly #folders: readonly string[];
  readonly #frames: number;
  #input: number;
  #inputBytes = 0;
  #longFrame: number | undefined;

  /** @throws a system error */
  constructor({ folders, fifos }: HelperPipesOptions) {
    this.#folders = folders;
    const kept: number[] = [];
    try {
      for (const path of fifos) {
        kept.push(openSync(path, (kept.length === 0 ? O_RDWR : O_RDONLY) | O_NONBLOCK));
      }
      this.#input = this.openFile();
    } catch (error) {
      closeDescriptors(kept);
      throw error;
    }
    this.paths = kept.map(pathFor);
    [this.#frames, this.stdout, this.stderr] = kept as [number, number, number];
  }

  /** @returns the path of a file that holds a frame which is too long for the pipe. @throws a system error */
  writeLongFrame(frame: string): string {
    this.#longFrame = this.openFile(Buffer.from(frame));
    return pathFor(this.#longFrame);
  }

  /** Writes the frame as a whole, at most {@link MAX_FRAME_BYTES}. @throws a system error when none of it was written */
  writeFrame(text: string): void {
    writeSync(this.#frames, text);
  }

  /** Empties the pipe of the frame. @returns whether anything was in it, so that nothing of the frame was run */
  dropFrame(): boolean {
    return dropUnread(this.#frames) > 0;
  }

  /** @returns the path of a file that holds the input. @throws a system error */
  writeInput(input: Uint8Array): string {
    if (this.#inputBytes > input.length) {
      ftruncateSync(this.#input, input.length);
    }
    // First, since a part may be there after a failure.
    this.#inputBytes = Math.max(this.#inputBytes, input.length);
    try {
      for (let at = 0; at < input.length; ) {
        at += writeSync(this.#input, input, at, input.length - at, at);
      }
    } catch (error) {
      // The folder of the file is full; another one may not be.
      if (!this.renewInput(input)) {
        throw error;
      }
    }
    this.#inputBytes = input.length;
    return pathFor(this.#input);
  }

  /** Replaces the file of the input. @returns whether there is one */
  renewInput(input: Uint8Array = new Uint8Array()): boolean {
    const descriptor = openInputFile(input, this.#folders);
    if (descriptor === undefined) {
      return false;
    }
    closeSync(this.#input);
    this.#input = descriptor;
    this.#inputBytes = input.length;
    return true;
  }

  /** Gives up what only one frame needs. */
  forgetFrame(): void {
    if (this.#longFrame !== undefined) {
      closeSync(this.#longFrame);
      this.#longFrame = undefined;
    }
  }

  /** To be called once. A child that waits exits when its frame is closed. */
  close(): void {
    this.forgetFrame();
    closeDescriptors([this.#frames, this.stdout, this.stderr, this.#input]);
  }

  /** Opens a file without a name. @throws a system error */
  openFile(content: Uint8Array = new Uint8Array()): number {
    const descriptor = openInputFile(content, this.#folders);
    if (descriptor === undefined) {
      throw Object.assign(new Error(`no folder can be written: ${this.#folders.join(', ')}`), { code: 'ENOSPC' });
    }
    return descriptor;
  }
}

/** The path by which another process opens a file of this one. */
export function pathFor(descriptor: number): string {
  return `/proc/${process.pid}/fd/${descriptor}`;
}
