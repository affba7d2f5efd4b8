import type { OutgoingHttpHeaders, ServerResponse } from 'node:http';
import { isRunnerError, messageOf, type RunnerErrorCode } from '@actionrunner/core';
import { sendJson } from './send-json.js';
import { statusOf } from './status-of.js';

/** Names the failure, since the body and the status have to be those of the protocol. */
export const ERROR_HEADER = 'x-actionrunner-error';

/** Failures of an activation that leave the runtime as good as before. */
const KEPT: ReadonlySet<RunnerErrorCode> = new Set([
  'ERR_RUNNER_START',
  'ERR_RUNNER_CRASHED',
  'ERR_RUNNER_MEMORY',
  'ERR_RUNNER_RESULT_INVALID',
  'ERR_RUNNER_RESULT_TOO_LARGE',
  'ERR_RUNNER_DEADLINE',
]);

/** When to try again, in seconds. */
const RETRY_AFTER = '1';

/**
 * Answers with `{"error": …}` and the status of the error; anything but a RunnerError is a fault of the runtime.
 * @param keep whether a failed activation is answered with 200, so that the platform keeps the container
 */
export function sendError(
  response: ServerResponse,
  error: unknown,
  headers: OutgoingHttpHeaders = {},
  keep = false,
): void {
  const code = isRunnerError(error) ? error.code : 'ERR_RUNNER_FAULT';
  const status = keep && KEPT.has(code) ? 200 : statusOf(code);
  const retry = code === 'ERR_RUNNER_QUEUE_FULL' ? { 'retry-after': RETRY_AFTER } : {};
  sendJson(response, status, { error: messageOf(error) }, { ...headers, [ERROR_HEADER]: code, ...retry });
}
