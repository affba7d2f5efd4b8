/**
 * Tests our runners and the example runtimes with the conformance kit, and writes one page with all of them:
 * `npm run conformance [-- --images name…]`. The reports are in build/conformance. With `--images`, or by name, the images are tested as well,
 * which `npm run images` has built: each case starts containers. Fails if a runtime does not conform, recommended cases included.
 */
import * as fs from 'node:fs';
import * as path from 'node:path';
import { parseArgs } from 'node:util';
import {
  commandTarget,
  conforms,
  createProgress,
  formatHtml,
  formatJson,
  formatTerminal,
  imageTarget,
  readManifest,
  runConformance,
} from '@actionrunner/conformance';
import { ImageError } from '@actionrunner/images';
import { tagOf } from './images/catalogue.js';
import { findBuilder } from './images/engine.js';
import { readImageManifests } from './images/manifests.js';

const ROOT = path.resolve(import.meta.dirname, '..');
const COMMAND = path.join('packages', 'cli', 'bin', 'actionrunner.js');
const FOLDER = path.join(ROOT, 'build', 'conformance');
const MANIFEST = 'conformance.json';

/** The manifests of the runners that the command knows by name. */
const MANIFESTS = path.join('packages', 'cli', 'manifests');
const STRICT = { strict: true };

/** Programs that not every machine has, and the runtimes that need them. */
const PROGRAMS = { 'custom-go': 'go' };

/** Where a runner is served: the kit chooses. */
const PLACE = ['--port', '{port}', '--directory', '{directory}'];

const serve = (runner) => () => {
  const target = commandTarget([process.execPath, COMMAND, 'serve', runner, ...PLACE]);
  return { ...target, name: `serve ${runner}` };
};

/** @returns whether images can be tested; says so if not */
async function hasEngine() {
  try {
    // The kit uses this engine.
    process.env.ACTIONRUNNER_DOCKER = (await findBuilder()).command;
    return true;
  } catch (error) {
    if (!(error instanceof ImageError)) throw error;
    console.log(`conformance: SKIPPED: the images are not tested: ${error.message}`);
    return false;
  }
}

/** Every folder below `folder` with a manifest is a runtime. */
function findManifests(folder) {
  const names = fs.readdirSync(folder).filter((name) => fs.existsSync(path.join(folder, name, MANIFEST)));
  return names.map((name) => ({ name, manifest: path.join(folder, name, MANIFEST) }));
}

/** The path of the one module with a runner that an example has. */
function findModule(manifest) {
  const folder = path.dirname(manifest);
  const modules = fs.readdirSync(folder).filter((file) => /-(runner|forks)\.js$/.test(file));
  if (modules.length !== 1) throw new Error(`${folder} must have one module with a runner, not ${modules.length}`);
  return `./${path.join(folder, modules[0])}`;
}

/** @returns whether the machine has what a runtime needs; says so if not */
function hasProgram({ name }) {
  const program = PROGRAMS[name];
  const folders = (process.env.PATH ?? '').split(path.delimiter);
  if (program === undefined || folders.some((folder) => fs.existsSync(path.join(folder, program)))) return true;
  console.log(`conformance: SKIPPED: ${name} needs ${program}`);
  return false;
}

function findRuntimes() {
  const runners = fs.readdirSync(MANIFESTS).map((file) => ({
    name: path.basename(file, '.json'),
    manifest: path.join(MANIFESTS, file),
  }));
  return [
    ...runners.map(({ name, manifest }) => ({ name, manifest, target: serve(name) })),
    ...findManifests('examples').map(({ name, manifest }) => ({ name, manifest, target: serve(findModule(manifest)) })),
    ...readImageManifests().map(({ name, manifest }) => ({
      name: `image-${name}`,
      manifest,
      isImage: true,
      target: () => imageTarget(tagOf(name)),
    })),
  ];
}

async function test({ name, manifest, target }) {
  console.log(`\n${name}`);
  const progress = process.stdout.isTTY ? createProgress(process.stdout, STRICT) : undefined;
  const report = await runConformance({
    target: await target(),
    manifest: await readManifest(manifest),
    onResult: progress?.onResult,
  });
  progress?.clear();
  fs.writeFileSync(path.join(FOLDER, `${name}.json`), formatJson(report));
  process.stdout.write(formatTerminal(report, { ...STRICT, colors: process.stdout.isTTY === true }));
  return report;
}

const { positionals, values } = parseArgs({ allowPositionals: true, options: { images: { type: 'boolean' } } });
process.chdir(ROOT);
const all = findRuntimes();
const unknown = positionals.find((name) => !all.some((runtime) => runtime.name === name));
if (unknown !== undefined) {
  throw new Error(`there is no runtime "${unknown}"; there are ${all.map(({ name }) => name).join(', ')}`);
}
const isSelected = ({ name, isImage }) =>
  positionals.length > 0 ? positionals.includes(name) : !isImage || values.images === true;
const selected = all.filter(isSelected).filter(hasProgram);
const needsEngine = selected.some(({ isImage }) => isImage);
const runtimes = !needsEngine || (await hasEngine()) ? selected : selected.filter(({ isImage }) => !isImage);
fs.rmSync(FOLDER, { recursive: true, force: true });
fs.mkdirSync(FOLDER, { recursive: true });
const reports = [];
for (const runtime of runtimes) reports.push(await test(runtime));
fs.writeFileSync(path.join(FOLDER, 'report.html'), formatHtml(reports, STRICT));
const broken = reports.filter((report) => !conforms(report, STRICT));
console.log(
  `\nconformance: ${reports.length - broken.length} of ${reports.length} runtimes conform; build/conformance/report.html`,
);
for (const { target, results } of broken) {
  const failed = results.filter(({ outcome }) => outcome === 'failed');
  for (const one of failed) console.log(`conformance: ${target.name}: ${one.case.id}: ${one.reason}`);
}
process.exitCode = broken.length === 0 ? 0 : 1;
