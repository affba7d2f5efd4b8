import { RunnerError } from '../errors.js';
import type { RunMessage } from '../types.js';
import { ActionArguments } from './action-arguments.js';
import { contextVariables } from './environment.js';
import { memberBytes, onOneLine } from './json.js';
import { parseBody } from './parse-body.js';

/**
 * Reads the body of `POST /run`.
 * @throws RunnerError `ERR_RUNNER_BODY_MALFORMED` (no JSON), `ERR_RUNNER_RUN_ARGUMENT` (`value` is no object and no array)
 */
export async function parseRun(body: Uint8Array): Promise<RunMessage> {
  const { bytes, value } = parseBody(body);
  const { runRequest } = await import('./schemas.js');
  if (!runRequest.safeParse(value).success) {
    throw new RunnerError('ERR_RUNNER_RUN_ARGUMENT');
  }
  const { variables, omitted } = contextVariables(value as Record<string, unknown>, (key) =>
    memberBytes(bytes, key)?.toString(),
  );
  return { json: onOneLine(bytes), args: ActionArguments.of(bytes), context: variables, omitted };
}
