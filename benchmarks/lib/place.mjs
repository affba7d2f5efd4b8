import * as fs from 'node:fs';
import * as path from 'node:path';

const ACTIONS = new URL('../actions/', import.meta.url);

/** Puts an executable of benchmarks/actions into an action directory. */
export function script(name) {
  return ({ directory }) => executable(directory, fs.readFileSync(new URL(name, ACTIONS)));
}

/** Puts one of our compiled programs into an action directory. */
export function program(name) {
  return ({ directory, programs }) => executable(directory, fs.readFileSync(programs[name]));
}

/** Puts a Python action into an action directory: its module, and the same as an executable for a process of its own. */
export function python(name) {
  return ({ directory, tools }) => {
    const source = fs.readFileSync(new URL(name, ACTIONS), 'utf8');
    fs.writeFileSync(path.join(directory, '__main__.py'), source);
    executable(directory, `#!${tools.python}\n${source}`);
  };
}

function executable(directory, content) {
  fs.writeFileSync(path.join(directory, 'exec'), content, { mode: 0o755 });
}
