/** Builds the images of `examples/images` with docker or podman, from the packages of this repository as they are now. */
import { spawn } from 'node:child_process';
import * as fs from 'node:fs';
import * as os from 'node:os';
import * as path from 'node:path';
import { startRegistry } from './registry.js';

const ROOT = path.resolve(import.meta.dirname, '..', '..');
const IMAGES = path.join(ROOT, 'examples', 'images');

/** Images that are built from another folder than their own. */
const CONTEXTS = { custom: path.join(ROOT, 'examples', 'custom-perl') };

/** In the order in which they need each other. `python-numpy` is left out: its build needs PyPI. */
export const IMAGE_NAMES = ['native', 'bash', 'c', 'python', 'custom', 'baked', 'knative', 'node-libs'];

/** What an image is called here. */
export const tagOf = (name) => `actionrunner/${name}:0.1`;

/**
 * @typedef {object} BuildOptions
 * @property {readonly string[]} [names]
 * @property {string} [docker] the command to use
 * @property {(text: string) => void} [onOutput]
 * @property {(dockerfile: string) => string} [edit] changes the Dockerfiles, as for a machine that reaches no package index
 */

/** @param {BuildOptions} [options] */
export async function buildImages({ names = IMAGE_NAMES, docker = 'docker', onOutput, edit } = {}) {
  const scratch = fs.mkdtempSync(path.join(os.tmpdir(), 'actionrunner-images-'));
  const registry = await startRegistry(scratch);
  try {
    for (const name of names) {
      const context = path.join(scratch, name);
      fs.cpSync(CONTEXTS[name] ?? path.join(IMAGES, name), context, { recursive: true });
      stamp(path.join(context, 'package.json'), registry.digest);
      const file = path.join(scratch, `${name}.Dockerfile`);
      const dockerfile = fs.readFileSync(path.join(IMAGES, name, 'Dockerfile'), 'utf8');
      fs.writeFileSync(file, edit ? edit(dockerfile) : dockerfile);
      const args = ['build', '--network', 'host', '--build-arg', `NPM_CONFIG_REGISTRY=${registry.url}`];
      await run(docker, [...args, '-t', tagOf(name), '-f', file, context], onOutput);
    }
  } finally {
    await registry.close();
    fs.rmSync(scratch, { recursive: true, force: true });
  }
}

/** Another version of the packages has the same number: the layer that installs them must not be taken from the cache. */
function stamp(file, digest) {
  if (!fs.existsSync(file)) return;
  const manifest = JSON.parse(fs.readFileSync(file, 'utf8'));
  fs.writeFileSync(file, `${JSON.stringify({ ...manifest, packages: digest }, null, 2)}\n`);
}

function run(command, args, onOutput = () => undefined) {
  return new Promise((resolve, reject) => {
    const child = spawn(command, args, { stdio: ['ignore', 'pipe', 'pipe'] });
    let output = '';
    for (const stream of [child.stdout, child.stderr]) {
      stream.setEncoding('utf8').on('data', (text) => {
        output = (output + text).slice(-20_000);
        onOutput(text);
      });
    }
    child.once('error', reject);
    child.once('close', (code) =>
      code === 0
        ? resolve(undefined)
        : reject(new Error(`${command} ${args.join(' ')}: exit status ${code}\n${output}`)),
    );
  });
}
