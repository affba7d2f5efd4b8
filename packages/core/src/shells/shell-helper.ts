import { type ChildProcess, spawn } from 'node:child_process';
import { closeSync, constants, openSync, rmdirSync, rmSync, unlinkSync, writeSync } from 'node:fs';
import type { Socket } from 'node:net';
import { join } from 'node:path';
import { RunnerError, systemCode } from '../errors.js';
import { makeFolder } from '../process/fifos.js';
import { startAsOomVictim } from '../process/oom-victim.js';
import { signalGroup } from '../process/terminate.js';
import type { Environment } from '../protocol/environment.js';
import { createUuid } from '../uuid.js';
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

/** How often, and with which rest in between, it is tried to remove the folder of the FIFOs. */
const REMOVALS = 10;
const RETRY_MS = 5;

/** The names that the shell gives the FIFOs of frame, stdout and stderr, and that of its orders. */
const FIFO_NAMES = ['0', '1', '2'];
const ORDERS_NAME = '3';

/** A shell that starts processes, and its pipes. It makes the FIFOs itself, since that takes a process, which it forks more quickly. */
export class ShellHelper {
  /** Its PID and process group. */
  readonly pid: number;
  /** How a message begins that the shell itself writes to the stderr of a process. */
  readonly says: Buffer;
  readonly reports: HelperReports;
  readonly #child: ChildProcess;
  /** Brings its reports. */
  readonly #socket: Socket;
  readonly #folders: readonly string[];
  /** Where the FIFOs have names. */
  #folder: string | undefined;
  #pipes: HelperPipes | undefined;
  #orders: number | undefined;

  /** @throws RunnerError `ERR_RUNNER_START` where no folder can be written; a system error */
  constructor({ shell, env, openFiles, folders, ...listener }: ShellHelperOptions) {
    const folder = makeFolder(folders);
    if (folder === undefined) {
      throw new RunnerError('ERR_RUNNER_START', `No folder can be written: ${folders.join(', ')}.`);
    }
    this.#folders = folders;
    this.#folder = folder;
    const name = createUuid();
    this.says = Buffer.from(`${name}: `);
    try {
      const [file = '', ...args] = [...shell, '-c', SHELL_PROGRAM, name, folder, String(openFiles ?? '')];
      const stdio = ['ignore' as const, 'ignore' as const, 'ignore' as const, 'pipe' as const];
      this.#child = startAsOomVictim(() => spawn(file, args, { cwd: '/', env, stdio, detached: true }));
    } catch (error) {
      this.#removeFolder();
      throw error;
    }
    this.pid = this.#child.pid ?? 0;
    // Node.js makes no streams where no more files can be opened.
    const socket = (this.#child.stdio as ChildProcess['stdio'] | undefined)?.[3];
    if (!socket) {
      this.#child.on('error', () => undefined);
      this.#removeFolder();
      throw Object.assign(new Error('No more files can be opened.'), { code: 'EMFILE' });
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

  /** Opens the FIFOs that it has made, and takes their names away. @throws a system error */
  openPipes(): void {
    const folder = this.#folder as string;
    const fifos = FIFO_NAMES.map((name) => join(folder, name));
    const orders = join(folder, ORDERS_NAME);
    this.#pipes = new HelperPipes({ folders: this.#folders, fifos });
    // Both ends, so that opening it does not wait.
    this.#orders = openSync(orders, O_RDWR | O_NONBLOCK);
    for (const path of [...fifos, orders]) {
      unlinkSync(path);
    }
    rmdirSync(folder);
    this.#folder = undefined;
    this.#socket.write(`${this.#pipes.paths.join(' ')}\n`, 'latin1');
  }

  /** Makes a child wait. A shell that has terminated is reported as gone. */
  arm(generation: number): void {
    writeSync(this.#orders as number, `${generation}\n`);
  }

  /** Writes the frame as a whole; that for bash is ASCII. @throws a system error when none of it was written */
  write(frame: string, isBash: boolean): void {
    // bash reads single bytes up to a delimiter, but a known number of them at once.
    const withSize = (text: string) => (isBash ? `${text.length}\n${text}` : text);
    let text = withSize(frame);
    if (text.length > MAX_FRAME_BYTES || Buffer.byteLength(text) > MAX_FRAME_BYTES) {
      const path = this.pipes.writeLongFrame(frame);
      // In bash `.` would change how messages of the shell begin.
      const read = isBash ? `IFS= read -r -N ${frame.length} frame <${path} && eval "$frame"` : `. ${path}`;
      text = withSize(`${read}; exit 126\n`);
    }
    this.pipes.writeFrame(text);
  }

  /** Kills the shell; its group, with what makes the FIFOs or waits for a frame, only if nobody else is in it. */
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
    this.#removeFolder();
  }

  #removeFolder(): void {
    const folder = this.#folder;
    this.#folder = undefined;
    for (let attempt = 1; folder !== undefined && attempt <= REMOVALS; attempt++) {
      try {
        rmSync(folder, { recursive: true, force: true, maxRetries: 1, retryDelay: RETRY_MS });
        return;
      } catch (error) {
        // What makes the FIFOs was killed a moment ago, and has made another one.
        if (systemCode(error) !== 'ENOTEMPTY') {
          throw error;
        }
      }
    }
  }
}
