import { EngineError, UnstartedError } from '../../container/container.js';
import type { Containers } from '../../container/containers.js';
import type { Engine } from '../../container/engine.js';
import type { Check, Finding } from '../check.js';

/** What a probe works with. */
export interface ProbeContext {
  readonly containers: Containers;
  readonly engine: Engine;
  readonly image: string;
}

/** Runs a container of an image and tells what came of it. */
export interface Probe {
  readonly checks: readonly Check[];
  /** @returns findings by the id of the check; what is missing could not be tested */
  readonly run: (context: ProbeContext) => Promise<Readonly<Record<string, Finding>>>;
}

/** Time limit of a request that asks for no work. */
export const ANSWER_LIMIT_MS = 10_000;

/** How long a container may take until it listens where it was told to. */
export const START_LIMIT_MS = 10_000;

/** A finding of a container that did not do what was asked of it, with its last words. */
export function broken(error: unknown, tail = ''): Finding {
  if (error instanceof EngineError) {
    return { holds: undefined, found: error.message };
  }
  const message = error instanceof Error ? error.message : String(error);
  const isTold = tail === '' || error instanceof UnstartedError;
  return { holds: false, found: isTold ? message : `${message}; its last line: ${tail}` };
}
