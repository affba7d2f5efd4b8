import { LinkedList } from '../linked-list.js';
import type { Cancellation } from '../process/running-process.js';

/** Makes a caller stop waiting when it is aborted. */
export type AbortSource = Cancellation | AbortSignal;

/** How a caller that is inside leaves again. */
export type Entrance = (() => void) | Promise<() => void>;

interface Waiter {
  readonly places: number;
  readonly enter: () => void;
  readonly refuse: (reason: unknown) => void;
}

/** Admits a limited number of callers at once, in the order of their arrival. A caller that needs all places waits until the others have left. */
export class Gate {
  readonly #places: number;
  readonly #maxWaiting: number;
  readonly #full: () => unknown;
  #taken = 0;
  /** In the order of arrival. Hundreds may wait, and any of them may stop. */
  readonly #waiting = new LinkedList<Waiter>();
  #closed: { readonly reason: unknown } | undefined;
  #onIdle: (() => void)[] = [];

  /**
   * @param places how many callers are admitted at once
   * @param maxWaiting how many may wait
   * @param full creates the reason with which one more is refused
   */
  constructor(places: number, maxWaiting: number = Number.POSITIVE_INFINITY, full: () => unknown = () => undefined) {
    this.#places = places;
    this.#maxWaiting = maxWaiting;
    this.#full = full;
  }

  /** Waits for one place, or until it is aborted. @returns a function that leaves again, to be called once; a promise of it if it has to wait */
  enter(...given: readonly (AbortSource | undefined)[]): Entrance {
    return this.#enter(1, given);
  }

  /** Waits for all places, or until it is aborted. @returns as {@link enter} does */
  enterAlone(...given: readonly (AbortSource | undefined)[]): Entrance {
    return this.#enter(this.#places, given);
  }

  /** Refuses all callers that wait, or come later, with `reason`; those inside stay. */
  close(reason: unknown): void {
    this.#closed = { reason };
    for (let first = this.#waiting.first; first; first = this.#waiting.first) {
      this.#waiting.remove(first);
      first.value.refuse(reason);
    }
  }

  /** Whether no caller is inside, and so none waits. */
  get idle(): boolean {
    return this.#taken === 0;
  }

  /** Waits until no caller is inside. */
  async waitUntilIdle(): Promise<void> {
    if (this.#taken > 0) {
      await new Promise<void>((resolve) => this.#onIdle.push(resolve));
    }
  }

  #enter(places: number, given: readonly (AbortSource | undefined)[]): Entrance {
    const aborted = given.find((source) => source?.aborted);
    if (aborted) {
      return Promise.reject(aborted.reason);
    }
    if (this.#closed) {
      return Promise.reject(this.#closed.reason);
    }
    const leave = () => this.#leave(places);
    if (this.#waiting.size === 0 && this.#taken + places <= this.#places) {
      this.#taken += places;
      return leave;
    }
    return this.#waiting.size < this.#maxWaiting ? this.#wait(places, given, leave) : Promise.reject(this.#full());
  }

  #wait(places: number, given: readonly (AbortSource | undefined)[], leave: () => void): Promise<() => void> {
    return new Promise((resolve, reject) => {
      const stopListening = () => {
        for (const stop of stops) {
          stop();
        }
      };
      const waiter: Waiter = {
        places,
        enter: () => {
          stopListening();
          resolve(leave);
        },
        refuse: (reason) => {
          stopListening();
          reject(reason);
        },
      };
      const link = this.#waiting.add(waiter);
      const stops = given.flatMap((source) =>
        source
          ? [
              listenForAbort(source, () => {
                this.#waiting.remove(link);
                waiter.refuse(source.reason);
                this.#admit();
              }),
            ]
          : [],
      );
    });
  }

  #leave(places: number): void {
    this.#taken -= places;
    this.#admit();
    if (this.#taken === 0) {
      for (const resolve of this.#onIdle.splice(0)) {
        resolve();
      }
    }
  }

  #admit(): void {
    for (let next = this.#waiting.first; next; next = this.#waiting.first) {
      if (this.#taken + next.value.places > this.#places) {
        return;
      }
      this.#waiting.remove(next);
      this.#taken += next.value.places;
      next.value.enter();
    }
  }
}

function listenForAbort(source: AbortSource, listener: () => void): () => void {
  if ('onAbort' in source) {
    return source.onAbort(listener);
  }
  source.addEventListener('abort', listener, { once: true });
  return () => source.removeEventListener('abort', listener);
}
