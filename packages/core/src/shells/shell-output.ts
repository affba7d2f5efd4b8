import { closeSync, constants, openSync } from 'node:fs';
import type { Socket } from 'node:net';
import { Readable } from 'node:stream';
import { trySystemCall } from '../errors.js';
import { pathOf } from '../process/fifos.js';
import {
  type Borrower,
  type LendingOutput,
  openLendingSocket,
  READ_BYTES,
  readAvailable,
} from '../process/pipe-pool.js';

const { O_NONBLOCK, O_RDONLY } = constants;

/** Reads at once that empty any pipe buffer of the usual size, and see its end. */
const MAX_READS = 3;

/** So many bytes at a look show that a process writes a lot; the pipe must not get full. */
const MANY_BYTES = 4_096;

/** How often it is looked at where no more files can be opened: a pipe of the usual size holds what comes meanwhile. */
const LOOK_MS = 16;

/**
 * What a process writes to one of the FIFOs of its shell. That of a short process is read in one go when it has exited, which needs no socket;
 * after `live` it is passed on as it comes.
 */
export class ShellOutput extends Readable implements LendingOutput {
  /** Whether the shell wrote here that it could not become the process. */
  readonly isOfShell: boolean = false;
  readonly #pipe: number;
  readonly #closed: () => void;
  /** How a message of the shell itself begins. */
  readonly #shell: Buffer | undefined;
  #source: Socket | undefined;
  #timer: NodeJS.Timeout | undefined;
  #receive: Borrower | undefined;
  #isFirst = true;
  #hasEnded = false;
  #isFinished = false;
  #endIsPushed = false;

  /** @param pipe the read end, which stays open */
  constructor(pipe: number, closed: () => void, shell?: Buffer) {
    super();
    this.#pipe = pipe;
    this.#closed = closed;
    this.#shell = shell;
  }

  lend(receive: Borrower): void {
    this.#receive = receive;
    // What was read before; and it makes the end known.
    this.on('data', (bytes: Buffer) => receive(bytes, false));
  }

  /** Reads what is there. @returns whether that was much */
  look(): boolean {
    let count = 0;
    for (let turn = 0; turn < MAX_READS && this.#canReadNow; turn++) {
      const bytes = this.#read();
      if (!bytes) {
        break;
      }
      count += bytes.length;
      if (!this.#take(bytes, false)) {
        return true;
      }
    }
    return count >= MANY_BYTES;
  }

  /** From now on passes on what comes when it comes. */
  live(): void {
    if (this.#source || this.#hasEnded || this.destroyed) {
      return;
    }
    // A description of its own: closing it leaves the read end.
    const fd = trySystemCall(undefined, () => openSync(pathOf(this.#pipe), O_RDONLY | O_NONBLOCK));
    // Only now: the end of a pipe is not reported to those who opened it afterwards.
    this.look();
    if (fd === undefined) {
      // Clients may hold all files that this process may open.
      clearTimeout(this.#timer);
      this.#timer = setTimeout(() => (this.#isFinished ? this.finish() : this.live()), LOOK_MS);
    } else if (this.#hasEnded) {
      closeSync(fd);
    } else {
      this.#attach(fd);
    }
  }

  /** Of a process that has exited: ends where the pipe has ended, else reads on. */
  finish(): void {
    this.#isFinished = true;
    this.look();
    this.live();
    this.#endIfFinished();
  }

  /** Drops what is in the pipe. @returns whether nobody can write to it any more */
  empty(): boolean {
    for (let turn = 0; turn < MAX_READS && this.#read(); turn++) {}
    return this.#hasEnded;
  }

  /** See `RunningProcess.readNow`. */
  readonly readNow = (): Buffer | undefined | null => {
    const bytes = this.#read();
    return bytes && this.isOfShell ? undefined : bytes;
  };

  override pause(): this {
    super.pause();
    if (this.#receive) {
      this.#source?.pause();
    }
    return this;
  }

  override resume(): this {
    super.resume();
    if (this.#receive) {
      this.#source?.resume();
      if (this.#isFinished) {
        this.finish();
      }
    }
    return this;
  }

  override _read(): void {
    if (!this.#receive) {
      this.#source?.resume();
    }
  }

  override _destroy(error: Error | null, callback: (error?: Error | null) => void): void {
    clearTimeout(this.#timer);
    this.#source?.destroy();
    callback(error);
    this.#closed();
  }

  /** Not before the exit: the shell may have failed to become the process. */
  #endIfFinished(): void {
    if (this.#isFinished && this.#hasEnded && !this.#endIsPushed) {
      this.#endIsPushed = true;
      this.push(null);
    }
  }

  get #isHeld(): boolean {
    return this.#receive !== undefined && this.isPaused();
  }

  get #canReadNow(): boolean {
    return !this.#hasEnded && !this.destroyed && !this.#isHeld;
  }

  #read(): Buffer | undefined | null {
    const bytes = this.#hasEnded ? null : readAvailable(this.#pipe);
    this.#hasEnded = bytes === null;
    return bytes;
  }

  #attach(fd: number): void {
    // It keeps nothing of what it has read, so the pipe may be read past it, too.
    const source = openLendingSocket(fd, Buffer.allocUnsafeSlow(READ_BYTES));
    this.#source = source;
    source.lend((bytes, isBorrowed) => {
      if (!this.#take(bytes, isBorrowed)) {
        source.pause();
      }
    });
    source.once('end', () => {
      this.#hasEnded = true;
      this.#endIfFinished();
    });
    source.on('error', (error) => this.destroy(error));
    if (this.#isHeld) {
      source.pause();
    }
  }

  /** @returns whether more may come */
  #take(bytes: Buffer, isBorrowed: boolean): boolean {
    if (this.#isFirst) {
      this.#isFirst = false;
      (this as { isOfShell: boolean }).isOfShell =
        this.#shell !== undefined && bytes.subarray(0, this.#shell.length).equals(this.#shell);
    }
    if (this.isOfShell) {
      return true;
    }
    if (!this.#receive) {
      return this.push(isBorrowed ? Buffer.from(bytes) : bytes);
    }
    this.#receive(bytes, isBorrowed);
    return !this.#isHeld;
  }
}
