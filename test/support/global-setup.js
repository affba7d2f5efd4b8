// @ts-check
import { spawnSync } from 'node:child_process';
import * as fs from 'node:fs';
import * as path from 'node:path';

/**
 * Runs once, before jest starts its workers, and spares the tests what each of their thousands of processes would pay.
 * What the tests are about does not change: whoever looks for an interpreter sets a PATH of its own.
 */
export default function setUp() {
  // Each Node.js reads these certificates when it starts, for twice the time of the start itself. No test speaks TLS.
  delete process.env['NODE_EXTRA_CA_CERTS'];
  process.env['PATH'] = withInterpreter(process.env['PATH'] ?? '', 'python3');
}

/**
 * A PATH that finds an interpreter itself first. `python3` may be a script of a version manager that looks for it.
 * @param {string} PATH
 * @param {string} name
 */
function withInterpreter(PATH, name) {
  const args = ['-c', 'import sys; print(sys.executable)'];
  const found = spawnSync(name, args, { encoding: 'utf8', stdio: ['ignore', 'pipe', 'ignore'] }).stdout?.trim();
  const folders = PATH.split(path.delimiter);
  const first = folders.map((folder) => path.join(folder, name)).find((file) => fs.existsSync(file));
  const isItself = !found || !first || fs.realpathSync(first) === fs.realpathSync(found);
  return isItself || path.basename(found) !== name ? PATH : [path.dirname(found), ...folders].join(path.delimiter);
}
