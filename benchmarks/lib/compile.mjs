import { execFileSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import * as fs from 'node:fs';
import * as path from 'node:path';
import { fileURLToPath } from 'node:url';

const SOURCES = {
  floor: '../floor/floor.c',
  spew: '../floor/spew.c',
  load: '../load/load.c',
  hello: '../actions/hello.c',
};

const FLAGS = ['-O2', '-Wall', '-Wextra', '-Werror', '-pthread'];
const COMPILED = fileURLToPath(new URL('../../build/benchmarks', import.meta.url));

/** Our C programs, compiled when their source is new. @returns their paths by name; nothing without gcc */
export function compilePrograms({ gcc }) {
  if (gcc === undefined) return {};
  const programs = Object.entries(SOURCES).map(([name, source]) => {
    return [name, compiled(name, fileURLToPath(new URL(source, import.meta.url)))];
  });
  return Object.fromEntries(programs);
}

function compiled(name, source) {
  const key = [execFileSync('gcc', ['-dumpfullversion', '-dumpmachine']), FLAGS, fs.readFileSync(source)].join('\n');
  const program = path.join(COMPILED, `${name}-${createHash('sha256').update(key).digest('hex').slice(0, 16)}`);
  if (fs.existsSync(program)) return program;
  fs.mkdirSync(COMPILED, { recursive: true });
  // It appears whole: another run may look for it at the same time.
  const own = `${program}.${process.pid}`;
  execFileSync('gcc', [...FLAGS, '-o', own, source], { stdio: 'inherit' });
  fs.renameSync(own, program);
  return program;
}
