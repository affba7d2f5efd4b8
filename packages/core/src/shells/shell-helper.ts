import { type ChildProcess, spawn } from 'node:child_process';
import { closeSync, constants, openSync, writeSync } from 'node:fs';
import type { Socket } from 'node:net';
import { startAsOomVictim } from '../process/oom.js';
import { signalGroup } from '../process/terminate.js';
import type { Environment } from '../protocol/environment.js';
import { createUuid } from '../protocol/uuid.js';
import { SHELL_PROGRAM } from './frame.js';
import { HelperPipes, MAX_FRAME_BYTES } from './helper-pipes.js';
import { type HelperListener, HelperReports } from './helper-reports.js';

/** What a shell is started with. */
export interface ShellHelperOptions extends HelperListener {
  /** Its command. */
  readonly shell: readonly string[];
  readonly env: Environment;
  /** The soft limit of open files, if it differs from that of this process. */
  readonly openFiles: number | undefined;
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
  readonly #child: ChildProcess;
  /** Where its reports arrive. */
  readonly #socket: Socket;
  readonly #folders: readonly string[];
  #pipes: HelperPipes | undefined;
  #orders: number | undefined;

  /** @throws a system error */
  constructor({ shell, env, openFiles, folders, ...listener }: ShellHelperOptions) {
    this.#folders = folders;
    const name = createUuid();
    this.says = Buffer.from(`${name}: `);
    const [file = '', ...args] = [...shell, '-c', SHELL_PROGRAM, name, String(openFiles ?? '')];
    const stdio = ['ignore' as const, 'ignore' as const, 'ignore' as const, 'pipe' as const];
    this.#child = startAsOomVictim(() => spawn(file, args, { cwd: '/', env, stdio, detached: true }));
    this.pid = this.#child.pid ?? 0;
    // Node.js makes no streams where no more files can be opened.
    const socket = (this.#child.stdio as ChildProcess['stdio'] | undefined)?.[3];
    if (!socket) {
      this.#child.on('error', () => undefined);
      throw Object.assign(new Error('no more files can be opened'), { code: 'EMFILE' });
    }
    this.#child.on('error', listener.gone).once('exit', listener.gone);
    this.#child.unref();
    this.#socket = socket as Socket;
    this.reports = new HelperReports(this.#socket, listener);
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
    this.#socket.write(`${pipes.stdout} ${pipes.stderr}\n`, 'latin1');
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
    this.#child.kill('SIGKILL');
  }

  /** Closes its pipes. To be called once. */
  close(): void {
    this.#pipes?.close();
    if (this.#orders !== undefined) {
      closeSync(this.#orders);
    }
  }
}
