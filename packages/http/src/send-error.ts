import type { ServerResponse } from 'node:http';
import { isRunnerError, messageOf } from '@actionrunner/core';
import { sendJson } from './send-json.js';
import { statusOf } from './status-of.js';

/** Answers with `{"error": …}` and the status of the error; anything but a RunnerError is a fault of the runtime. */
export function sendError(response: ServerResponse, error: unknown): void {
  const status = isRunnerError(error) ? statusOf(error.code) : 500;
  sendJson(response, status, { error: messageOf(error) });
}
