import { type ChildProcess, spawn } from 'node:child_process';
import { closeSync, constants, ftruncateSync, openSync, writeSync } from 'node:fs';
import { Socket } from 'node:net';
import { systemCode } from '../errors.js';
import { pathOf } from '../process/fifos.js';
import { startAsOomVictim } from '../process/oom-victim.js';
import { closeDescriptors, openInputFile } from '../process/open-streams.js';
import { readAvailable } from '../process/pipe-pool.js';
import type { Environment } from '../protocol/environment.js';
import { createUuid } from '../uuid.js';
import { SHELL_PROGRAM } from './frame.js';

const { O_NONBLOCK, O_RDONLY, O_RDWR, O_WRONLY } = constants;

/** FIFOs of a shell: its orders, the frame, stdout, stderr, and what the shell reports. */
export const FIFOS_PER_SHELL = 5;

/** What is written to a pipe as a whole or not at all (PIPE_BUF); a longer frame goes through a file. */
const MAX_FRAME_BYTES = 4_096;

/** What a shell is started with. */
export interface HelperOptions {
  /** Its command. */
  readonly shell: readonly string[];
  /** Where files without a name may be made. */
  readonly folders: readonly string[];
  /** Descriptors, which are closed here. */
  readonly fifos: readonly number[];
  readonly env: Environment;
  /** Receives each line that the shell reports. */
  readonly report: (line: string) => void;
  /** Called when the shell has terminated, or could not be started. */
  readonly gone: () => void;
}

/** A shell that starts processes, and the ends of its pipes that stay here. */
export class ShellHelper {
  /** Its PID and process group. */
  readonly pid: number;
  /** How a message begins that the shell itself writes to the stderr of a process. */
  readonly says: Buffer;
  readonly stdout: number;
  readonly stderr: number;
  readonly #folders: readonly string[];
  readonly #orders: number;
  readonly #frames: number;
  readonly #child: ChildProcess;
  readonly #reports: Socket;
  #input: number;
  #inputBytes = 0;
  #longFrame: number | undefined;
  #heard = '';

  /** @throws a system error */
  constructor({ shell, folders, fifos, env, report, gone }: HelperOptions) {
    const [orders, frames, stdout, stderr, reports] = fifos.map(pathOf) as [string, string, string, string, string];
    const [, ...named] = fifos.slice(0, FIFOS_PER_SHELL - 1);
    const name = createUuid();
    this.says = Buffer.from(`${name}: `);
    this.#folders = folders;
    // Read ends first: a write end cannot be opened without one.
    const kept: number[] = [];
    const given: number[] = [...fifos];
    const open = (list: number[], path: string, flags: number): number => {
      const descriptor = openSync(path, flags);
      list.push(descriptor);
      return descriptor;
    };
    try {
      const stdin = open(given, orders, O_RDONLY | O_NONBLOCK);
      this.#orders = open(kept, orders, O_WRONLY | O_NONBLOCK);
      this.#frames = open(kept, frames, O_RDWR | O_NONBLOCK);
      this.stdout = open(kept, stdout, O_RDONLY | O_NONBLOCK);
      this.stderr = open(kept, stderr, O_RDONLY | O_NONBLOCK);
      const fd = open(kept, reports, O_RDONLY | O_NONBLOCK);
      const reported = open(given, reports, O_WRONLY);
      this.#input = this.#openFile();
      kept.push(this.#input);
      const [file = '', ...args] = [...shell, '-c', SHELL_PROGRAM, name, pathFor(this.#input)];
      const stdio = [stdin, 'ignore' as const, reported, ...named];
      this.#child = startAsOomVictim(() => spawn(file, args, { cwd: '/', env, stdio, detached: true }));
      this.#reports = new Socket({ fd, readable: true, writable: false });
    } catch (error) {
      closeDescriptors(kept);
      throw error;
    } finally {
      closeDescriptors(given);
    }
    this.pid = this.#child.pid ?? 0;
    this.#reports.setEncoding('latin1').on('data', (text) => this.#hear(String(text), report));
    this.#reports.on('error', gone).once('end', gone);
    this.#child.on('error', gone).once('exit', gone);
    this.#child.unref();
    this.rest();
  }

  /** The runtime stays alive for it. */
  work(): void {
    this.#reports.ref();
  }

  /** The runtime does not stay alive for it. */
  rest(): void {
    this.#reports.unref();
  }

  /** Makes a child wait. @returns whether the shell is there */
  arm(generation: number): boolean {
    try {
      writeSync(this.#orders, `${generation}\n`);
      return true;
    } catch (error) {
      if (systemCode(error) === undefined) {
        throw error;
      }
      // EPIPE: it has terminated, which will be reported.
      return false;
    }
  }

  /** Writes the frame as a whole. @throws a system error when none of it was written */
  write(frame: string, hasNul: boolean): void {
    let text = hasNul ? `${frame}\0` : frame;
    if (text.length > MAX_FRAME_BYTES || Buffer.byteLength(text) > MAX_FRAME_BYTES) {
      this.#longFrame = this.#openFile(Buffer.from(frame));
      const path = pathFor(this.#longFrame);
      // In bash `.` would change how messages of the shell begin.
      const read = hasNul ? `IFS= read -r -d "" frame <${path}; eval "$frame"` : `. ${path}`;
      text = `${read}; exit 126\n${hasNul ? '\0' : ''}`;
    }
    writeSync(this.#frames, text);
  }

  /** Empties the pipe of the frame. @returns whether anything was in it, so that nothing of the frame was run */
  dropFrame(): boolean {
    let isUnread = false;
    while (readAvailable(this.#frames)) {
      isUnread = true;
    }
    return isUnread;
  }

  /** @returns the path of a file that holds the input. @throws a system error */
  writeInput(input: Uint8Array): string {
    if (this.#inputBytes > input.length) {
      ftruncateSync(this.#input, input.length);
    }
    // First, since a part may be there after a failure.
    this.#inputBytes = Math.max(this.#inputBytes, input.length);
    for (let at = 0; at < input.length; ) {
      at += writeSync(this.#input, input, at, input.length - at, at);
    }
    this.#inputBytes = input.length;
    return pathFor(this.#input);
  }

  /** Replaces the file of the input. @returns whether there is one */
  renewInput(): boolean {
    const descriptor = openInputFile(new Uint8Array(), this.#folders);
    if (descriptor === undefined) {
      return false;
    }
    closeSync(this.#input);
    this.#input = descriptor;
    this.#inputBytes = 0;
    return true;
  }

  /** Gives up what only one frame needs. */
  forgetFrame(): void {
    if (this.#longFrame !== undefined) {
      closeSync(this.#longFrame);
      this.#longFrame = undefined;
    }
  }

  /** Kills the shell alone, not its group. */
  kill(): void {
    this.#reports.destroy();
    this.#child.kill('SIGKILL');
  }

  /** To be called once. A child that waits exits when its frame is closed. */
  close(): void {
    this.forgetFrame();
    closeDescriptors([this.#orders, this.#frames, this.stdout, this.stderr, this.#input]);
  }

  #hear(text: string, report: (line: string) => void): void {
    const lines = (this.#heard + text).split('\n');
    this.#heard = lines.pop() as string;
    for (const line of lines) {
      report(line);
    }
  }

  #openFile(content: Uint8Array = new Uint8Array()): number {
    const descriptor = openInputFile(content, this.#folders);
    if (descriptor === undefined) {
      throw Object.assign(new Error('No file can be written.'), { code: 'ENOSPC' });
    }
    return descriptor;
  }
}

/** By which the shell opens a file of this process. */
function pathFor(descriptor: number): string {
  return `/proc/${process.pid}/fd/${descriptor}`;
}
