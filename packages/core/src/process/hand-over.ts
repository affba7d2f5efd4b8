import { now } from '../timings.js';
import { isRunning } from './left-behind.js';
import type { OutputReader } from './output-reader.js';
import type { RunningProcess } from './running-process.js';

/** How long those who hold the pipes of a process that has exited may be silent: asleep, or running, since a filter may be about to start. */
const ASLEEP_MS = 100;
const RUNNING_MS = 500;

/** How long they may write. */
const MAX_MS = 1_000;

/** How often they are looked at. */
const LOOK_MS = 10;

/**
 * Lets those who hold the pipes of a process that has exited hand on what it gave them: filters that it did not wait for, as in
 * `exec > >(tee log)`. Whoever keeps a pipe for another reason costs a tenth of a second.
 */
export class HandOver {
  readonly #readers: readonly OutputReader[];
  readonly #child: Pick<RunningProcess, 'leftBehind'>;
  #isStopped = false;
  #wake: () => void = () => undefined;

  constructor(readers: readonly OutputReader[], child: Pick<RunningProcess, 'leftBehind'>) {
    this.#readers = readers;
    this.#child = child;
  }

  /** Waits no longer, now and later. */
  stop(): void {
    this.#isStopped = true;
    this.#wake();
  }

  /** Waits for the end of all pipes, for silence, or for the time to pass. @returns nothing where that needed no waiting */
  wait(): void | Promise<void> {
    // Nearly always they have ended: looking at them shows it.
    for (const reader of this.#readers) {
      reader.empty();
    }
    return this.#isDone ? undefined : this.#wait();
  }

  async #wait(): Promise<void> {
    const end = now() + MAX_MS;
    let seen = this.#count();
    let heardAt = now();
    while (!this.#isDone && now() < end) {
      await this.#pause();
      const count = this.#count();
      if (count !== seen || this.#readers.some((reader) => reader.isReceiving)) {
        seen = count;
        heardAt = now();
      }
      const silence = now() - heardAt;
      if (silence >= RUNNING_MS || (silence >= ASLEEP_MS && !this.#isAnyRunning())) {
        return;
      }
    }
  }

  get #isDone(): boolean {
    return this.#isStopped || this.#readers.every((reader) => reader.ended);
  }

  #count(): number {
    return this.#readers.reduce((sum, reader) => sum + reader.reads, 0);
  }

  #isAnyRunning(): boolean {
    return this.#child.leftBehind().some(({ pid }) => isRunning(pid));
  }

  /** Until something may have changed. */
  async #pause(): Promise<void> {
    let timer: NodeJS.Timeout | undefined;
    await new Promise<void>((resolve) => {
      this.#wake = resolve;
      timer = setTimeout(resolve, LOOK_MS);
      for (const reader of this.#readers) {
        reader.onceEnded(resolve);
      }
    });
    clearTimeout(timer);
  }
}
