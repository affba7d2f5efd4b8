import * as fs from 'node:fs';
import * as path from 'node:path';
import { buildZip } from '../../test/support/zip-builder.js';

const ACTIONS = new URL('../actions/', import.meta.url);

/**
 * How an action gets to a server: `place` puts it into the action directory; `init` has the fields for the value of an init, for
 * a server that gets its actions in no other way.
 */

/** An executable of benchmarks/actions. */
export function script(name) {
  const code = fs.readFileSync(new URL(name, ACTIONS), 'utf8');
  return { place: ({ directory }) => executable(directory, code), init: () => ({ code }) };
}

/** One of our compiled programs. */
export function program(name) {
  const read = ({ programs }) => fs.readFileSync(programs[name]);
  return {
    place: (context) => executable(context.directory, read(context)),
    init: (context) => ({
      binary: true,
      code: buildZip([{ name: 'exec', data: read(context), mode: 0o100755 }]).toString('base64'),
    }),
  };
}

/** A Python action: its module, the same as an executable for a process of its own, and an ActionLoop executable. */
export function python(name, loop) {
  const source = fs.readFileSync(new URL(name, ACTIONS), 'utf8');
  return {
    place: ({ directory, tools }) => {
      fs.writeFileSync(path.join(directory, '__main__.py'), source);
      executable(directory, `#!${tools.python}\n${source}`);
    },
    init: () => ({ code: fs.readFileSync(new URL(loop, ACTIONS), 'utf8') }),
  };
}

function executable(directory, content) {
  fs.writeFileSync(path.join(directory, 'exec'), content, { mode: 0o755 });
}
