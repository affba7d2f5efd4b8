/** What a request spends its time on. Of an init: `queue`, `deliver`, `epilogue`, `build`, `verify`, `flush`; of an activation: `queue`, `env`, `spawn`, `run`, `flush`. */
export class Timings {
  readonly #phases = new Map<string, number>();

  /** The phases in the order of their first appearance, in milliseconds. */
  get phases(): ReadonlyMap<string, number> {
    return this.#phases;
  }

  /** Adds to a phase. */
  add(phase: string, ms: number): void {
    this.#phases.set(phase, (this.#phases.get(phase) ?? 0) + ms);
  }

  /** Adds the time that a step takes, whether it succeeds or not. */
  async measure<T>(phase: string, step: () => T | Promise<T>): Promise<T> {
    const start = performance.now();
    try {
      return await step();
    } finally {
      this.add(phase, performance.now() - start);
    }
  }
}
