/**
 * Builds the images of `examples/images` and runs the tests with containers. A machine that has neither docker nor podman is prepared where
 * that was asked for, with `--prepare` or CI=true; elsewhere the tests are skipped, and that is said. Other arguments go to jest.
 */
import { spawnSync } from 'node:child_process';
import * as path from 'node:path';
import { buildImages } from '../images/build.js';

const ROOT = path.resolve(import.meta.dirname, '..', '..');
const given = process.argv.slice(2);
const prepare = given.includes('--prepare') || process.env.CI === 'true';
const args = given.filter((arg) => arg !== '--prepare');

const say = (line) => console.error(`containers: ${line}`);

/** Whether an engine answers. */
function works(command) {
  return spawnSync(command, ['version'], { stdio: 'ignore' }).status === 0 && listsImages(command);
}

/** A client without its engine prints its version, too. */
function listsImages(command) {
  return spawnSync(command, ['images', '-q'], { stdio: 'ignore' }).status === 0;
}

/** Installs podman and puts a command `docker` first on the path. */
function prepareMachine() {
  const script = path.join(ROOT, 'scripts', 'containers', 'setup.sh');
  const { status, stdout } = spawnSync('bash', [script], { encoding: 'utf8', stdio: ['ignore', 'pipe', 'inherit'] });
  if (status !== 0) throw new Error(`preparing this machine failed with exit status ${status}`);
  const [, folder] = /^export PATH=(.*):\$PATH$/m.exec(stdout) ?? [];
  if (folder !== undefined) process.env.PATH = `${folder}:${process.env.PATH}`;
}

function engine() {
  return ['docker', 'podman'].find(works);
}

async function main() {
  if (engine() === undefined && prepare) {
    say('there is neither docker nor podman here: installing podman');
    prepareMachine();
  }
  const docker = engine();
  if (docker === undefined) {
    say('SKIPPED: the tests with containers did not run, as there is neither docker nor podman here.');
    return 0;
  }
  say('building the images of examples/images');
  await buildImages({ docker, onOutput: process.env.VERBOSE ? (text) => process.stderr.write(text) : undefined });
  const jest = path.join(ROOT, 'node_modules', 'jest', 'bin', 'jest.js');
  const config = path.join(ROOT, 'jest.containers.config.js');
  const env = { ...process.env, ACTIONRUNNER_DOCKER: docker };
  return spawnSync(process.execPath, [jest, '-c', config, ...args], { stdio: 'inherit', env }).status ?? 1;
}

try {
  process.exitCode = await main();
} catch (error) {
  say(error.message);
  process.exitCode = 1;
}
