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
  #queue: Waiter[] = [];
  #closed: { readonly reason: unknown } | undefined;
  #onIdle: (() => void)[] = [];

  /** @param maxWaiting how many may wait · @param full makes the reason to refuse one more */
  constructor(places: number, maxWaiting: number = Number.POSITIVE_INFINITY, full: () => unknown = () => undefined) {
    this.#places = places;
    this.#maxWaiting = maxWaiting;
    this.#full = full;
  }

  /** Waits for one place, or until one of the signals is aborted. @returns leaves again; to be called once */
  enter(...signals: readonly (AbortSignal | undefined)[]): Promise<() => void> {
    return this.#enter(1, signals);
  }

  /** Waits for all places, or until one of the signals is aborted. @returns leaves again; to be called once */
  enterAlone(...signals: readonly (AbortSignal | undefined)[]): Promise<() => void> {
    return this.#enter(this.#places, signals);
  }

  /** Refuses everybody who waits, or comes later, with `reason`; those inside stay. */
  close(reason: unknown): void {
    this.#closed = { reason };
    for (const waiter of this.#queue.splice(0)) {
      waiter.refuse(reason);
    }
  }

  /** Settles when nobody is inside. */
  async idle(): Promise<void> {
    if (this.#taken > 0) {
      await new Promise<void>((resolve) => this.#onIdle.push(resolve));
    }
  }

  async #enter(places: number, given: readonly (AbortSignal | undefined)[]): Promise<() => void> {
    const signals = given.filter((signal) => signal !== undefined);
    for (const signal of signals) {
      signal.throwIfAborted();
    }
    if (this.#closed) {
      throw this.#closed.reason;
    }
    if (this.#queue.length === 0 && this.#taken + places <= this.#places) {
      this.#taken += places;
    } else if (this.#queue.length < this.#maxWaiting) {
      await this.#wait(places, signals);
    } else {
      throw this.#full();
    }
    return () => this.#leave(places);
  }

  #wait(places: number, signals: readonly AbortSignal[]): Promise<void> {
    return new Promise((resolve, reject) => {
      const giveUp = (event: Event) => {
        this.#queue = this.#queue.filter((other) => other !== waiter);
        stopListening();
        reject((event.target as AbortSignal).reason);
        this.#admit();
      };
      const stopListening = () => {
        for (const signal of signals) {
          signal.removeEventListener('abort', giveUp);
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
      for (const signal of signals) {
        signal.addEventListener('abort', giveUp, { once: true });
      }
      this.#queue.push(waiter);
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
    for (let next = this.#queue[0]; next && this.#taken + next.places <= this.#places; next = this.#queue[0]) {
      this.#queue.shift();
      this.#taken += next.places;
      next.enter();
    }
  }
}
