// @ts-check
// A `.js` file, as the tests import it and jest cannot load `.mjs`.
import * as fs from 'node:fs';
import * as path from 'node:path';

/**
 * Whether the bundle of the command is that of the last build. The command itself does not load an older one.
 * @param {string} root of the repository
 */
export function isBundled(root) {
  const packages = path.join(root, 'packages');
  const builds = fs.readdirSync(packages).map((name) => changedAt(path.join(packages, name, 'dist', '.tsbuildinfo')));
  return changedAt(path.join(packages, 'cli', 'bundle', 'main.js')) > Math.max(...builds);
}

/**
 * 0 if there is no such file.
 * @param {string} file
 */
function changedAt(file) {
  return fs.statSync(file, { throwIfNoEntry: false })?.mtimeMs ?? 0;
}
