import { isRunnerError, type RunnerErrorCode } from '../errors.js';
import { Timings } from '../timings.js';
import type { AbortSource } from './gate.js';

/**
 * What is known about a request besides its answer.
 * @public
 * @example
 * ```js
 * import { ActionProxy, NativeRunner, RequestReport } from '@actionrunner/core';
 *
 * const report = new RequestReport();
 * const proxy = new ActionProxy(new NativeRunner({ directory: './action' }));
 * await proxy.run(Buffer.from('{}'), { report }).catch(() => undefined);
 * console.log(report.code); // ERR_RUNNER_NOT_READY
 * await proxy.stop();
 * ```
 */
export class RequestReport {
  /** When the request arrived, in epoch milliseconds: when this object was created. The time limit counts from here. */
  readonly arrival: number = Date.now();
  /** Milliseconds per phase. */
  readonly timings: Timings = new Timings();
  /** Why it failed; `ERR_RUNNER_APPLICATION` for a result with an error. */
  code: RunnerErrorCode | undefined;
  /** Why, beyond what the error says, if that is known. */
  reason: string | undefined;

  /** Records why the request failed. */
  fail(thrown: unknown): void {
    if (isRunnerError(thrown)) {
      this.code = thrown.code;
      this.reason = thrown.reason;
    }
  }
}

/** Options of a request. */
export interface RequestOptions {
  /** Stops waiting for the turn; a request that has started runs to its end. */
  readonly signal?: AbortSource | undefined;
  /** Filled in while the request runs; complete when it has settled. */
  readonly report?: RequestReport;
}
