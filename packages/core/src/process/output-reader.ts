import type { Readable } from 'node:stream';
import type { LendingOutput } from './pipe-pool.js';
import type { ReadNow } from './running-process.js';

/** Turns of the event loop without a read that show a pipe to be empty: the first ends the poll that is in progress, the second polls every pipe. */
const QUIET_TURNS = 2;

/** Turns that empty any pipe buffer, at one read of 64 KiB each; only a process left behind can write for longer. */
const MAX_TURNS = 200;

/**
 * Takes output; a promise asks the reader to wait. The bytes belong to the receiver, unless they are borrowed: then they are overwritten once
 * it has returned.
 */
export type OutputReceiver = (bytes: Buffer, isBorrowed: boolean) => void | Promise<void>;

/** Reads one output pipe, no faster than the receiver takes it. */
export class OutputReader {
  readonly #stream: Readable;
  readonly #receive: OutputReceiver;
  readonly #readNow: ReadNow | undefined;
  #reads = 0;
  #ended = false;
  #failure: { readonly error: unknown } | undefined;
  #receiving: Promise<void> | undefined;
  #onEnded: () => void = () => undefined;

  /** @param readNow reads the pipe of the stream without waiting, where that can be done */
  constructor(stream: Readable, receive: OutputReceiver, readNow?: ReadNow) {
    this.#stream = stream;
    this.#receive = receive;
    this.#readNow = readNow;
    if (isLending(stream)) {
      stream.lend((bytes, isBorrowed) => this.#take(bytes, isBorrowed));
    } else {
      stream.on('data', (bytes: Buffer) => this.#take(bytes, false));
    }
    const end = () => {
      this.#ended = true;
      this.#onEnded();
    };
    stream.once('end', end).once('close', end).once('error', end);
  }

  /** Number of pieces read so far. */
  get reads(): number {
    return this.#reads;
  }

  /** Whether the receiver makes it wait. */
  get isReceiving(): boolean {
    return this.#receiving !== undefined;
  }

  /** Calls the last listener given when every writer has closed the pipe. */
  onceEnded(listener: () => void): void {
    this.#onEnded = listener;
  }

  /** Whether every writer has closed the pipe. */
  get ended(): boolean {
    return this.#ended;
  }

  /**
   * Reads all that is in the pipe at this moment.
   * @returns whether that is certain, and everything has been received; else {@link drain} has to wait
   */
  empty(): boolean {
    for (let turn = 0; this.#readNow && turn < MAX_TURNS && !this.#failure && !this.#receiving; turn++) {
      if (this.#stream.readableLength > 0) {
        // Held back while the stream was paused; it is handed on as 'data'.
        this.#stream.read();
        continue;
      }
      const bytes = this.#readNow();
      if (!bytes) {
        this.#ended ||= bytes === null;
        return true;
      }
      this.#take(bytes, false);
    }
    return false;
  }

  /** Whether the receiver has taken all that was read. */
  get isIdle(): boolean {
    return !this.#receiving && !this.#failure && this.#stream.readableLength === 0;
  }

  /** Settles when the receiver has taken what was read; rejects when it failed. */
  async received(): Promise<void> {
    while (this.#receiving) {
      await this.#receiving;
    }
    if (this.#failure) {
      throw this.#failure.error;
    }
  }

  /** Leaves what comes in the pipe, until resume(). */
  pause(): void {
    this.#stream.pause();
  }

  resume(): void {
    this.#stream.resume();
  }

  /** Reads no more. */
  close(): void {
    this.#stream.destroy();
  }

  #take(bytes: Buffer, isBorrowed: boolean): void {
    this.#reads++;
    // Pieces come while the stream is paused, too: Node resumes the pipes of a process that has exited.
    const waiting = this.#receiving
      ? this.#handLater(this.#receiving, bytes, isBorrowed)
      : this.#hand(bytes, isBorrowed);
    if (waiting) {
      this.#pauseFor(waiting);
    }
  }

  #handLater(before: Promise<void>, bytes: Buffer, isBorrowed: boolean): Promise<void> {
    const kept = isBorrowed ? Buffer.from(bytes) : bytes;
    return before.then(() => this.#hand(kept, false));
  }

  #hand(bytes: Buffer, isBorrowed: boolean): void | Promise<void> {
    if (this.#failure) {
      // Keep reading so that the process does not block; the failure is thrown by received().
      return;
    }
    try {
      return this.#receive(bytes, isBorrowed);
    } catch (error) {
      this.#failure = { error };
    }
  }

  #pauseFor(waiting: Promise<void>): void {
    this.#stream.pause();
    // Whatever a sink of JavaScript returns.
    const receiving = Promise.resolve(waiting)
      .catch((error: unknown) => {
        this.#failure = { error };
      })
      .then(() => {
        if (this.#receiving === receiving) {
          this.#receiving = undefined;
          this.#stream.resume();
        }
      });
    this.#receiving = receiving;
  }
}

function isLending(stream: Readable): stream is LendingOutput {
  return 'lend' in stream;
}

/**
 * Reads what a running process has written so far, which costs less by turns of the event loop than by a read of each pipe: an empty one is an
 * exception.
 * @param done called when the pipes are empty; with a promise if that takes more than the usual turns, or a receiver has to be waited for
 */
export function drainByTurns(readers: readonly OutputReader[], done: (rest?: Promise<void>) => void): void {
  setImmediate(() => {
    const seen = countReads(readers);
    setImmediate(() => {
      const quiet = countReads(readers) === seen && readers.every((reader) => reader.isIdle);
      done(quiet ? undefined : waitUntilEmpty(readers));
    });
  });
}

/**
 * Reads what a process has written so far: until every pipe is closed, or empty, since a process left behind may hold it open forever.
 * @returns nothing where that needed no waiting
 */
export function drain(readers: readonly OutputReader[]): void | Promise<void> {
  // All of them, even if one has to wait.
  const empty = readers.map((reader) => reader.empty());
  return empty.every(Boolean) ? undefined : waitUntilEmpty(readers);
}

async function waitUntilEmpty(readers: readonly OutputReader[]): Promise<void> {
  let seen = countReads(readers);
  let quiet = 0;
  for (let turn = 0; turn < MAX_TURNS && quiet < QUIET_TURNS && !readers.every((reader) => reader.ended); turn++) {
    await Promise.all(readers.map((reader) => reader.received()));
    await new Promise((resolve) => setImmediate(resolve));
    const reads = countReads(readers);
    quiet = reads === seen ? quiet + 1 : 0;
    seen = reads;
  }
  await Promise.all(readers.map((reader) => reader.received()));
}

function countReads(readers: readonly OutputReader[]): number {
  return readers.reduce((sum, reader) => sum + reader.reads, 0);
}
