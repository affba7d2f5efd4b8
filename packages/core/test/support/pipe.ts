import { execFileSync } from 'node:child_process';
import { closeSync, constants, mkdtempSync, openSync, readSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** A real pipe of the system whose both ends never block: reading or writing too early gives EAGAIN. */
export class Pipe {
  readonly input: number;
  readonly #output: number;
  #open = true;

  constructor() {
    const directory = mkdtempSync(join(tmpdir(), 'actionrunner-pipe-'));
    const path = join(directory, 'pipe');
    execFileSync('mkfifo', [path]);
    this.#output = openSync(path, constants.O_RDONLY | constants.O_NONBLOCK);
    this.input = openSync(path, constants.O_WRONLY | constants.O_NONBLOCK);
    rmSync(directory, { recursive: true });
  }

  /** What is in the pipe now, at most `most` bytes. */
  read(most = 1 << 20): Buffer {
    const parts: Buffer[] = [];
    for (let length = 0; length < most; ) {
      const part = Buffer.alloc(Math.min(most - length, 65_536));
      try {
        const count = readSync(this.#output, part);
        if (count === 0) break;
        parts.push(part.subarray(0, count));
        length += count;
      } catch {
        break;
      }
    }
    return Buffer.concat(parts);
  }

  /** The reader goes away. */
  closeOutput(): void {
    if (this.#open) {
      this.#open = false;
      closeSync(this.#output);
    }
  }

  close(): void {
    this.closeOutput();
    closeSync(this.input);
  }
}
