import { chmodSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { messageOf, RunnerError } from '../errors.js';
import { DEFAULT_BINARY } from './action-directory.js';
import { makeDirectory } from './make-directory.js';

const STUB = `#!/bin/sh
cat <<'TEXT'
This is a stub action that should be replaced with user code (e.g., a script or a compatible binary).
The input of the action is one line of JSON on standard input, and the first argument of the command line.
Actions may log to stdout or stderr. By convention, the last line of stdout must
be a JSON object or array: it is the result of the action.
TEXT
echo '{"error":"This is a stub action. Replace it with custom logic."}'
`;

/**
 * Puts the stub of the skeleton image into an empty action directory, which is created if missing. No effect if it contains files.
 * @throws RunnerError `ERR_RUNNER_DELIVERY` if it cannot be written
 * @public
 * @example
 * ```js
 * import { placeStub } from '@actionrunner/core';
 *
 * await placeStub('./action'); // an executable that says how to replace it
 * ```
 */
export async function placeStub(directory: string): Promise<void> {
  try {
    // Synchronous: the calls take less time than starting the thread pool, which a start would have to.
    makeDirectory(directory);
    if (readdirSync(directory).length === 0) {
      const path = join(directory, DEFAULT_BINARY);
      try {
        writeFileSync(path, STUB);
        chmodSync(path, 0o755);
      } catch (error) {
        // The next start would take half a stub for an action.
        rmSync(path, { force: true });
        throw error;
      }
    }
  } catch (error) {
    const message = `The stub cannot be written to the action directory ${directory}: ${messageOf(error)}`;
    throw new RunnerError('ERR_RUNNER_DELIVERY', message, { cause: error });
  }
}
