import type { Cancellation } from '../process/running-process.js';

/** What makes a caller give up waiting. */
export type GiveUp = Cancellation | AbortSignal;

interface Waiter {
  readonly places: number;
  readonly enter: () => void;
  readonly refuse: (reason: unknown) => void;
}

/** Lets a number of callers in at once, in the order of their arrival; one who needs all places waits until the others have left. */
export class Gate {
  readonly #places: number;
  readonly #maxWaiting: number;
  readonly #full: () => unknown;
  #taken = 0;
  /** In the order of arrival; hundreds may wait, and any of them may give up. */
  readonly #waiting = new Set<Waiter>();
  #closed: { readonly reason: unknown } | undefined;
  #onIdle: (() => void)[] = [];

  /** @param maxWaiting how many may wait · @param full makes the reason to refuse one more */
  constructor(places: number, maxWaiting: number = Number.POSITIVE_INFINITY, full: () => unknown = () => undefined) {
    this.#places = places;
    this.#maxWaiting = maxWaiting;
    this.#full = full;
  }

  /** Waits for one place, or until it is to give up. @returns leaves again; to be called once */
  enter(...given: readonly (GiveUp | undefined)[]): Promise<() => void> {
    return this.#enter(1, given);
  }

  /** Waits for all places, or until it is to give up. @returns leaves again; to be called once */
  enterAlone(...given: readonly (GiveUp | undefined)[]): Promise<() => void> {
    return this.#enter(this.#places, given);
  }

  /** Refuses everybody who waits, or comes later, with `reason`; those inside stay. */
  close(reason: unknown): void {
    this.#closed = { reason };
    const refused = [...this.#waiting];
    this.#waiting.clear();
    for (const waiter of refused) {
      waiter.refuse(reason);
    }
  }

  /** Settles when nobody is inside. */
  async idle(): Promise<void> {
    if (this.#taken > 0) {
      await new Promise<void>((resolve) => this.#onIdle.push(resolve));
    }
  }

  async #enter(places: number, given: readonly (GiveUp | undefined)[]): Promise<() => void> {
    for (const source of given) {
      if (source?.aborted) {
        throw source.reason;
      }
    }
    if (this.#closed) {
      throw this.#closed.reason;
    }
    if (this.#waiting.size === 0 && this.#taken + places <= this.#places) {
      this.#taken += places;
    } else if (this.#waiting.size < this.#maxWaiting) {
      await this.#wait(places, given);
    } else {
      throw this.#full();
    }
    return () => this.#leave(places);
  }

  #wait(places: number, given: readonly (GiveUp | undefined)[]): Promise<void> {
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
          resolve();
        },
        refuse: (reason) => {
          stopListening();
          reject(reason);
        },
      };
      this.#waiting.add(waiter);
      const stops = given.flatMap((source) =>
        source
          ? [
              onAbort(source, () => {
                this.#waiting.delete(waiter);
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
    for (const next of this.#waiting) {
      if (this.#taken + next.places > this.#places) {
        return;
      }
      this.#waiting.delete(next);
      this.#taken += next.places;
      next.enter();
    }
  }
}

function onAbort(source: GiveUp, listener: () => void): () => void {
  if ('onAbort' in source) {
    return source.onAbort(listener);
  }
  source.addEventListener('abort', listener, { once: true });
  return () => source.removeEventListener('abort', listener);
}
