import { cpp } from '@codemirror/lang-cpp';
import { javascript } from '@codemirror/lang-javascript';
import { json } from '@codemirror/lang-json';
import { python } from '@codemirror/lang-python';
import { StreamLanguage, type StreamParser } from '@codemirror/language';
import { java } from '@codemirror/legacy-modes/mode/clike';
import { go } from '@codemirror/legacy-modes/mode/go';
import { lua } from '@codemirror/legacy-modes/mode/lua';
import { perl } from '@codemirror/legacy-modes/mode/perl';
import { ruby } from '@codemirror/legacy-modes/mode/ruby';
import { rust } from '@codemirror/legacy-modes/mode/rust';
import { shell } from '@codemirror/legacy-modes/mode/shell';
import type { Extension } from '@codemirror/state';

const legacy = (parser: StreamParser<unknown>) => () => StreamLanguage.define(parser);

const LANGUAGES: readonly (readonly [pattern: RegExp, create: () => Extension])[] = [
  [/\.(sh|bash|ksh)$/, legacy(shell)],
  [/\.(c|h|cc|cpp|cxx|hpp)$/, cpp],
  [/\.py$/, python],
  [/\.(js|mjs|cjs|jsx)$/, javascript],
  [/\.(ts|mts|cts|tsx)$/, () => javascript({ typescript: true })],
  [/\.json$/, json],
  [/\.pl$/, legacy(perl)],
  [/\.rb$/, legacy(ruby)],
  [/\.lua$/, legacy(lua)],
  [/\.go$/, legacy(go)],
  [/\.rs$/, legacy(rust)],
  [/\.java$/, legacy(java)],
];

/** The interpreters that a first line names. */
const INTERPRETERS: readonly (readonly [pattern: RegExp, name: string])[] = [
  [/\b(ba|k|da|z)?sh\b/, 'x.sh'],
  [/\bpython/, 'x.py'],
  [/\bnode\b/, 'x.js'],
  [/\bperl\b/, 'x.pl'],
  [/\bruby\b/, 'x.rb'],
  [/\blua/, 'x.lua'],
];

/** Chooses the language of a file by its name, or by its first line. */
export function selectLanguage(name: string, text: string): Extension {
  const found = find(name);
  if (found) {
    return found();
  }
  const shebang = /^#!(.*)/.exec(text)?.[1] ?? '';
  const [, like = ''] = INTERPRETERS.find(([pattern]) => pattern.test(shebang)) ?? [];
  return find(like)?.() ?? [];
}

function find(name: string): (() => Extension) | undefined {
  return LANGUAGES.find(([pattern]) => pattern.test(name))?.[1];
}
