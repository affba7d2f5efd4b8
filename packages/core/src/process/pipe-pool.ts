import { spawn, spawnSync } from 'node:child_process';
import { closeSync, constants, openSync, readSync, rmSync } from 'node:fs';
import { type ConnectOpts, Socket, type SocketConstructorOpts } from 'node:net';
import { join } from 'node:path';
import type { Readable, Writable } from 'node:stream';
import { systemCode, trySystemCall } from '../errors.js';
import { makeFolder, pathOf } from './fifos.js';
import type { ReadNow } from './running-process.js';

const { O_NOATIME, O_NONBLOCK, O_RDONLY, O_WRONLY } = constants;

/** How many pipes are made at once, since each batch takes a process. */
const BATCH = 4;

/** What a pipe holds, unless somebody changed it. */
export const READ_BYTES = 65_536;

/** Read into by all pipes, one after the other: what is read is copied out at once. */
const SCRATCH = Buffer.allocUnsafeSlow(READ_BYTES);

/** A pipe with one end here and the other for a process: the file descriptor is the process's, to be closed once it has started. */
export interface Pipe<End> {
  readonly end: End;
  readonly descriptor: number;
  /** Takes out what the process has not read, and says how many bytes there were; for a process that has exited. */
  readonly unread?: () => number;
  /** See {@link RunningProcess.readNow}. */
  readonly readNow?: ReadNow;
}

/**
 * Real pipes. Node gives its children sockets, which cannot be opened by name: `echo >/dev/stderr` and `cat /dev/stdin` fail there.
 * The pipes are FIFOs without a name, reopened through /proc for each process; where that cannot be had there are none.
 */
export class PipePool {
  /** Where files without a name may be made; the first that can be written is used. */
  readonly folders: readonly string[];
  /** Read ends that keep the FIFOs in being while nobody uses them. */
  #free: number[] = [];
  #unavailable = process.platform !== 'linux';
  /** All pipes are read into it. */
  #buffer: Buffer | undefined;
  #closed = false;

  constructor(folders: readonly string[]) {
    this.folders = folders;
  }

  /** Makes the pipes of the first process, which takes a process itself, in the background. Whoever finds none makes them, and reports what is wrong. */
  async prepare(): Promise<void> {
    if (this.#free.length > 0 || this.#unavailable || this.#closed) {
      return;
    }
    try {
      this.#free.push(...(await this.#makeInBackground()));
    } catch (error) {
      if (systemCode(error) === undefined) {
        throw error;
      }
    }
    if (this.#closed) {
      this.close();
    }
  }

  /** A pipe that a process writes to. */
  output(): Pipe<Readable> | undefined {
    const anchor = this.#take();
    if (anchor === undefined) {
      return undefined;
    }
    const path = pathOf(anchor);
    const readEnd = openReadEnd(path, O_NONBLOCK);
    const descriptor = openSync(path, O_WRONLY);
    this.#buffer ??= Buffer.allocUnsafeSlow(READ_BYTES);
    const end = openLendingSocket(readEnd, this.#buffer);
    let ended = false;
    end.once('end', () => {
      ended = true;
    });
    // Used again only if every writer has gone: what a process left behind writes must not meet the output of the next process.
    end.once('close', () => this.#release(anchor, ended));
    const readNow = () => {
      if (ended || end.destroyed) {
        return null;
      }
      const bytes = readAvailable(readEnd);
      ended ||= bytes === null;
      return bytes;
    };
    return { end, descriptor, readNow };
  }

  /** A pipe that a process reads from. */
  input(): Pipe<Writable> | undefined {
    const anchor = this.#take();
    if (anchor === undefined) {
      return undefined;
    }
    const path = pathOf(anchor);
    const writeEnd = openSync(path, O_WRONLY | O_NONBLOCK);
    const descriptor = openReadEnd(path);
    const end = new Socket({ fd: writeEnd, readable: false, writable: true });
    // Kept meanwhile, so that what a process leaves unread is known; never used for another process.
    end.once('close', () => closeSync(anchor));
    return { end, descriptor, unread: () => (end.closed ? 0 : dropUnread(anchor)) };
  }

  /** Closes the pipes; those in use stay open until they are released. */
  close(): void {
    this.#closed = true;
    for (const anchor of this.#free.splice(0)) {
      closeSync(anchor);
    }
  }

  #take(): number | undefined {
    if (this.#free.length === 0 && !this.#unavailable) {
      this.#free = this.#make();
      this.#unavailable = this.#free.length === 0;
    }
    return this.#free.pop();
  }

  #release(anchor: number, clean: boolean): void {
    if (clean && !this.#closed) {
      this.#free.push(anchor);
    } else {
      closeSync(anchor);
    }
  }

  #make(): number[] {
    const folder = makeFolder(this.folders);
    if (folder === undefined) {
      return [];
    }
    try {
      const [program, args] = commandFor(folder);
      return spawnSync(program, args, { stdio: 'ignore' }).status === 0 ? openAll(folder) : [];
    } finally {
      rmSync(folder, { recursive: true, force: true });
    }
  }

  async #makeInBackground(): Promise<number[]> {
    const folder = makeFolder(this.folders);
    if (folder === undefined) {
      return [];
    }
    try {
      const [program, args] = commandFor(folder);
      const child = spawn(program, args, { stdio: 'ignore' });
      const status = await new Promise((resolve) => child.once('exit', resolve).once('error', resolve));
      return status === 0 ? openAll(folder) : [];
    } finally {
      rmSync(folder, { recursive: true, force: true });
    }
  }
}

const pathsIn = (folder: string) => Array.from({ length: BATCH }, (_, index) => join(folder, String(index)));

/** What makes FIFOs in a folder. */
function commandFor(folder: string): [string, string[]] {
  return ['mkfifo', ['-m', '600', ...pathsIn(folder)]];
}

/** Opens the FIFOs of a folder. @throws a system error, when none is left open */
function openAll(folder: string): number[] {
  const opened: number[] = [];
  try {
    for (const path of pathsIn(folder)) {
      opened.push(openSync(path, O_RDONLY | O_NONBLOCK));
    }
    return opened;
  } catch (error) {
    opened.forEach((descriptor) => void closeSync(descriptor));
    throw error;
  }
}

/**
 * Linux notes the time of each read of a FIFO, unlike that of a pipe, and a shell reads its input byte by byte: that makes 1.3 times of it. Only the
 * owner can switch it off, which a file system over the network may say that we are not.
 */
function openReadEnd(path: string, flags = 0): number {
  return trySystemCall(0, () => openSync(path, O_RDONLY | O_NOATIME | flags)) || openSync(path, O_RDONLY | flags);
}

/** Reads what a pipe holds, see {@link ReadNow}. */
export function readAvailable(descriptor: number): Buffer | undefined | null {
  const { stackTraceLimit } = Error;
  // An empty pipe is an exception in Node, and nine tenths of its cost are the stack trace. It stays where errors are frozen (`--frozen-intrinsics`).
  Reflect.set(Error, 'stackTraceLimit', 0);
  try {
    const count = readSync(descriptor, SCRATCH);
    return count > 0 ? Buffer.from(SCRATCH.subarray(0, count)) : null;
  } catch (error) {
    if (systemCode(error) !== 'EAGAIN') {
      throw error;
    }
    return undefined;
  } finally {
    Reflect.set(Error, 'stackTraceLimit', stackTraceLimit);
  }
}

/** Takes out what a pipe holds. @returns how many bytes there were */
export function dropUnread(descriptor: number): number {
  let count = 0;
  for (let bytes = readAvailable(descriptor); bytes; bytes = readAvailable(descriptor)) {
    count += bytes.length;
  }
  return count;
}

/** Takes output. Bytes that are borrowed are overwritten once it has returned. */
export type Borrower = (bytes: Buffer, isBorrowed: boolean) => void;

/** A stream that can pass on what it reads in one buffer, without a copy. */
export interface LendingOutput extends Readable {
  /** Calls `receive` with each piece, instead of 'data'. To be called once. */
  lend(receive: Borrower): void;
}

/**
 * Reads a pipe into a buffer that may be that of others, too: it is passed on, or copied, before anything else is read.
 * @param fd closed with the socket
 */
export function openLendingSocket(fd: number, buffer: Buffer): Socket & LendingOutput {
  let receive: Borrower | undefined;
  const callback = (length: number): boolean => {
    const bytes = buffer.subarray(0, length);
    if (!receive) {
      return socket.push(Buffer.from(bytes));
    }
    receive(bytes, true);
    return !socket.isPaused();
  };
  const options: SocketConstructorOpts & Pick<ConnectOpts, 'onread'> = { fd, onread: { buffer, callback } };
  const socket = new Socket({ ...options, readable: true, writable: false });
  return Object.assign(socket, {
    lend(borrower: Borrower) {
      receive = borrower;
      // What was read before; and it makes the end known.
      socket.on('data', (bytes: Buffer) => borrower(bytes, false));
    },
  });
}
