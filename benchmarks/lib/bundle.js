// @ts-check
// A `.js` file, as the tests import it and jest cannot load `.mjs`.
import { spawnSync } from 'node:child_process';
import * as fs from 'node:fs';
import * as path from 'node:path';
import { fileURLToPath } from 'node:url';
import { isBundled } from '../../scripts/command-bundle.js';

const ROOT = fileURLToPath(new URL('../..', import.meta.url));

/** As npm links it in an image. */
const BUNDLE = path.join(ROOT, 'packages', 'http', 'bin', 'actionrunner-bundle.js');

/**
 * Bundles the server of an image of `examples/images` as its Dockerfile does, by the scripts of its package.json, with the packages of this
 * repository as they are built.
 * @param {string} name
 * @param {string} directory an empty folder for it
 * @param {string} node the Node.js that the server will run on
 * @returns {string} the path of `server.js`
 */
export function bundleImage(name, directory, node = process.execPath) {
  const image = path.join(ROOT, 'examples', 'images', name);
  for (const file of fs.readdirSync(image).filter((entry) => /\.js(on)?$/.test(entry))) {
    fs.copyFileSync(path.join(image, file), path.join(directory, file));
  }
  fs.symlinkSync(path.join(ROOT, 'node_modules'), path.join(directory, 'node_modules'));
  /** @type {{ scripts: Record<string, string> }} */
  const { scripts } = JSON.parse(fs.readFileSync(path.join(image, 'package.json'), 'utf8'));
  const bin = fs.mkdtempSync(path.join(directory, 'bin-'));
  fs.symlinkSync(BUNDLE, path.join(bin, 'actionrunner-bundle'));
  // The code cache is for the version of the Node.js that makes it.
  fs.symlinkSync(node, path.join(bin, 'node'));
  const folders = [bin, path.join(ROOT, 'node_modules', '.bin'), process.env['PATH']];
  const env = { ...process.env, PATH: folders.join(path.delimiter) };
  for (const script of ['prebundle', 'bundle', 'postbundle'].flatMap((step) => scripts[step] ?? [])) {
    const { status, stderr } = spawnSync('/bin/sh', ['-c', script], { cwd: directory, env, encoding: 'utf8' });
    if (status !== 0) throw new Error(`${script}: exit status ${status}\n${stderr}`);
  }
  return path.join(directory, 'dist', 'server.js');
}

/**
 * The file that an image of `examples/images` starts, as the `CMD` of its Dockerfile says.
 * @param {string} name
 * @returns {string} `server.js` or `server.sh`
 */
export function serverOf(name) {
  const dockerfile = fs.readFileSync(path.join(ROOT, 'examples', 'images', name, 'Dockerfile'), 'utf8');
  const [, file] = /^CMD \[.*"\/server\/(server\.(?:js|sh))"\]$/m.exec(dockerfile) ?? [];
  if (file === undefined) throw new Error(`The Dockerfile of ${name} has no CMD that starts a server.`);
  return file;
}

/**
 * Installs the command of this repository as npm would from its package, with its bundle.
 * @param {string} directory an empty folder for it
 * @returns {string} the path of `actionrunner`
 */
export function installCommand(directory) {
  const modules = path.join(directory, 'node_modules');
  fs.mkdirSync(modules);
  for (const name of fs.readdirSync(path.join(ROOT, 'node_modules'))) {
    if (name !== 'actionrunner') fs.symlinkSync(path.join(ROOT, 'node_modules', name), path.join(modules, name));
  }
  const command = path.join(modules, 'actionrunner');
  for (const name of ['bin', 'dist', 'manifests', 'package.json', 'templates']) {
    fs.cpSync(path.join(ROOT, 'packages', 'cli', name), path.join(command, name), { recursive: true });
  }
  if (isBundled(ROOT)) {
    // As npm publishes it: without the code that starts in the clone have cached.
    /** @param {string} file */
    const filter = (file) => !file.endsWith('.cache');
    fs.cpSync(path.join(ROOT, 'packages', 'cli', 'bundle'), path.join(command, 'bundle'), { recursive: true, filter });
    return path.join(command, 'bin', 'actionrunner.js');
  }
  const script = path.join(ROOT, 'scripts', 'bundle-command.mjs');
  const { status, stderr } = spawnSync(process.execPath, [script, command], { encoding: 'utf8' });
  if (status !== 0) throw new Error(`${script}: exit status ${status}\n${stderr}`);
  return path.join(command, 'bin', 'actionrunner.js');
}
