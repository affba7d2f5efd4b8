import type { RunnerErrorCode, RunnerPhase } from '../errors.js';

/** A failure, as logs tell of it. */
export interface Failure {
  readonly code: RunnerErrorCode;
  readonly phase: RunnerPhase;
  readonly message: string;
}
