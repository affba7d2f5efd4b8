interface Waiter {
  readonly places: number;
  readonly enter: () => void;
  readonly refuse: (reason: unknown) => void;
}

/** Lets a number of callers in at once, in the order of their arrival; one who needs all places waits until the others have left. */
export class Gate {
  readonly #places: number;
  #taken = 0;
  #queue: Waiter[] = [];
  #closed: { readonly reason: unknown } | undefined;
  #onIdle: (() => void)[] = [];

  constructor(places: number) {
    this.#places = places;
  }

  /** Waits for one place. @returns leaves again; to be called once */
  enter(signal?: AbortSignal): Promise<() => void> {
    return this.#enter(1, signal);
  }

  /** Waits for all places. @returns leaves again; to be called once */
  enterAlone(): Promise<() => void> {
    return this.#enter(this.#places, undefined);
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

  async #enter(places: number, signal: AbortSignal | undefined): Promise<() => void> {
    signal?.throwIfAborted();
    if (this.#closed) {
      throw this.#closed.reason;
    }
    if (this.#queue.length > 0 || this.#taken + places > this.#places) {
      await this.#wait(places, signal);
    } else {
      this.#taken += places;
    }
    return () => this.#leave(places);
  }

  #wait(places: number, signal: AbortSignal | undefined): Promise<void> {
    return new Promise((resolve, reject) => {
      const giveUp = () => {
        this.#queue = this.#queue.filter((other) => other !== waiter);
        reject(signal?.reason);
        this.#admit();
      };
      const waiter: Waiter = {
        places,
        enter: () => {
          signal?.removeEventListener('abort', giveUp);
          resolve();
        },
        refuse: reject,
      };
      signal?.addEventListener('abort', giveUp, { once: true });
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
