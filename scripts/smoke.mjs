/**
 * Tests the packages as npm would publish them: packs each one, checks the tarballs with publint and attw,
 * installs them together into an empty project, and uses them there: by import, by require, over HTTP,
 * from TypeScript and on the command line; and creates projects with them. `--tarballs <folder>` keeps the tarballs, for scripts/publish.mjs.
 */
import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import * as fs from 'node:fs';
import * as os from 'node:os';
import * as path from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { followTranscript } from '../packages/cli/test/first-hour/transcript.js';

const ROOT = path.dirname(path.dirname(fileURLToPath(import.meta.url)));
const FIXTURES = path.join(ROOT, 'scripts', 'smoke');
const BIN = path.join(ROOT, 'node_modules', '.bin');
const RELEASE = path.join(FIXTURES, 'release.mjs');
const PROJECTS = path.join(FIXTURES, 'projects.mjs');
const BUNDLE_COMMAND = path.join(ROOT, 'scripts', 'bundle-command.mjs');
const started = Date.now();
let failures = 0;

/** Settings of the npm that runs this script are not those of the project that we create. */
const env = Object.fromEntries(
  Object.entries(process.env).filter(
    ([name]) => !/^npm_(package_|lifecycle_|config_(local_prefix|workspace))/.test(name),
  ),
);

function run(command, args, cwd) {
  const result = spawnSync(command, args, { cwd, env, encoding: 'utf8', stdio: ['ignore', 'pipe', 'pipe'] });
  const { status, signal, error } = result;
  if (status === 0) return result.stdout;
  const reason = error?.message ?? signal ?? `exit status ${status}`;
  throw new Error(`${[path.basename(command), ...args].join(' ')}: ${reason}\n${result.stdout}${result.stderr}`);
}

/** Runs one check and says how it went. The later ones run also when it failed. */
function check(title, action) {
  try {
    const detail = action();
    console.log(`ok      ${title}${detail ? `: ${detail}` : ''}`);
  } catch (error) {
    failures += 1;
    console.log(`FAILED  ${title}\n${String(error.message).replace(/^/gm, '        ')}`);
  }
}

function pack(folder, destination) {
  if (path.basename(folder) === 'cli') run(process.execPath, [BUNDLE_COMMAND], ROOT);
  const args = ['pack', '--json', '--ignore-scripts', '--pack-destination', destination];
  const [{ filename, files }] = JSON.parse(run('npm', args, folder));
  return { tarball: path.join(destination, filename), files: files.map((file) => file.path) };
}

/** What is published: a licence, and compiled modules that belong to a source. */
function checkContents({ manifest, files }) {
  const has = (file) => files.includes(file.replace(/^\.\//, ''));
  const targets = [...Object.values(manifest.exports ?? {}), ...Object.values(manifest.bin ?? {})];
  const wanted = targets.flatMap((target) => (typeof target === 'string' ? [target] : Object.values(target)));
  const listed = (manifest.files ?? []).filter((entry) => !entry.startsWith('!'));
  const empty = listed.filter((entry) => !files.some((file) => file === entry || file.startsWith(`${entry}/`)));
  const missing = [...['LICENSE', ...wanted].filter((file) => !has(file)), ...empty];
  if (missing.length > 0) throw new Error(`missing: ${missing.join(', ')}`);
  const modules = files.filter((file) => /^dist\/.*\.js$/.test(file));
  const orphans = modules.filter((file) => !has(file.replace(/^dist\/(.*)\.js$/, 'src/$1.ts')));
  const strays = files.filter((file) => /\.tsbuildinfo$|(^|\/)test\//.test(file));
  if (orphans.length + strays.length > 0) throw new Error(`does not belong: ${[...orphans, ...strays].join(', ')}`);
  if (manifest.exports?.['.'] && modules.length === 0) throw new Error('nothing is compiled');
  return `${files.length} files`;
}

/** Copies the tarballs that passed, with a list of them: each package after those that it depends on. */
function keepTarballs(folder) {
  fs.rmSync(folder, { recursive: true, force: true });
  fs.mkdirSync(folder, { recursive: true });
  const names = packages.map(({ manifest }) => manifest.name);
  const depth = ({ manifest }) => {
    const below = Object.keys(manifest.dependencies ?? {}).filter((name) => names.includes(name));
    return Math.max(0, ...below.map((name) => 1 + depth(packages[names.indexOf(name)])));
  };
  const list = packages
    .toSorted((a, b) => depth(a) - depth(b))
    .map(({ manifest: { name, version }, tarball }) => {
      const file = path.basename(tarball);
      fs.copyFileSync(tarball, path.join(folder, file));
      return { name, version, file, sha256: createHash('sha256').update(fs.readFileSync(tarball)).digest('hex') };
    });
  fs.writeFileSync(path.join(folder, 'tarballs.json'), `${JSON.stringify(list, null, 2)}\n`);
}

const { tarballs: kept } = parseArgs({ options: { tarballs: { type: 'string' } } }).values;
const temporary = fs.mkdtempSync(path.join(os.tmpdir(), 'smoke-'));
process.once('exit', () => fs.rmSync(temporary, { recursive: true, force: true }));
const project = path.join(temporary, 'project');
fs.cpSync(FIXTURES, project, { recursive: true });
fs.writeFileSync(path.join(project, 'package.json'), '{ "private": true, "type": "module" }\n');

const packages = fs.readdirSync(path.join(ROOT, 'packages')).map((name) => {
  const folder = path.join(ROOT, 'packages', name);
  const manifest = JSON.parse(fs.readFileSync(path.join(folder, 'package.json'), 'utf8'));
  return { folder, manifest, ...pack(folder, temporary) };
});

for (const { folder, manifest, tarball, files } of packages) {
  check(`${manifest.name}: contents`, () => checkContents({ manifest, files }));
  check(`${manifest.name}: publint`, () => void run(path.join(BIN, 'publint'), ['run', '--strict', tarball], folder));
  if (JSON.stringify(manifest.exports ?? {}).includes('"types"')) {
    check(`${manifest.name}: attw`, () => void run(path.join(BIN, 'attw'), ['--profile', 'esm-only', tarball], folder));
  }
}

check('npm install of all tarballs', () => {
  const { devDependencies } = JSON.parse(fs.readFileSync(path.join(ROOT, 'package.json'), 'utf8'));
  const specifiers = [...packages.map(({ tarball }) => tarball), `@types/node@${devDependencies['@types/node']}`];
  run('npm', ['install', '--no-audit', '--no-fund', '--prefer-offline', ...specifiers], project);
});

const entries = packages.flatMap(({ manifest }) =>
  Object.entries(manifest.exports ?? {})
    .filter(([, target]) => typeof target === 'object')
    .map(([subpath]) => manifest.name + subpath.slice(1)),
);
check(`import and require on Node ${process.versions.node}`, () =>
  run(process.execPath, ['same-exports.mjs', ...entries], project).trim(),
);
// The last line: the action's log frame, which is on stdout too, comes before it.
check('a runner over HTTP', () => run(process.execPath, ['serve.mjs'], project).trim().split('\n').at(-1));
check('types of each entry by itself, without settings', () => {
  const options = ['--ignoreConfig', '--module', 'nodenext', '--target', 'es2023', '--strict', '--noEmit'];
  for (const entry of entries.filter((name) => !name.endsWith('/internal'))) {
    fs.writeFileSync(path.join(project, 'entry.ts'), `export * from '${entry}';\n`);
    run(path.join(BIN, 'tsc'), [...options, 'entry.ts'], project);
  }
});
check('a runner in TypeScript', () => void run(path.join(BIN, 'tsc'), ['-p', '.'], project));
for (const { manifest } of packages) {
  for (const name of Object.keys(manifest.bin ?? {})) {
    check(`${name} --version`, () => {
      const version = run(path.join(project, 'node_modules', '.bin', name), ['--version'], project).trim();
      if (!version.includes(manifest.version)) throw new Error(`it says ${version}, not ${manifest.version}`);
      return version;
    });
  }
}

check('the first hour of a new user', () => {
  const folder = path.join(temporary, 'hour', 'mine');
  fs.mkdirSync(folder, { recursive: true });
  fs.symlinkSync(path.join(project, 'node_modules'), path.join(folder, 'node_modules'));
  const transcript = path.join(ROOT, 'packages', 'cli', 'test', 'first-hour', 'first-hour.txt');
  const differences = followTranscript(folder, fs.readFileSync(transcript, 'utf8'));
  if (differences.length > 0) throw new Error(differences.join('\n\n'));
});

check('npm create actionrunner', () => `\n${run(process.execPath, [PROJECTS], ROOT).trimEnd()}`);

check('a release', () => {
  const folder = path.join(temporary, 'tested');
  keepTarballs(folder);
  return `\n${run(process.execPath, [RELEASE, folder], ROOT).trimEnd()}`;
});

if (kept !== undefined && failures === 0) keepTarballs(path.resolve(ROOT, kept));
console.log(
  `smoke: ${failures === 0 ? 'all passed' : `${failures} failed`} in ${((Date.now() - started) / 1000).toFixed(1)} s`,
);
process.exitCode = failures === 0 ? 0 : 1;
