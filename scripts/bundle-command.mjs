/**
 * Bundles the command `actionrunner` for a quick start: `node scripts/bundle-command.mjs [folder]`. As the folder `bundle` of packages/cli; or
 * of a copy of that package. The bundle is code only: the packages' other files are found where these are installed.
 */
import * as fs from 'node:fs';
import * as path from 'node:path';
import { bundlePrograms } from '../packages/http/dist/bundle/bundle-programs.js';

const ROOT = path.resolve(import.meta.dirname, '..');
const COMMAND = path.join(ROOT, 'packages', 'cli');
const target = path.join(path.resolve(process.argv[2] ?? COMMAND), 'bundle');

/** What the commands that are started most often need at once: those with the runners, and their own. */
const PRELOADED = [
  '../core/dist/index.js',
  ...['bash', 'python'].map((name) => `../runners/dist/${name}/index.js`),
  ...['serve', 'invoke'].map((name) => `dist/commands/${name}.js`),
];

/** The address of a module, as an expression. */
function locate(file) {
  const packages = path.dirname(COMMAND);
  const [folder = '', ...names] = path.relative(packages, file).split(path.sep);
  if (folder === '..') throw new Error(`${file} looks for files of its package, which may not be there.`);
  if (folder === 'cli') return `new URL("../${names.join('/')}", import.meta.url)`;
  const { name } = JSON.parse(fs.readFileSync(path.join(packages, folder, 'package.json'), 'utf8'));
  return `new URL("./${names.join('/')}", import.meta.resolve("${name}/package.json"))`;
}

// Whoever starts the command meanwhile gets either bundle or none.
const made = `${target}.${process.pid}`;
fs.mkdirSync(made, { recursive: true });
fs.writeFileSync(path.join(made, 'package.json'), '{ "type": "commonjs" }\n');
await bundlePrograms(['dist/main.js'], {
  project: COMMAND,
  outdir: made,
  external: [],
  preloaded: PRELOADED,
  locate,
  deferred: true,
});
fs.rmSync(target, { recursive: true, force: true });
fs.renameSync(made, target);
