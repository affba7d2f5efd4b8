/**
 * Makes a clone ready: installs the dependencies and builds the packages, each only when needed.
 * Runs before `npm start` and `npm test`; silent when there is nothing to do.
 */
import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import * as fs from 'node:fs';
import * as path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';

const ROOT = path.dirname(path.dirname(fileURLToPath(import.meta.url)));
const STAMP = path.join(ROOT, 'node_modules', '.setup.json'); // goes away with node_modules
const LOCK = path.join(ROOT, 'build', 'setup.lock');
const STALE_LOCK_MS = 15 * 60_000;
const PLATFORM = `${process.platform} ${process.arch}, Node ${process.versions.node.split('.')[0]}`;

const say = (line) => console.error(`setup: ${line}`);
const json = (file) => JSON.parse(fs.readFileSync(path.join(ROOT, file), 'utf8'));
const exists = (file) => fs.existsSync(path.join(ROOT, file));

function packageFolders() {
  const names = fs.readdirSync(path.join(ROOT, 'packages')).sort();
  return names.map((name) => `packages/${name}`).filter((folder) => exists(`${folder}/package.json`));
}

function filesBelow(folder) {
  if (!exists(folder)) return [];
  const entries = fs.readdirSync(path.join(ROOT, folder), { recursive: true, withFileTypes: true });
  const files = entries.filter((entry) => entry.isFile()).map((entry) => path.join(entry.parentPath, entry.name));
  return files.map((file) => path.relative(ROOT, file)).sort();
}

function readStamp() {
  try {
    return JSON.parse(fs.readFileSync(STAMP, 'utf8'));
  } catch {
    return {};
  }
}

/** Renaming is atomic: a reader sees the old stamp or the new one. */
function writeStamp(stamp) {
  fs.writeFileSync(`${STAMP}.${process.pid}`, JSON.stringify(stamp));
  fs.renameSync(`${STAMP}.${process.pid}`, STAMP);
}

/** What the manifests ask for, by folder. */
function dependencies() {
  const kinds = ['dependencies', 'devDependencies', 'optionalDependencies', 'peerDependencies'];
  const of = (manifest) => kinds.flatMap((kind) => Object.entries(manifest[kind] ?? {}).sort());
  const locked = json('package-lock.json').packages;
  return ['', ...packageFolders()].map((folder) => ({
    file: path.join(folder, 'package.json'),
    asked: String(of(json(path.join(folder, 'package.json')))),
    locked: String(of(locked[folder] ?? {})),
  }));
}

/** A hash of what `npm ci` installs from. */
function installHash() {
  const hash = createHash('sha256').update(fs.readFileSync(path.join(ROOT, 'package-lock.json')));
  for (const { file, asked } of dependencies()) hash.update(`\0${file}\0${asked}`);
  return hash.digest('hex');
}

/** Why `npm ci` must run, or undefined. Without a stamp npm's own record decides, so that an `npm ci` by hand counts. */
function whyInstall(stamp) {
  if (!exists('node_modules/.package-lock.json')) return 'node_modules is missing or incomplete';
  if (stamp.platform !== undefined && stamp.platform !== PLATFORM) return `installed for ${stamp.platform}`;
  if (stamp.installed === installHash()) return undefined;
  const changed = dependencies().find(({ asked, locked }) => asked !== locked);
  if (changed !== undefined) return `${changed.file} changed`;
  const wanted = json('package-lock.json').packages;
  const installed = json('node_modules/.package-lock.json').packages;
  for (const [name, { version, integrity, optional }] of Object.entries(wanted)) {
    if (name === '' || (optional && installed[name] === undefined)) continue; // the root; for another platform
    // A package of this repository is a link, which has neither a version nor an integrity.
    const found = installed[name];
    if (found === undefined || found.version !== version || found.integrity !== integrity) {
      return 'package-lock.json changed';
    }
  }
  return undefined;
}

/** A hash of everything that decides what the compiler writes. */
function sourcesHash() {
  const hash = createHash('sha256');
  const files = fs.readdirSync(ROOT).filter((name) => /^tsconfig.*\.json$|^package-lock\.json$/.test(name));
  for (const folder of packageFolders()) {
    files.push(`${folder}/package.json`, `${folder}/tsconfig.json`, ...filesBelow(`${folder}/src`));
  }
  for (const file of files.filter(exists)) hash.update(`${file}\0`).update(fs.readFileSync(path.join(ROOT, file)));
  return hash.digest('hex');
}

/** Packages whose dist holds too few or too many modules. `tsc -b` notices neither. */
function brokenOutputs() {
  return packageFolders().filter((folder) => {
    const modules = (below, extension) => {
      const files = filesBelow(`${folder}/${below}`).filter((file) => file.endsWith(extension));
      return String(files.map((file) => path.relative(`${folder}/${below}`, file).slice(0, -extension.length)).sort());
    };
    const sources = modules('src', '.ts');
    return sources !== modules('dist', '.js') || sources !== modules('dist', '.d.ts');
  });
}

function whyBuild(stamp) {
  const [broken] = brokenOutputs();
  if (broken !== undefined)
    return exists(`${broken}/dist`) ? `${broken}/dist is out of date` : `${broken}/dist is missing`;
  return stamp.sources === sourcesHash() ? undefined : 'the sources changed';
}

/** Runs a command with our output; a failure ends setup with the command's status. */
function run(title, command, args, options = {}) {
  const { status, signal, error } = spawnSync(command, args, { cwd: ROOT, stdio: ['ignore', 2, 2], ...options });
  if (status === 0) return;
  say(`${title} failed: ${error?.message ?? signal ?? `exit status ${status}`}`);
  process.exit(status || 1);
}

function install(reason) {
  say(`installing the dependencies with npm ci (${reason})`);
  // Under `npm start` the running npm is known; a global NODE_ENV=production must not leave out the compiler.
  const npm = process.env.npm_execpath;
  const args = ['ci', '--include=dev', '--no-audit', '--no-fund', '--loglevel=error'];
  if (npm?.endsWith('npm-cli.js')) run('npm ci', process.execPath, [npm, ...args]);
  else run('npm ci', 'npm', args, { shell: process.platform === 'win32' });
  writeStamp({ platform: PLATFORM, installed: installHash() });
}

function build(reason) {
  say(`building the packages with tsc -b (${reason})`);
  for (const folder of brokenOutputs()) fs.rmSync(path.join(ROOT, folder, 'dist'), { recursive: true, force: true });
  const sources = sourcesHash(); // before the compiler reads them: an edit meanwhile is built next time
  run('tsc -b', process.execPath, [path.join(ROOT, 'node_modules', 'typescript', 'bin', 'tsc'), '-b']);
  writeStamp({ ...readStamp(), platform: PLATFORM, sources });
}

/** Takes the lock, or waits for the setup that holds it. The lock is a file with the holder's process id. */
async function lock() {
  const mine = `${LOCK}.${process.pid}`;
  let held = false;
  process.once('exit', () => {
    fs.rmSync(mine, { force: true });
    if (held) fs.rmSync(LOCK, { force: true });
  });
  fs.mkdirSync(path.dirname(LOCK), { recursive: true });
  for (let waiting = false; !held; waiting = true) {
    fs.writeFileSync(mine, String(process.pid));
    try {
      fs.linkSync(mine, LOCK); // a link appears whole: nobody reads an empty lock
      held = true;
    } catch (error) {
      if (error.code !== 'EEXIST') throw error;
      const stale = isStale();
      if (stale) fs.renameSync(mine, LOCK);
      else if (!waiting) say('waiting for another setup to end');
      await sleep(200);
      // When two take over a stale lock at once, the last one has it.
      held = stale && fs.readFileSync(LOCK, 'utf8') === String(process.pid);
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

function checkNode() {
  const range = json('package.json').engines.node; // ">=20.19"
  const [major, minor] = range.replace('>=', '').split('.').map(Number);
  const [ours, oursMinor] = process.versions.node.split('.').map(Number);
  if (ours > major || (ours === major && oursMinor >= minor)) return;
  say(`Node ${range} is needed, this is Node ${process.versions.node} (${process.execPath})`);
  process.exit(1);
}

checkNode();
const needed = () => whyInstall(readStamp()) ?? whyBuild(readStamp());
if (needed() !== undefined) {
  await lock();
  // Asked again: another setup may have done it meanwhile.
  const installReason = whyInstall(readStamp());
  if (installReason !== undefined) install(installReason);
  const buildReason = whyBuild(readStamp());
  if (buildReason !== undefined) build(buildReason);
}
