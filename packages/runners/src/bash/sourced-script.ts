import { readFileSync } from 'node:fs';
import { parseShebang, readHead } from '@actionrunner/core/internal';

/** Options of a `#!` line that `set` accepts as well. */
const FLAGS = /^-([aefhkuBCE]+)$/;

/**
 * What differs in a bash that has been started before, and is a child of another. Only words are looked for: in a comment they count, too.
 */
const DIFFERENCES: readonly (readonly [RegExp, string])[] = [
  [/\$\$|\$\{\$/, '$$'],
  [/\bPPID\b/, 'PPID'],
  [/\$-|\$\{-/, '$-'],
  [/\bBASH_SUBSHELL\b/, 'BASH_SUBSHELL'],
  [/\bBASH_(?:ARGC|ARGV|LINENO|EXECUTION_STRING)\b/, 'BASH_ARGV'],
  [/\bBASH_SOURCE\[(?!0\])|\bBASH_SOURCE\[[@*]/, 'BASH_SOURCE'],
  [/\bFUNCNAME\b/, 'FUNCNAME'],
  [/\bcaller\b/, 'caller'],
  [/\bRETURN\b/, 'a trap for RETURN'],
  [/\btrap\s*(?:$|[;&|)]|-[pl])/m, 'a list of traps'],
  [/^return\b/m, 'return outside a function'],
  [/\bset\s+-[a-zA-Z]*m|\bmonitor\b/, 'set -m'],
  [/\bset\s+-[a-zA-Z]*x|\bxtrace\b/, 'set -x'],
  [/\bexec\s+"?\$\{?(?:0|BASH_SOURCE)/, 'exec of the script'],
  [/(?:^|[;&|({]|then|do|else)\s*(?:source|\.)\s/m, 'another script'],
];

/** How a script is run by a bash that waits for it, or why it cannot be. */
export type Sourcing = { readonly flags: string } | { readonly obstacle: string };

/** Decides whether a script of bash behaves the same when a bash that waits for it runs it. */
export function findSourcing(path: string): Sourcing {
  const shebang = parseShebang(readHead(path));
  let flags = '';
  if (shebang && shebang.argument !== '' && !/(?:^|\/)env$/.test(shebang.path)) {
    const found = FLAGS.exec(shebang.argument)?.[1];
    if (found === undefined) {
      return { obstacle: `its #! line has the option ${shebang.argument}` };
    }
    flags = found;
  } else if (shebang && /\s/.test(shebang.argument.trim())) {
    return { obstacle: `its #! line has the options ${shebang.argument}` };
  }
  const text = readFileSync(path, 'latin1');
  if (text.includes('\0')) {
    return { obstacle: 'it has NUL bytes' };
  }
  if (/\breturn\b/.test(text) && !/\(\s*\)|\bfunction\b/.test(text)) {
    return { obstacle: 'it uses return outside a function' };
  }
  const difference = DIFFERENCES.find(([pattern]) => pattern.test(text));
  return difference ? { obstacle: `it uses ${difference[1]}` } : { flags };
}
