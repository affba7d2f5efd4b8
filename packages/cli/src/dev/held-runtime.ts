import type { LogSink } from '@actionrunner/core';
import type { Place, Runtime } from '../invoke/place.js';

/** A runtime that is kept until it is released. */
export interface HeldRuntime extends Runtime {
  /** Kills what runs in it, and stops it. */
  release(): Promise<void>;
}

/** Starts a runtime that outlives a call. @throws what starting it throws */
export function holdRuntime(place: Place, logs: LogSink): Promise<HeldRuntime> {
  return new Promise((resolve, reject) => {
    const over = place.withRuntime(logs, async (runtime) => {
      await new Promise<void>((letGo) => {
        const release = async () => {
          runtime.abort?.();
          letGo();
          await over;
        };
        resolve({ ...runtime, release });
      });
    });
    over.catch(reject);
  });
}
