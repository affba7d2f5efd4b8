import { RunnerError } from '../errors.js';
import type { InitMessage } from '../types.js';
import { initVariables } from './environment.js';
import { withArchive } from './init-archive.js';
import { parseBody } from './parse-body.js';
import type { InitRequest } from './schemas.js';
import { takeArchive } from './take-archive.js';

/**
 * Reads the body of `POST /init`, which may be changed.
 * @throws RunnerError `ERR_RUNNER_BODY_MALFORMED` (no JSON), `ERR_RUNNER_INIT_ARGUMENT` (no object as `value`),
 *   `ERR_RUNNER_MESSAGE_INVALID` (a known field of a wrong type)
 */
export async function parseInit(body: Uint8Array): Promise<InitMessage> {
  // Loaded on demand: zod is the heaviest part of a cold start.
  const { initRequest, messages } = await import('./schemas.js');
  const taken = takeArchive(Buffer.from(body.buffer, body.byteOffset, body.byteLength));
  const { value } = taken ?? parseBody(body);
  const parsed = initRequest.safeParse(value, messages);
  if (!parsed.success) {
    const issue = parsed.error.issues[0];
    const path = issue?.path ?? [];
    if (path.length < 2) {
      throw new RunnerError('ERR_RUNNER_INIT_ARGUMENT');
    }
    throw new RunnerError(
      'ERR_RUNNER_MESSAGE_INVALID',
      `The init message is invalid: ${path.join('.')}: ${issue?.message}.`,
    );
  }
  const fields = parsed.data.value ?? {};
  // From the body itself: zod's copy has no `__proto__`.
  const { variables, omitted } = initVariables((value as InitRequest).value?.env ?? {});
  const message = {
    name: fields.name ?? '',
    main: fields.main || 'main',
    binary: fields.binary ?? false,
    env: variables,
    omitted,
  };
  return taken ? withArchive(message, taken.archive) : { ...message, code: fields.code ?? undefined };
}
