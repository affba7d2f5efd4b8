// @ts-check
/** What is in folders, so that a change can be told. */
import { createHash } from 'node:crypto';
import * as fs from 'node:fs';
import * as path from 'node:path';

/** @typedef {Map<string, string>} Tree path to description */

/**
 * A folder with something in it that nobody may touch, and an action directory in its midst.
 * @param {string} root
 * @returns {{ root: string, action: string, temporary: string, home: string }}
 */
export function plantTree(root) {
  const place = path.join(root, 'place');
  const made = {
    root,
    action: path.join(place, 'action'),
    temporary: path.join(root, 'tmp'),
    home: path.join(root, 'folder'),
  };
  for (const folder of [place, made.temporary, made.home]) fs.mkdirSync(folder, { recursive: true });
  for (const [file, mode] of /** @type {const} */ ([
    ['canary', 0o644],
    ['.hidden', 0o600],
    ['folder/canary', 0o755],
    ['place/canary', 0o444],
    ['place/actions', 0o644],
  ])) {
    fs.writeFileSync(path.join(root, file), `the canary ${file}\n`, { mode });
  }
  fs.symlinkSync('canary', path.join(root, 'link'));
  return made;
}

/**
 * @param {string} root
 * @param {string} [except] a folder that may change
 * @returns {Tree}
 */
export function snapshot(root, except) {
  /** @type {Tree} */
  const found = new Map();
  const visit = (/** @type {string} */ folder) => {
    for (const name of fs.readdirSync(folder)) {
      const file = path.join(folder, name);
      if (file === except) continue;
      const stats = fs.lstatSync(file);
      found.set(file, describe(file, stats));
      if (stats.isDirectory()) visit(file);
    }
  };
  visit(root);
  return found;
}

/** @param {string} file @param {fs.Stats} stats */
function describe(file, stats) {
  const mode = stats.mode.toString(8);
  if (stats.isSymbolicLink()) return `${mode} -> ${fs.readlinkSync(file)}`;
  if (!stats.isFile()) return mode;
  return `${mode} ${stats.mtimeMs} ${createHash('sha1').update(fs.readFileSync(file)).digest('hex')}`;
}

/** What is different, a line each. @param {Tree} before @param {Tree} after */
export function differences(before, after) {
  const changed = [...before].flatMap(([file, was]) => {
    const is = after.get(file);
    return is === was ? [] : [`${file} ${is === undefined ? 'is gone' : `changed from ${was} to ${is}`}`];
  });
  return [...changed, ...[...after.keys()].filter((file) => !before.has(file)).map((file) => `${file} is new`)];
}

/** What a delivery may not leave in an action directory: links that lead out, special files, setuid bits. @param {string} directory */
export function strangers(directory) {
  /** @type {string[]} */
  const found = [];
  const visit = (/** @type {string} */ folder) => {
    for (const entry of fs.readdirSync(folder, { withFileTypes: true })) {
      const file = path.join(folder, entry.name);
      if (entry.isSymbolicLink()) {
        if (!leadsInside(directory, file)) found.push(`${file} leads to ${fs.readlinkSync(file).slice(0, 200)}`);
      } else if (entry.isDirectory()) visit(file);
      else if (!entry.isFile()) found.push(`${file} is no file`);
      else if ((fs.lstatSync(file).mode & 0o7000) !== 0) found.push(`${file} has a special mode`);
    }
  };
  visit(directory);
  return found;
}

/** @param {string} directory @param {string} link */
function leadsInside(directory, link) {
  try {
    const real = fs.realpathSync(link);
    return real === directory || real.startsWith(directory + path.sep);
  } catch (error) {
    // It leads nowhere; where that is can be read from it.
    const { code = '' } = /** @type {NodeJS.ErrnoException} */ (error);
    const target = path.resolve(path.dirname(link), fs.readlinkSync(link));
    return ['ENOENT', 'ENOTDIR', 'ENAMETOOLONG'].includes(code) && target.startsWith(directory + path.sep);
  }
}
