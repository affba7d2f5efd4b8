import { closeSync, constants, openSync, writeSync } from 'node:fs';
import { signalGroup } from '../process/terminate.js';
import { HelperPipes, MAX_FRAME_BYTES } from './helper-pipes.js';
import { type HelperListener, HelperReports } from './helper-reports.js';
import type { StartedShell, StartShell } from './started-shell.js';

/** What a helper needs. */
export interface ShellHelperOptions extends HelperListener {
  readonly start: StartShell;
  /** Where files without a name may be made. */
  readonly folders: readonly string[];
}

const { O_NONBLOCK, O_RDWR } = constants;

/** Its descriptors of frame, stdout and stderr, and that of its orders, until it has its answer. */
const PIPES = [4, 5, 6];
const ORDERS = 7;

/** A shell that starts processes, and its pipes, which it makes itself. */
export class ShellHelper {
  /** Its PID and process group. */
  readonly pid: number;
  /** How a message begins that the shell itself writes to the stderr of a process. */
  readonly says: Buffer;
  readonly reports: HelperReports;
  readonly #shell: StartedShell;
  readonly #folders: readonly string[];
  #pipes: HelperPipes | undefined;
  #orders: number | undefined;

  /** @throws a system error */
  constructor({ start, folders, ...listener }: ShellHelperOptions) {
    this.#folders = folders;
    this.#shell = start(listener.gone);
    this.pid = this.#shell.pid;
    this.says = Buffer.from(`${this.#shell.name}: `);
    this.reports = new HelperReports(this.#shell.reports, listener);
  }

  /** Its pipes, once it has reported that it is ready. */
  get pipes(): HelperPipes {
    return this.#pipes as HelperPipes;
  }

  /** Opens the pipes that it has made, and makes its first child wait. @throws a system error */
  openPipes(): void {
    const pathOf = (descriptor: number) => `/proc/${this.pid}/fd/${descriptor}`;
    const pipes = new HelperPipes({ folders: this.#folders, fifos: PIPES.map(pathOf) });
    this.#pipes = pipes;
    // Both ends, so that it never ends while this process runs.
    this.#orders = openSync(pathOf(ORDERS), O_RDWR | O_NONBLOCK);
    this.#shell.answer(`${pipes.paths.slice(1).join(' ')}\n`);
  }

  /** Makes another child wait. A shell that has terminated is reported as gone. */
  arm(generation: number): void {
    writeSync(this.#orders as number, `${generation}\n`);
  }

  /** Writes the frame as a whole; that for bash is ASCII. @throws a system error when none of it was written */
  write(frame: string, isBash: boolean): void {
    // bash reads single bytes up to a delimiter, but a known number of them at once.
    const withSize = (text: string) => (isBash ? `${text.length}\n${text}` : text);
    let text = withSize(frame);
    // UTF-8 has at most three bytes for each UTF-16 code unit.
    if (text.length * 3 > MAX_FRAME_BYTES && Buffer.byteLength(text) > MAX_FRAME_BYTES) {
      const path = this.pipes.writeLongFrame(frame);
      // In bash `.` would change how messages of the shell begin.
      const read = isBash ? `IFS= read -r -N ${frame.length} frame <${path} && eval "$frame"` : `. ${path}`;
      text = withSize(`${read}; exit 126\n`);
    }

    this.pipes.writeFrame(text);
  }

  /** Kills the shell; its group, with what waits for a frame, only if nobody else is in it. */
  kill({ isAlone }: { readonly isAlone: boolean }): void {
    this.reports.mute();
    if (isAlone && this.pid > 0) {
      signalGroup(this.pid, 'SIGKILL');
    }
    this.#shell.kill();
  }

  /** Closes its pipes. To be called once. */
  close(): void {
    this.#pipes?.close();
    if (this.#orders !== undefined) {
      closeSync(this.#orders);
    }
  }
}
