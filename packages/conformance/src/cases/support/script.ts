import type { ActionCode } from '../../manifest/action-code.js';

/** An action for a runtime of executables: a script for a POSIX shell. */
export function script(...lines: readonly string[]): ActionCode {
  return { code: `#!/bin/sh\n${lines.join('\n')}\n` };
}
