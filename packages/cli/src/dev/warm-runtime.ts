import type { LogSink } from '@actionrunner/core';
import { type Action, readAction } from '../action/read-action.js';
import { choosePlace, type Place } from '../invoke/place.js';
import type { DevOptions } from './dev-options.js';
import { type HeldRuntime, holdRuntime } from './held-runtime.js';

const ignore = () => undefined;

/** An action whose runtime is ready. */
export interface Loaded {
  readonly action: Action;
  readonly place: Place;
  readonly runtime: HeldRuntime;
}

/** The runtime of an action: started when it is wanted, and kept until something newer is. */
export class WarmRuntime {
  readonly #logs: LogSink;
  #loaded: Loaded | undefined;
  #released: Promise<void> | undefined;
  #isStale = false;

  /** @param logs receives what the action writes */
  constructor(logs: LogSink) {
    this.#logs = logs;
  }

  /** Whether it can run the next activation. */
  get isReady(): boolean {
    return this.#loaded !== undefined && !this.#isStale;
  }

  /** What was abandoned, until it is stopped. */
  get released(): Promise<void> | undefined {
    return this.#released;
  }

  /** Says that the next activation has other settings, which need a new one. */
  outdate(): void {
    this.#isStale = true;
  }

  /** Gets the runtime that is ready, or reads the action and starts a new one. */
  async get(options: DevOptions): Promise<Loaded & { readonly isNew: boolean }> {
    if (options.cold || this.#isStale) {
      this.#isStale = false;
      await this.drop();
    }
    const isNew = !this.#loaded;
    this.#loaded ??= await this.#load(options);
    return { ...this.#loaded, isNew };
  }

  /** Kills what runs, without waiting for its end: a runtime whose activation was killed is not used again. */
  abandon(): void {
    if (this.#loaded) {
      const { runtime } = this.#loaded;
      this.#loaded = undefined;
      // What it reports is about an activation that nobody waits for any more. One abandoned before may still be closing.
      this.#released = Promise.all([this.#released, runtime.release().catch(ignore)]).then(ignore);
    }
  }

  /** Stops it. */
  async drop(): Promise<void> {
    const loaded = this.#loaded;
    this.#loaded = undefined;
    await loaded?.runtime.release();
  }

  async #load(options: DevOptions): Promise<Loaded> {
    const { path, runner, init, build } = options;
    await build?.run();
    const action = await readAction(path, runner);
    const place = await choosePlace(action, path, { ...options, main: init.main, url: undefined });
    return { action, place, runtime: await holdRuntime(place, this.#logs) };
  }
}
