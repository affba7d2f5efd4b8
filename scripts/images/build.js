/** Builds the images of `examples/images` with docker or podman, from the packages of this repository as they are now. */
import { spawn } from 'node:child_process';
import * as fs from 'node:fs';
import * as os from 'node:os';
import * as path from 'node:path';
import { tagOf } from './catalogue.js';
import { startRegistry } from './registry.js';

/** The packages that an image was built with: what has another value is not needed any more. */
const PACKAGES = 'actionrunner.packages';

/** Where PyPI is out of reach the package of Debian takes its place. */
const WITHOUT_PYPI = {
  'python-numpy': (dockerfile) =>
    dockerfile.replace(
      /^RUN pip install .*$/m,
      'RUN apt-get update && apt-get install -y --no-install-recommends python3-numpy && rm -rf /var/lib/apt/lists/*',
    ),
};

/** How a build reaches this machine. On Linux they share a network; elsewhere builds run in a virtual machine, which knows it by a name. */
const [HOST, NETWORK] =
  process.platform === 'linux' ? ['127.0.0.1', ['--network', 'host']] : ['host.docker.internal', []];

/** Podman's own format has no HEALTHCHECK. */
const FORMATS = { docker: [], podman: ['--format', 'docker'] };

/**
 * @typedef {object} BuildOptions
 * @property {readonly import('./catalogue.js').Image[]} images in the order in which they need each other
 * @property {import('@actionrunner/images').Engine} engine
 * @property {readonly string[]} [packages] the folders of the packages that are served; without it, of all of this repository
 * @property {(text: string) => void} [onOutput] what the engine prints
 * @property {(line: string) => void} [onNotice] what is not as in the Dockerfiles
 */

/** @param {BuildOptions} options */
export async function buildImages({ images, engine, packages, onOutput, onNotice }) {
  const { command: docker, kind } = engine;
  const scratch = fs.mkdtempSync(path.join(os.tmpdir(), 'actionrunner-images-'));
  const registry = await startRegistry(scratch, packages);
  const label = `${PACKAGES}=${registry.digest}`;
  const shared = [
    'build',
    ...NETWORK,
    ...FORMATS[kind],
    '--build-arg',
    `NPM_CONFIG_REGISTRY=http://${HOST}:${registry.port}/`,
  ];
  try {
    for (const { name, dockerfile, context: source } of images) {
      const context = path.join(scratch, name);
      fs.cpSync(source, context, { recursive: true });
      stamp(path.join(context, 'package.json'), registry.digest);
      const file = path.join(scratch, `${name}.Dockerfile`);
      const build = async (text) => {
        fs.writeFileSync(file, labelled(text, label));
        await run(docker, [...shared, '--label', label, '-t', tagOf(name), '-f', file, context], onOutput);
      };
      await build(dockerfile).catch(async (error) => {
        const otherwise = WITHOUT_PYPI[name];
        if (!otherwise) throw error;
        onNotice?.(`${name}: "${dockerfile.match(/pip install .*/)}" fails here; Debian's package takes its place`);
        await build(otherwise(dockerfile));
      });
    }
    await removeOthers(docker, registry.digest);
  } finally {
    await registry.close();
    fs.rmSync(scratch, { recursive: true, force: true });
  }
}

/** Stages stay as images without a name, to be used again. */
function labelled(dockerfile, label) {
  return dockerfile.replace(/^FROM .* AS .*$/gm, (line) => `${line}\nLABEL ${label}`);
}

/** Stages and images of other packages are of no use any more. */
async function removeOthers(docker, digest) {
  const listed = await run(docker, ['images', '-q', '--filter', 'dangling=true', '--filter', `label=${PACKAGES}`]);
  for (const id of new Set(listed.split('\n').filter(Boolean))) {
    const found = await run(docker, ['image', 'inspect', '--format', `{{ index .Config.Labels "${PACKAGES}" }}`, id]);
    // One that a container is made of stays.
    if (found.trim() !== digest) await run(docker, ['rmi', id]).catch(() => undefined);
  }
}

/** Another version of the packages has the same number: the layer that installs them must not be taken from the cache. */
function stamp(file, digest) {
  if (!fs.existsSync(file)) return;
  const manifest = JSON.parse(fs.readFileSync(file, 'utf8'));
  fs.writeFileSync(file, `${JSON.stringify({ ...manifest, packages: digest }, null, 2)}\n`);
}

/** @returns {Promise<string>} what it prints to stdout */
function run(command, args, onOutput = () => undefined) {
  return new Promise((resolve, reject) => {
    const child = spawn(command, args, { stdio: ['ignore', 'pipe', 'pipe'] });
    const output = { stdout: '', stderr: '' };
    for (const name of ['stdout', 'stderr']) {
      child[name].setEncoding('utf8').on('data', (text) => {
        output[name] = (output[name] + text).slice(-20_000);
        onOutput(text);
      });
    }
    child.once('error', reject);
    child.once('close', (code) => {
      const { stdout, stderr } = output;
      if (code === 0) resolve(stdout);
      else reject(new Error(`${command} ${args.join(' ')}: exit status ${code}\n${stdout}${stderr}`));
    });
  });
}
