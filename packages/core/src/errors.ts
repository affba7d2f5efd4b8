/** The phase in the life of an action in which an error occurred. */
export type RunnerPhase = 'request' | 'deliver' | 'epilogue' | 'build' | 'verify' | 'init' | 'run' | 'serve';

/** A stable error code. */
export type RunnerErrorCode =
  | 'ERR_RUNNER_BODY_MALFORMED'
  | 'ERR_RUNNER_BODY_TOO_LARGE'
  | 'ERR_RUNNER_BODY_ENCODED'
  | 'ERR_RUNNER_INIT_ARGUMENT'
  | 'ERR_RUNNER_RUN_ARGUMENT'
  | 'ERR_RUNNER_ALREADY_INITIALIZED'
  | 'ERR_RUNNER_MESSAGE_INVALID'
  | 'ERR_RUNNER_ARCHIVE_INVALID'
  | 'ERR_RUNNER_ARCHIVE_REFUSED'
  | 'ERR_RUNNER_DELIVERY'
  | 'ERR_RUNNER_BUILD'
  | 'ERR_RUNNER_NO_BINARY'
  | 'ERR_RUNNER_NOT_READY'
  | 'ERR_RUNNER_NOT_INITIALIZED'
  | 'ERR_RUNNER_START'
  | 'ERR_RUNNER_CRASHED'
  | 'ERR_RUNNER_MEMORY'
  | 'ERR_RUNNER_RESULT_INVALID'
  | 'ERR_RUNNER_RESULT_TOO_LARGE'
  | 'ERR_RUNNER_APPLICATION'
  | 'ERR_RUNNER_DEADLINE'
  | 'ERR_RUNNER_ABORTED'
  | 'ERR_RUNNER_QUEUE_FULL'
  | 'ERR_RUNNER_EXPIRED'
  | 'ERR_RUNNER_STOPPING'
  | 'ERR_RUNNER_FAULT'
  | 'ERR_RUNNER_OPTION'
  | 'ERR_RUNNER_LISTEN';

interface RunnerErrorEntry {
  readonly phase: RunnerPhase;
  readonly message: string;
}

/**
 * Every error code with its phase and default message.
 * The sentences of the public container test kit are quoted literally (openwhisk, `ActionProxyContainerTestUtils`),
 * and so is the one about memory (openwhisk, `Messages.memoryExhausted`).
 */
const ERRORS: Readonly<Record<RunnerErrorCode, RunnerErrorEntry>> = {
  ERR_RUNNER_BODY_MALFORMED: { phase: 'request', message: 'The request body is not valid JSON.' },
  ERR_RUNNER_BODY_TOO_LARGE: { phase: 'request', message: 'The request body is too large.' },
  ERR_RUNNER_BODY_ENCODED: { phase: 'request', message: 'The request body is compressed; send it uncompressed.' },
  ERR_RUNNER_INIT_ARGUMENT: { phase: 'request', message: 'The value of the init message must be an object.' },
  ERR_RUNNER_RUN_ARGUMENT: {
    phase: 'request',
    message: 'The action did not receive a dictionary or array as an argument.',
  },
  ERR_RUNNER_ALREADY_INITIALIZED: { phase: 'init', message: 'Cannot initialize the action more than once.' },
  ERR_RUNNER_MESSAGE_INVALID: { phase: 'init', message: 'The init message is invalid.' },
  ERR_RUNNER_ARCHIVE_INVALID: { phase: 'deliver', message: 'The code is not a valid zip archive.' },
  ERR_RUNNER_ARCHIVE_REFUSED: { phase: 'deliver', message: 'The archive contains something that is not accepted.' },
  ERR_RUNNER_DELIVERY: { phase: 'deliver', message: 'The code could not be written to the action directory.' },
  ERR_RUNNER_BUILD: { phase: 'build', message: 'The action failed to build. See logs for details.' },
  ERR_RUNNER_NO_BINARY: {
    phase: 'verify',
    message: 'The action failed to generate or locate a binary. See logs for details.',
  },
  ERR_RUNNER_NOT_READY: { phase: 'run', message: 'The action failed to locate a binary. See logs for details.' },
  ERR_RUNNER_NOT_INITIALIZED: { phase: 'run', message: 'The action cannot run: its initialization failed.' },
  ERR_RUNNER_START: { phase: 'run', message: 'The action could not be started.' },
  ERR_RUNNER_CRASHED: { phase: 'run', message: 'The action was killed by a signal.' },
  ERR_RUNNER_MEMORY: { phase: 'run', message: 'The action exhausted its memory and was aborted.' },
  ERR_RUNNER_RESULT_INVALID: { phase: 'run', message: 'The action did not return a dictionary or array.' },
  ERR_RUNNER_RESULT_TOO_LARGE: { phase: 'run', message: 'The result of the action is too large.' },
  ERR_RUNNER_APPLICATION: { phase: 'run', message: 'The action returned an error.' },
  ERR_RUNNER_DEADLINE: { phase: 'run', message: 'The action exceeded its time limits.' },
  ERR_RUNNER_ABORTED: { phase: 'run', message: 'The activation was aborted.' },
  ERR_RUNNER_QUEUE_FULL: { phase: 'request', message: 'Too many activations are waiting for their turn.' },
  ERR_RUNNER_EXPIRED: {
    phase: 'request',
    message: 'The request was not started: its time limit passed while it was waiting.',
  },
  ERR_RUNNER_STOPPING: { phase: 'request', message: 'The runtime is shutting down.' },
  ERR_RUNNER_FAULT: { phase: 'run', message: 'The runtime failed.' },
  ERR_RUNNER_OPTION: { phase: 'serve', message: 'An option is invalid.' },
  ERR_RUNNER_LISTEN: { phase: 'serve', message: 'The server could not listen.' },
};

/**
 * All error codes, in the order of the reference documentation.
 * @public
 * @example
 * ```js
 * import { RUNNER_ERROR_CODES } from '@actionrunner/core';
 *
 * RUNNER_ERROR_CODES.includes('ERR_RUNNER_BUILD'); // true
 * ```
 */
export const RUNNER_ERROR_CODES: readonly RunnerErrorCode[] = Object.keys(ERRORS) as RunnerErrorCode[];

/** What an error has besides its code and message. */
export interface RunnerErrorOptions {
  /** The error that caused it. */
  readonly cause?: unknown;
  /** Details for the logs; never sent to the client. */
  readonly detail?: string;
  /** Why, in a line for whoever wrote the action: in a header of the answer, in records, and in logs as text on request. */
  readonly reason?: string | undefined;
  /** Where it occurred. Default: the usual phase of the code. */
  readonly phase?: RunnerPhase;
}

const BRAND = Symbol.for('actionrunner.RunnerError');

/**
 * The error class of the packages: a stable `code`, a `message` for the client, a `detail` for the logs, a `reason` for whoever wrote the action.
 * @public
 * @example
 * ```js
 * import { RunnerError } from '@actionrunner/core';
 *
 * const error = new RunnerError('ERR_RUNNER_BUILD', 'The grammar is missing; add grammar.txt.', { detail: 'for the logs' });
 * console.log(error.code, error.phase); // ERR_RUNNER_BUILD build
 * ```
 */
export class RunnerError extends Error {
  override readonly name = 'RunnerError';
  /** Stable; decides the HTTP status, and is in the header `X-ActionRunner-Error`. */
  readonly code: RunnerErrorCode;
  /** Where it occurred. */
  readonly phase: RunnerPhase;
  /** Details for the logs; never sent to the client. */
  readonly detail: string | undefined;
  /** Why, in a line for whoever wrote the action; see {@link RunnerErrorOptions.reason}. */
  readonly reason: string | undefined;

  /**
   * @param code one of {@link RUNNER_ERROR_CODES}
   * @param message what happened, where and what to do. Default: the message of the code
   */
  constructor(code: RunnerErrorCode, message?: string, options: RunnerErrorOptions = {}) {
    super(message ?? ERRORS[code].message, 'cause' in options ? { cause: options.cause } : undefined);
    this.code = code;
    this.phase = options.phase ?? ERRORS[code].phase;
    this.detail = options.detail;
    this.reason = options.reason;
    // Not enumerable, so that it is not printed with the error.
    Object.defineProperty(this, BRAND, { value: true });
  }
}

/**
 * Whether `value` is a {@link RunnerError}, even one of another copy of this package.
 * @public
 * @example
 * ```js
 * import { isRunnerError, RunnerError } from '@actionrunner/core';
 *
 * isRunnerError(new RunnerError('ERR_RUNNER_BUILD')); // true, even for one of another copy of the package
 * ```
 */
export function isRunnerError(value: unknown): value is RunnerError {
  return typeof value === 'object' && value !== null && (value as Record<symbol, unknown>)[BRAND] === true;
}

/** Returns the message of anything thrown. */
export function messageOf(thrown: unknown): string {
  if (thrown instanceof Error) {
    return thrown.message;
  }
  try {
    return String(thrown);
  } catch {
    // Such as an object without a prototype.
    return Object.prototype.toString.call(thrown);
  }
}

/** Returns what `attempt` returns, or `fallback` if a system call fails in it. Other errors are thrown on. */
export function trySystemCall<T>(fallback: T, attempt: () => T): T {
  try {
    return attempt();
  } catch (error) {
    if (systemCode(error) === undefined) {
      throw error;
    }
    return fallback;
  }
}

/** Returns the error code of a failed system call (`ENOENT`, …), or undefined. */
export function systemCode(thrown: unknown): string | undefined {
  const code = (thrown as { code?: unknown } | null | undefined)?.code;
  return typeof code === 'string' ? code : undefined;
}
