import { accessSync, constants } from 'node:fs';
import { basename, delimiter, join } from 'node:path';
import { LANGUAGES } from '../project/languages.js';
import { INTERPRETER_PREFIX } from '../runners.js';
import type { Action } from './read-action.js';

/** The guide that says how to write a runtime. */
const GUIDE = 'https://github.com/actionrunner/actionrunner/blob/main/docs/guides/write-a-runtime.md';

/** Programs that run TypeScript. Node.js does from 22.18 on, and says so. */
const TYPESCRIPT = [
  'deno run --allow-all',
  'bun',
  ...((process.features as { readonly typescript?: unknown }).typescript ? ['node'] : []),
];

/** Programs that run the scripts of a language, the usual one first, by the extension of the file. */
const INTERPRETERS: Readonly<Record<string, readonly string[]>> = {
  '.js': ['node'],
  '.mjs': ['node'],
  '.cjs': ['node'],
  '.ts': TYPESCRIPT,
  '.mts': TYPESCRIPT,
  '.rb': ['ruby'],
  '.php': ['php'],
  '.pl': ['perl'],
  '.lua': ['lua', 'lua5.4', 'lua5.3', 'luajit'],
  '.tcl': ['tclsh'],
  '.r': ['Rscript'],
  '.jl': ['julia'],
  '.awk': ['awk -f'],
  '.ps1': ['pwsh'],
  '.exs': ['elixir'],
  '.groovy': ['groovy'],
  '.scm': ['guile --no-auto-compile'],
  '.erl': ['escript'],
  '.escript': ['escript'],
  '.raku': ['raku'],
};

/** Languages that are compiled, by the extension of the file, with the command that makes a program of it. */
const COMPILERS: Readonly<Record<string, string>> = {
  '.go': 'go build -o exec',
  '.rs': 'rustc -O -o exec',
  '.swift': 'swiftc -O -o exec',
  '.hs': 'ghc -o exec',
  '.zig': 'zig build-exe -femit-bin=exec',
  '.nim': 'nim compile --out:exec',
};

/** What a script in a language has to do in order to read its parameters, where it is not obvious. */
const REMARKS: Readonly<Record<string, string>> = {
  '.awk': ' awk opens its arguments as files: begin the script with BEGIN { ARGC = 1 }, so that it reads stdin.',
  '.scm': ' guile takes what begins with #! for a comment, up to a line !#.',
};

/** How an action of `wsk` defines its entry point, which an interpreter alone would not call. */
const ENTRY_POINT =
  /^\s*(?:export\s+)?(?:async\s+)?(?:function|def|sub|local function|const|let|var)\s+main\b|\b(?:exports\.main|global\.main)\s*=/m;

/** Says what an action could be run with, when nothing about it names a runner. @param path as the user wrote it */
export function explainRunner(action: Action, path: string, runners: readonly string[]): string {
  const start = `${path} does not show which runner it needs`;
  const extension = action.extension.toLowerCase();
  const own = `write a runner and name it with --runner ./my-runner.js (${GUIDE})`;
  if (action.names) {
    if (action.names.length === 0) {
      return `${start}: it is empty.`;
    }
    const shown = action.names.slice(0, 5).join(', ');
    return `${start}: it has ${shown} at its root, but neither exec, __main__.py, a Makefile nor a C source. Name one with --runner (${runners.join(', ')}, or ${INTERPRETER_PREFIX} and an interpreter, which runs main.… or index.…).`;
  }
  const compiler = COMPILERS[extension];
  if (compiler !== undefined) {
    return `${start}: it has to be compiled. Compile it, as with ${compiler} ${path}, and invoke the program; or ${own.replace('write a runner', 'write a runner whose build compiles it')}.`;
  }
  if (extension === '.java') {
    return `${start}. Use --runner ${INTERPRETER_PREFIX}java, with which Java 11 or later compiles it for each activation; or ${own.replace('write a runner', 'write a runner whose build compiles it')}.`;
  }
  const candidates = Object.hasOwn(INTERPRETERS, extension)
    ? (INTERPRETERS[extension] as readonly string[])
    : undefined;
  if (!candidates) {
    return `${start}. Name one with --runner (${runners.join(', ')}); begin the file with a line such as #!/usr/bin/env node; name its interpreter, as in --runner ${INTERPRETER_PREFIX}ruby; or ${own}.`;
  }
  const compiled = candidates === TYPESCRIPT ? explainBuild(path) : '';
  if (definesMainOnly(action.code)) {
    return `${start}. It has a function main, which a runner of its language has to call: ${explainLauncher(candidates)}${own}.${compiled}`;
  }
  const installed = candidates.find((candidate) => isInstalled(candidate.split(' ')[0] as string));
  const words = installed ?? (candidates[0] as string);
  const name = INTERPRETER_PREFIX + words;
  const missing = installed === undefined ? ` (${words.split(' ')[0]} is not installed here)` : '';
  return `${start}. Use --runner ${name.includes(' ') ? `'${name}'` : name}${missing}, or begin it with #!/usr/bin/env ${words.includes(' ') ? `-S ${words}` : words}: it then gets the parameters as its last argument and on stdin, and prints the result as its last line.${REMARKS[extension] ?? ''} Or ${own}.${compiled}`;
}

/** A script that calls its own `main` needs nothing else to call it. */
function definesMainOnly(code: string): boolean {
  const rest = code.replace(ENTRY_POINT, '');
  return rest !== code && !/\bmain\s*\(|^\s*main\b/m.test(rest);
}

/** How to get a runner that calls `main`, if a template of `new` is one. */
function explainLauncher(programs: readonly string[]): string {
  const language = Object.values(LANGUAGES).find((each) => each.launcher && each.programs[0] === programs[0]);
  if (!language) {
    return '';
  }
  const [program] = programs;
  return `actionrunner new ${program}-runtime --template loop --language ${program} --js creates one, for --runner ./${program}-runtime/src/runner.js; or `;
}

/** How TypeScript is run by what a compiler makes of it. */
function explainBuild(path: string): string {
  const made = `dist/${basename(path).replace(/ts$/i, 'js')}`;
  return ` Or run what a compiler makes of it, with actionrunner dev ${made} --runner ${INTERPRETER_PREFIX}node --on-build 'npm run build' --watch ${path}.`;
}

/** Whether a program is in the PATH. */
export function isInstalled(program: string): boolean {
  return (process.env['PATH'] ?? '').split(delimiter).some((folder) => {
    try {
      accessSync(join(folder, program), constants.X_OK);
      return true;
    } catch {
      return false;
    }
  });
}
