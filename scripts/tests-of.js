// @ts-check
/**
 * Which tests belong to a file. A `.js` file, as the tests import it and jest cannot load `.mjs`.
 */
import * as fs from 'node:fs';
import * as path from 'node:path';

const TEST = /(?<!\.container)\.test\.ts$/;

/**
 * The test of the same name, or else those of the same folder.
 * @param {string} root
 * @param {string} file relative to the root, with forward slashes, as the results are
 * @returns {string[]} empty if no test belongs to the file
 */
export function testsOf(root, file) {
  if (TEST.test(file)) return [file].filter((test) => fs.existsSync(path.join(root, test)));
  if (file.endsWith('.md') || /^scripts\/(docs|markdown)/.test(file)) return ['test/docs-snippets.test.ts'];
  const place = /^(packages\/[^/]+)\/(?:src|test)\/(.*)$/.exec(file);
  if (place === null) return file.startsWith('packages/') ? ['test/repository.test.ts'] : [];
  const [, folder = '', module = ''] = place;
  const own = `${folder}/test/${module.replace(/\.\w+$/, '.test.ts')}`;
  if (fs.existsSync(path.join(root, own))) return [own];
  const below = path.posix.dirname(own);
  const names = fs.existsSync(path.join(root, below)) ? fs.readdirSync(path.join(root, below)) : [];
  return names.filter((name) => TEST.test(name)).map((name) => `${below}/${name}`);
}
