import { isRunnerError, type RunnerErrorCode } from '../errors.js';
import { Timings } from '../timings.js';
import type { GiveUp } from './gate.js';

/** What is known about a request beside its answer. */
export class RequestReport {
  /** When the request arrived, in epoch milliseconds: when this was made. Its time limit counts from here. */
  readonly arrival: number = Date.now();
  /** Where its time went. */
  readonly timings: Timings = new Timings();
  /** Why it failed; `ERR_RUNNER_APPLICATION` for a result with an error. */
  code: RunnerErrorCode | undefined;

  /** Notes why the request failed. */
  fail(thrown: unknown): void {
    if (isRunnerError(thrown)) {
      this.code = thrown.code;
    }
  }
}

/** What goes with a request. */
export interface RequestOptions {
  /** Gives up while the request waits for its turn; once started it runs to its end. */
  readonly signal?: GiveUp | undefined;
  /** Filled in meanwhile; complete when the request has settled. */
  readonly report?: RequestReport;
}
