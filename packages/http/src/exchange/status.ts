import type { RunnerErrorCode } from '@actionrunner/core';
import { loadHttp } from '../node-http.js';

/** The HTTP status of every error code; a code without a status does not compile. */
const STATUSES: Readonly<Record<RunnerErrorCode, number>> = {
  ERR_RUNNER_BODY_MALFORMED: 400,
  ERR_RUNNER_BODY_TOO_LARGE: 413,
  ERR_RUNNER_BODY_ENCODED: 415,
  ERR_RUNNER_INIT_ARGUMENT: 404,
  ERR_RUNNER_RUN_ARGUMENT: 404,
  ERR_RUNNER_ALREADY_INITIALIZED: 403,
  ERR_RUNNER_MESSAGE_INVALID: 502,
  ERR_RUNNER_ARCHIVE_INVALID: 502,
  ERR_RUNNER_ARCHIVE_REFUSED: 502,
  ERR_RUNNER_DELIVERY: 502,
  ERR_RUNNER_BUILD: 502,
  ERR_RUNNER_NO_BINARY: 502,
  ERR_RUNNER_NOT_READY: 502,
  ERR_RUNNER_NOT_INITIALIZED: 502,
  ERR_RUNNER_START: 502,
  ERR_RUNNER_CRASHED: 502,
  ERR_RUNNER_MEMORY: 502,
  ERR_RUNNER_RESULT_INVALID: 502,
  ERR_RUNNER_RESULT_TOO_LARGE: 502,
  ERR_RUNNER_APPLICATION: 200,
  ERR_RUNNER_DEADLINE: 502,
  ERR_RUNNER_ABORTED: 502,
  ERR_RUNNER_QUEUE_FULL: 429,
  ERR_RUNNER_EXPIRED: 502,
  ERR_RUNNER_STOPPING: 503,
  ERR_RUNNER_FAULT: 500,
  ERR_RUNNER_OPTION: 500,
  ERR_RUNNER_LISTEN: 500,
};

/**
 * Looks up the HTTP status that answers an error, as the invoker expects it (openwhisk, `ActionContainer`).
 * @public
 * @example
 * ```js
 * import { getStatus } from '@actionrunner/http';
 *
 * console.log(getStatus('ERR_RUNNER_NOT_READY')); // 502
 * ```
 */
export function getStatus(code: RunnerErrorCode): number {
  return STATUSES[code];
}

/** The phrases of the statuses above, for which `node:http` need not be loaded. */
const PHRASES: Readonly<Record<number, string>> = {
  200: 'OK',
  400: 'Bad Request',
  403: 'Forbidden',
  404: 'Not Found',
  413: 'Payload Too Large',
  415: 'Unsupported Media Type',
  429: 'Too Many Requests',
  500: 'Internal Server Error',
  502: 'Bad Gateway',
  503: 'Service Unavailable',
};

/** The phrase of a status, as Node.js sends it. */
export function getPhrase(status: number): string | undefined {
  return PHRASES[status] ?? loadHttp().STATUS_CODES[status];
}
