/** The requests to the action that have arrived and have not been answered: who else is there, and since when there is nobody. */
export class Traffic {
  #arrivals = 0;
  #open = 0;
  #read = 0;
  #lastAnswer = Number.NEGATIVE_INFINITY;
  #onIdle: (() => void)[] = [];

  /** How many there have been. */
  get arrivals(): number {
    return this.#arrivals;
  }

  /** How many have not been answered. */
  get open(): number {
    return this.#open;
  }

  /** How many of them have arrived in full. */
  get read(): number {
    return this.#read;
  }

  /** Milliseconds since the last answer; infinite if there was none. */
  get quietMs(): number {
    return process.uptime() * 1_000 - this.#lastAnswer;
  }

  /** Notes that a request begins to arrive. @returns a number for {@link isAlone} */
  arrive(): number {
    this.#arrivals += 1;
    this.#open += 1;
    return this.#open === 1 ? this.#arrivals : 0;
  }

  /** Notes that a request has arrived in full. */
  finishReading(): void {
    this.#read += 1;
  }

  /** Notes that a request is answered, or its client gone. @param wasRead whether it had arrived in full */
  leave(wasRead: boolean): void {
    this.#open -= 1;
    this.#read -= wasRead ? 1 : 0;
    this.#lastAnswer = process.uptime() * 1_000;
    if (this.#open === 0 && this.#onIdle.length > 0) {
      this.#onIdle.splice(0).forEach((resolve) => void resolve());
    }
  }

  /** Settles when all have been answered. */
  async waitUntilIdle(): Promise<void> {
    if (this.#open > 0) {
      await new Promise<void>((resolve) => this.#onIdle.push(resolve));
    }
  }

  /** Whether no other request has been there since this one arrived. */
  isAlone(arrival: number): boolean {
    return arrival === this.#arrivals;
  }
}
