import { basename } from 'node:path';
import { parseShebang, readHead } from '@actionrunner/core/internal';

/** `plain`: text without a `#!` line; `bash`: a `#!` line that names bash; `other`: another interpreter, or not text. */
export type ScriptKind = 'plain' | 'bash' | 'other';

/** Detects the kind of a script. A missing or empty file is a plain script. */
export async function detectScriptKind(path: string): Promise<ScriptKind> {
  const head = readHead(path);
  const shebang = parseShebang(head);
  if (!shebang) {
    return head.includes(0) ? 'other' : 'plain';
  }
  const interpreter = basename(shebang.path);
  // `env bash` and `env -S bash -eu` name bash, too.
  const words =
    interpreter === 'env' ? shebang.argument.split(/\s+/).filter((word) => !word.startsWith('-')) : [interpreter];
  return basename(words[0] ?? '') === 'bash' ? 'bash' : 'other';
}
