/**
 * Makes a clone ready: installs the dependencies when they are not those of package-lock.json, builds the packages and bundles the command.
 * Runs before `npm start` and `npm test`; silent when there is nothing to do.
 */
import { spawnSync } from 'node:child_process';
import * as fs from 'node:fs';
import * as path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { isBundled } from './command-bundle.js';

const ROOT = path.resolve(import.meta.dirname, '..');
const MODULES = path.join(ROOT, 'node_modules');
const PLATFORM_FILE = path.join(MODULES, '.platform'); // npm ci removes it with node_modules
const PLATFORM = `${process.platform} ${process.arch}, Node ${process.versions.node.split('.')[0]}`;
const LOCK = path.join(ROOT, 'build', 'setup.lock');
const STALE_LOCK_MS = 15 * 60_000;
const RETRY_MS = 200;

const say = (line) => console.error(`setup: ${line}`);
const json = (...file) => JSON.parse(fs.readFileSync(path.join(ROOT, ...file), 'utf8'));

function checkNode() {
  const range = json('package.json').engines.node; // ">=20.19"
  const [major, minor] = range.replace('>=', '').split('.').map(Number);
  const [ours, oursMinor] = process.versions.node.split('.').map(Number);
  if (ours > major || (ours === major && oursMinor >= minor)) return;
  say(`Node ${range} is needed, this is Node ${process.versions.node} (${process.execPath})`);
  process.exit(1);
}

/** Why `npm ci` must run, or undefined. npm records what it has installed, at the very end. */
function whyInstall() {
  if (!fs.existsSync(path.join(MODULES, '.package-lock.json'))) return 'node_modules is missing or incomplete';
  const platform = fs.existsSync(PLATFORM_FILE) ? fs.readFileSync(PLATFORM_FILE, 'utf8') : PLATFORM;
  if (platform !== PLATFORM) return `installed for ${platform}`;
  const installed = json('node_modules', '.package-lock.json').packages;
  const { '': _root, ...wanted } = json('package-lock.json').packages;
  const differs = Object.entries(wanted).some(([name, { version, integrity, optional }]) => {
    const found = installed[name];
    if (found === undefined) return !optional; // an optional one may be for another platform
    return found.version !== version || found.integrity !== integrity;
  });
  return differs ? 'package-lock.json changed' : undefined;
}

function install(reason) {
  say(`installing the dependencies with npm ci (${reason})`);
  // Under `npm start` the running npm is known; a global NODE_ENV=production must not leave out the compiler.
  const npm = process.env.npm_execpath;
  const args = ['ci', '--include=dev', '--no-audit', '--no-fund', '--loglevel=error'];
  if (npm?.endsWith('npm-cli.js')) run('npm ci', process.execPath, [npm, ...args]);
  else run('npm ci', 'npm', args, { shell: process.platform === 'win32' });
  fs.writeFileSync(PLATFORM_FILE, PLATFORM);
}

/** The compiler finds out what has changed in the sources; only modules too few or too many in dist are beyond it. */
function build(options) {
  for (const name of fs.readdirSync(path.join(ROOT, 'packages'))) {
    const folder = path.join(ROOT, 'packages', name);
    const sources = modulesIn(path.join(folder, 'src'), '.ts');
    const dist = path.join(folder, 'dist');
    if (['.js', '.d.ts'].every((extension) => modulesIn(dist, extension) === sources)) continue;
    say(`building ${name} (dist is missing or out of date)`);
    fs.rmSync(dist, { recursive: true, force: true });
  }
  run('tsc -b', process.execPath, [path.join(MODULES, 'typescript', 'bin', 'tsc'), '-b', ...options]);
}

function bundle() {
  if (isBundled(ROOT)) return;
  run('bundle-command.mjs', process.execPath, [path.join(ROOT, 'scripts', 'bundle-command.mjs')]);
}

/** A package with a page bundles it, when something of it is newer than the bundle. */
function bundlePages() {
  for (const name of fs.readdirSync(path.join(ROOT, 'packages'))) {
    const folder = path.join(ROOT, 'packages', name);
    const script = path.join(folder, 'build.mjs');
    if (!fs.existsSync(script)) continue;
    const sources = [...filesIn(path.join(folder, 'page')), script, path.join(ROOT, 'package-lock.json')];
    const newest = Math.max(...sources.map((file) => fs.statSync(file).mtimeMs));
    const [, ...assets] = filesIn(path.join(folder, 'assets'));
    const bundle = assets.map((file) => fs.statSync(file).mtimeMs);
    if (bundle.length > 0 && newest < Math.min(...bundle)) continue;
    say(`bundling the page of ${name}`);
    run('build.mjs', process.execPath, [script]);
  }
}

/** A folder, which is newer when a file is gone, and what is in it. */
function filesIn(folder) {
  if (!fs.existsSync(folder)) return [];
  return [folder, ...fs.readdirSync(folder, { recursive: true }).map((file) => path.join(folder, file))];
}

/** The names of the modules in a folder, as one text. */
function modulesIn(folder, extension) {
  const files = fs.existsSync(folder) ? fs.readdirSync(folder, { recursive: true }) : [];
  const modules = files.filter((file) => file.endsWith(extension));
  return modules
    .map((file) => file.slice(0, -extension.length))
    .sort()
    .join();
}

/** Runs a command with our output; a failure ends setup with the command's status. */
function run(title, command, args, options = {}) {
  const { status, signal, error } = spawnSync(command, args, { cwd: ROOT, stdio: ['ignore', 2, 2], ...options });
  if (status === 0) return;
  say(`${title} failed: ${error?.message ?? signal ?? `exit status ${status}`}`);
  process.exit(status || 1);
}

/** Acquires the lock, a file with the PID of its holder, or waits for the setup that holds it. */
async function lock() {
  const mine = `${LOCK}.${process.pid}`;
  let isHeld = false;
  process.once('exit', () => {
    for (const file of isHeld ? [mine, LOCK] : [mine]) fs.rmSync(file, { force: true });
  });
  fs.mkdirSync(path.dirname(LOCK), { recursive: true });
  for (let tries = 0; !isHeld; tries += 1) {
    fs.writeFileSync(mine, String(process.pid));
    try {
      fs.linkSync(mine, LOCK); // a link appears whole: nobody reads an empty lock
      isHeld = true;
    } catch (error) {
      if (error.code !== 'EEXIST') throw error;
      const stale = isStale();
      if (stale) fs.renameSync(mine, LOCK);
      if (tries === 1_000 / RETRY_MS) say('waiting for another setup to end');
      await sleep(RETRY_MS);
      // When two take over a stale lock at once, the last one has it, and may have released it already.
      isHeld = stale && fs.existsSync(LOCK) && fs.readFileSync(LOCK, 'utf8') === String(process.pid);
    }
  }
}

function isStale() {
  try {
    if (Date.now() - fs.statSync(LOCK).mtimeMs > STALE_LOCK_MS) return true;
    process.kill(Number(fs.readFileSync(LOCK, 'utf8')), 0);
  } catch (error) {
    return error.code === 'ESRCH'; // the holder is gone; any other error: ask again
  }
  return false;
}

checkNode();
await lock();
const reason = whyInstall();
if (reason !== undefined) install(reason);
build(reason === undefined ? [] : ['--force']); // it does not look for other versions of what it imports
bundle();
bundlePages();
