import type { Cancellation } from '../process/running-process.js';

/** A cancellation that stops counting: for what begins in an activation and outlives it. */
export class CancellationGuard implements Cancellation {
  readonly #cancellation: Cancellation;
  #stops: (() => void)[] = [];

  constructor(cancellation: Cancellation) {
    this.#cancellation = cancellation;
  }

  get aborted(): boolean {
    return this.#cancellation.aborted;
  }

  get reason(): unknown {
    return this.#cancellation.reason;
  }

  onAbort(listener: () => void): () => void {
    const stop = this.#cancellation.onAbort(listener);
    this.#stops.push(stop);
    return stop;
  }

  /** None of its listeners is called any more. */
  release(): void {
    for (const stop of this.#stops.splice(0)) {
      stop();
    }
  }
}
