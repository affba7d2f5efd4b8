import { EngineError, UnstartedError } from '../../container/container-error.js';
import type { Containers } from '../../container/containers.js';
import type { Engine } from '../../container/engine.js';
import type { Check, Finding } from '../check.js';

/** What a probe needs. */
export interface ProbeContext {
  readonly containers: Containers;
  readonly engine: Engine;
  readonly image: string;
}

/** Runs a container of an image and reports what it finds. */
export interface Probe {
  readonly checks: readonly Check[];
  /** @returns findings by the id of the check; a missing one could not be tested */
  readonly run: (context: ProbeContext) => Promise<Readonly<Record<string, Finding>>>;
}

/** Time limit of a request without any work. */
export const ANSWER_LIMIT_MS = 10_000;

/** How long a container may take until it listens. */
export const START_LIMIT_MS = 10_000;

/** Returns the finding for a container that failed, with its last line of output. */
export function explainFailure(error: unknown, tail = ''): Finding {
  if (error instanceof EngineError) {
    return { holds: undefined, found: error.message };
  }
  const message = error instanceof Error ? error.message : String(error);
  // The message of an UnstartedError contains the last line.
  const isComplete = tail === '' || error instanceof UnstartedError;
  return { holds: false, found: isComplete ? message : `${message}; its last line: ${tail}` };
}
