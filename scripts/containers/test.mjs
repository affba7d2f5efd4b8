/**
 * Builds the images of `examples/images` and runs the tests with containers, by docker, podman or the command that ACTIONRUNNER_DOCKER names.
 * A machine that has neither is prepared where that was asked for, with ACTIONRUNNER_PREPARE_CONTAINERS=1; elsewhere the tests are skipped,
 * and that is said. Arguments go to jest.
 */
import { spawnSync } from 'node:child_process';
import * as fs from 'node:fs';
import * as path from 'node:path';
import { readSwitch } from '@actionrunner/core/internal';
import { ImageError } from '@actionrunner/images';
import { buildImages } from '../images/build.js';
import { selectImages } from '../images/catalogue.js';
import { findBuilder } from '../images/engine.js';

const ROOT = path.resolve(import.meta.dirname, '..', '..');
const args = process.argv.slice(2);
const { ACTIONRUNNER_PREPARE_CONTAINERS: wanted } = process.env;
const prepare = wanted ? readSwitch('The variable ACTIONRUNNER_PREPARE_CONTAINERS', wanted) : false;

const say = (line) => console.error(`containers: ${line}`);

/** Installs podman where there is no docker. */
function prepareMachine() {
  const script = path.join(ROOT, 'scripts', 'containers', 'setup.sh');
  const { status } = spawnSync('bash', [script], { stdio: ['ignore', 'ignore', 'inherit'] });
  if (status !== 0) throw new Error(`preparing this machine failed with exit status ${status}`);
}

/** @returns the engine; undefined, and says so, when none answers */
async function findEngine() {
  try {
    return await findBuilder();
  } catch (error) {
    if (!(error instanceof ImageError)) throw error;
    say(`SKIPPED: the tests with containers did not run: ${error.message}`);
    return undefined;
  }
}

/** Where jest is to write a report, it says that something was skipped. */
function reportSkipped() {
  const [, file] = args.map((arg) => /^--outputFile=(.*)$/.exec(arg)).find(Boolean) ?? [];
  if (file === undefined) return;
  const none = { numPassedTests: 0, numFailedTests: 0, numRuntimeErrorTestSuites: 0, numTodoTests: 0 };
  fs.writeFileSync(file, JSON.stringify({ success: true, ...none, numPendingTests: 1 }));
}

async function main() {
  if (prepare && !process.env.ACTIONRUNNER_DOCKER) prepareMachine();
  const engine = await findEngine();
  if (engine === undefined) {
    reportSkipped();
    return 0;
  }
  say('building the images of examples/images');
  const onOutput = process.env.VERBOSE ? (text) => process.stderr.write(text) : undefined;
  await buildImages({
    images: selectImages([]),
    engine,
    onOutput,
    onNotice: (line) => say(`NOT TESTED as in the Dockerfile: ${line}`),
  });
  const jest = path.join(ROOT, 'node_modules', 'jest', 'bin', 'jest.js');
  const config = path.join(ROOT, 'jest.containers.config.js');
  const env = { ...process.env, ACTIONRUNNER_DOCKER: engine.command };
  return spawnSync(process.execPath, [jest, '-c', config, ...args], { stdio: 'inherit', env }).status ?? 1;
}

try {
  process.exitCode = await main();
} catch (error) {
  say(error.message);
  process.exitCode = 1;
}
