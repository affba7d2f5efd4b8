import type { Readable } from 'node:stream';

/** Takes output; a promise asks the reader to wait. The bytes belong to the receiver. */
export type OutputReceiver = (bytes: Buffer) => void | Promise<void>;

/** Reads one output pipe, no faster than the receiver takes it. */
export class OutputReader {
  readonly #stream: Readable;
  readonly #receive: OutputReceiver;
  #reads = 0;
  #ended = false;
  #failure: { readonly error: unknown } | undefined;
  #receiving: Promise<void> | undefined;

  constructor(stream: Readable, receive: OutputReceiver) {
    this.#stream = stream;
    this.#receive = receive;
    stream.on('data', (bytes: Buffer) => this.#take(bytes));
    for (const end of ['end', 'close', 'error']) {
      stream.once(end, () => {
        this.#ended = true;
      });
    }
  }

  /** Number of pieces read so far. */
  get reads(): number {
    return this.#reads;
  }

  /** Whether every writer has closed the pipe. */
  get ended(): boolean {
    return this.#ended;
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

  #take(bytes: Buffer): void {
    this.#reads++;
    // Pieces come while the stream is paused, too: Node resumes the pipes of a process that has ended.
    const waiting = this.#receiving ? this.#receiving.then(() => this.#hand(bytes)) : this.#hand(bytes);
    if (waiting) {
      this.#pauseFor(waiting);
    }
  }

  #hand(bytes: Buffer): void | Promise<void> {
    if (this.#failure) {
      // Keep reading so that the process does not block; the failure is thrown by received().
      return;
    }
    try {
      return this.#receive(bytes);
    } catch (error) {
      this.#failure = { error };
    }
  }

  #pauseFor(waiting: Promise<void>): void {
    this.#stream.pause();
    const receiving = waiting
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
