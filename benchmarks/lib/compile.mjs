import { execFileSync } from 'node:child_process';
import * as path from 'node:path';
import { fileURLToPath } from 'node:url';

const SOURCES = {
  floor: '../floor/floor.c',
  spew: '../floor/spew.c',
  load: '../load/load.c',
  hello: '../actions/hello.c',
};

/** Compiles our C programs. @returns their paths by name; nothing without gcc */
export function compilePrograms({ gcc }, directory) {
  if (gcc === undefined) return {};
  const compiled = Object.entries(SOURCES).map(([name, source]) => {
    const program = path.join(directory, name);
    const file = fileURLToPath(new URL(source, import.meta.url));
    execFileSync('gcc', ['-O2', '-Wall', '-Wextra', '-Werror', '-pthread', '-o', program, file], { stdio: 'inherit' });
    return [name, program];
  });
  return Object.fromEntries(compiled);
}
