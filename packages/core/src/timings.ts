/** Milliseconds of a clock that only goes forward. The global `performance` would load `node:perf_hooks` when it is first used. */
export function now(): number {
  const [seconds, nanoseconds] = process.hrtime();
  return seconds * 1_000 + nanoseconds / 1_000_000;
}

/**
 * What a request spends its time on. The phases of an init: `queue`, `deliver`, `epilogue`, `build`, `verify`, `flush`; of an activation:
 * `queue`, `env`, `spawn`, `run`, `flush`.
 * @public
 * @example
 * ```js
 * import { Timings } from '@actionrunner/core';
 *
 * const timings = new Timings();
 * await timings.measure('fetch', async () => undefined);
 * console.log([...timings.phases.keys()]); // ['fetch']
 * ```
 */
export class Timings {
  readonly #phases = new Map<string, number>();

  /** Milliseconds per phase, in the order in which the phases first appeared. */
  get phases(): ReadonlyMap<string, number> {
    return this.#phases;
  }

  /** Adds milliseconds to a phase. */
  add(phase: string, ms: number): void {
    this.#phases.set(phase, (this.#phases.get(phase) ?? 0) + ms);
  }

  /** Runs a step and adds its time to a phase, whether it succeeds or fails. */
  async measure<T>(phase: string, step: () => T | Promise<T>): Promise<T> {
    const start = now();
    try {
      return await step();
    } finally {
      this.add(phase, now() - start);
    }
  }
}
