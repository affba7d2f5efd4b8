// @ts-check
/**
 * Installs the packages of subjects into a cache outside the clone, each set once: the name of its folder is a hash of the pins.
 * Every registry is asked by its ordinary client, as that is configured on the machine.
 */
import { spawn } from 'node:child_process';
import { createHash } from 'node:crypto';
import * as fs from 'node:fs';
import * as os from 'node:os';
import * as path from 'node:path';

const CACHE = process.env['ACTIONRUNNER_INTEROP_CACHE'] ?? path.join(os.homedir(), '.cache', 'actionrunner-interop');
/** Compilers use more than one core each: more at once gains nothing. */
const CONCURRENCY = 3;
const TIMEOUT_MS = 10 * 60_000;
const DONE = '.installed';
const DOWNLOAD = 'apt-get download --quiet "$@" || { apt-get update && apt-get download --quiet "$@"; }';
const GO_INSTALL =
  'go install "$0" || { rm -f go.mod go.sum; go mod init interop && go get "$0" && go build -o . "$(echo "$0" | cut -d@ -f1)"; }';

/**
 * @typedef {import('./catalogue.js').Pins} Pins
 * @typedef {readonly [command: string, ...args: string[]]} Command
 * @typedef {object} Installer
 * @property {(pins: Pins, folder: string) => readonly Command[]} commands
 * @property {Readonly<Record<string, string>>} [env]
 */

/** @type {Readonly<Record<string, string>>} Names of processors in the names of wheels, by those of Node.js. */
const MACHINES = { x64: 'x86_64', arm64: 'aarch64' };
const PIP_DOWNLOAD = /** @type {const} */ ([
  'python3',
  ...['-m', 'pip', 'download', '--quiet', '--disable-pip-version-check'],
]);
const PIP = { PIP_ROOT_USER_ACTION: 'ignore', PIP_NO_COMPILE: '1' };

/**
 * @param {Pins} pins
 * @param {string} folder
 * @param {readonly string[]} options
 * @returns {readonly Command[]}
 */
function installWheels(pins, folder, ...options) {
  const install = ['-m', 'pip', 'install', '--quiet', '--disable-pip-version-check', ...options];
  return [['python3', ...install, '--target', folder, ...join(pins, '==')]];
}

/** @type {Readonly<Record<string, Installer>>} by the names that `packages` of a subject uses */
const INSTALLERS = {
  npm: {
    commands: (pins, folder) => [
      [
        'npm',
        'install',
        '--prefix',
        folder,
        '--no-save',
        '--no-audit',
        '--no-fund',
        '--loglevel=error',
        ...join(pins, '@'),
      ],
    ],
  },
  pypi: { commands: installWheels, env: PIP },
  // Without what it depends on: for one file of a package that needs hundreds of others for the rest.
  'pypi-alone': { commands: (pins, folder) => installWheels(pins, folder, '--no-deps'), env: PIP },
  // Kept as files: what a cluster would ask a registry for, for the Python 3.11 of the image `python`.
  'pypi-wheels': {
    commands: (pins, folder) => [
      [
        ...PIP_DOWNLOAD,
        ...['--dest', folder, '--only-binary=:all:', '--implementation=cp', '--python-version=3.11'],
        ...['2014', '_2_17', '_2_28'].map((version) => `--platform=manylinux${version}_${MACHINES[process.arch]}`),
        ...join(pins, '=='),
      ],
    ],
  },
  'pypi-sources': {
    commands: (pins, folder) => [
      [
        ...PIP_DOWNLOAD,
        ...['--dest', folder, '--no-deps', `--no-binary=${Object.keys(pins).join()}`],
        ...join(pins, '=='),
      ],
    ],
  },
  go: {
    // A module with replace directives is refused by `go install`.
    commands: (pins) => join(pins, '@').map((module) => ['sh', '-c', GO_INSTALL, module]),
    env: { GOBIN: '.', GOFLAGS: '-mod=mod', CGO_ENABLED: '0' },
  },
  debian: {
    // A new machine has no lists of packages yet, or old ones.
    commands: (pins) => [
      ['flock', '../apt.lock', 'sh', '-c', DOWNLOAD, 'apt-get', ...join(pins, '=')],
      ['sh', '-c', 'for package in *.deb; do dpkg -x "$package" . || exit; done; rm ./*.deb'],
    ],
  },
  maven: {
    commands: (pins, folder) => [
      [process.execPath, '-e', 'fs.writeFileSync("pom.xml", process.argv[1])', createPom(pins)],
      [
        'mvn',
        '--batch-mode',
        '--quiet',
        'org.apache.maven.plugins:maven-dependency-plugin:3.8.1:copy-dependencies',
        `-DoutputDirectory=${folder}`,
      ],
    ],
  },
};

/**
 * @param {Pins} pins
 * @param {string} separator
 */
function join(pins, separator) {
  return Object.entries(pins).map(([name, version]) => `${name}${separator}${version}`);
}

/**
 * A project of Maven that depends on these artifacts: what they need comes along.
 * @param {Pins} pins
 */
function createPom(pins) {
  const dependencies = Object.entries(pins).map(([name, version]) => {
    const [group, artifact] = name.split(':');
    return `<dependency><groupId>${group}</groupId><artifactId>${artifact}</artifactId><version>${version}</version></dependency>`;
  });
  const own = '<modelVersion>4.0.0</modelVersion><groupId>x</groupId><artifactId>x</artifactId><version>1</version>';
  return `<project>${own}<packaging>pom</packaging><dependencies>${dependencies.join('')}</dependencies></project>`;
}

/**
 * @typedef {object} PackageSet
 * @property {string} key registry and name, `npm/archiver`
 * @property {string} registry
 * @property {Pins} pins
 * @property {string} folder
 */

/**
 * The sets of packages of a subject.
 * @param {Pick<import('./catalogue.js').Subject, 'packages'>} subject
 * @returns {PackageSet[]}
 */
export function listPackages({ packages }) {
  return Object.entries(packages).flatMap(([registry, sets]) =>
    Object.entries(sets).map(([name, value]) => {
      const pins = typeof value === 'string' ? { [name]: value } : value;
      const key = `${registry}/${name}`;
      const hash = createHash('sha256')
        .update(JSON.stringify([registry, pins, process.arch]))
        .digest('hex')
        .slice(0, 12);
      return {
        key,
        registry,
        pins,
        folder: path.join(CACHE, `${registry}-${name.replaceAll(/[^\w.-]/g, '-')}-${hash}`),
      };
    }),
  );
}

/**
 * Installs what is not in the cache yet.
 * @param {readonly PackageSet[]} sets
 * @param {(line: string) => void} say
 * @returns {Promise<Map<string, string>>} why sets are missing, by their keys
 */
export async function installPackages(sets, say) {
  /** @type {Map<string, string>} */
  const missing = new Map();
  const queue = [...new Map(sets.map((set) => [set.folder, set])).values()];
  const work = async () => {
    for (let set = queue.shift(); set !== undefined; set = queue.shift()) {
      const started = Date.now();
      const reason = await installSet(set);
      if (reason !== undefined) missing.set(set.folder, reason);
      const seconds = (Date.now() - started) / 1000;
      if (reason !== undefined) say(`NOT INSTALLED: ${set.key}: ${reason}`);
      else if (seconds > 0.1) say(`installed ${set.key} in ${seconds.toFixed(1)} s`);
    }
  };
  await Promise.all(Array.from({ length: CONCURRENCY }, work));
  return new Map(sets.flatMap(({ key, folder }) => (missing.has(folder) ? [[key, missing.get(folder) ?? '']] : [])));
}

/**
 * @param {PackageSet} set
 * @returns {Promise<string | undefined>} why it could not be installed
 */
async function installSet({ registry, pins, folder }) {
  if (fs.existsSync(path.join(folder, DONE))) return undefined;
  const installer = INSTALLERS[registry];
  if (installer === undefined) throw new Error(`"${registry}" is not a registry that this installs from.`);
  // A folder without the mark is what an installation that was interrupted left.
  fs.rmSync(folder, { recursive: true, force: true });
  fs.mkdirSync(folder, { recursive: true });
  const env = { ...process.env, ...installer.env, ...(installer.env?.['GOBIN'] && { GOBIN: folder }) };
  for (const command of installer.commands(pins, folder)) {
    const reason = await tryCommand(command, folder, env);
    if (reason !== undefined) return reason;
  }
  fs.writeFileSync(path.join(folder, DONE), '');
  return undefined;
}

/**
 * @param {Command} command
 * @param {string} cwd
 * @param {NodeJS.ProcessEnv} env
 * @returns {Promise<string | undefined>} why it failed
 */
function tryCommand([command, ...args], cwd, env) {
  return new Promise((resolve) => {
    const child = spawn(command, args, { cwd, env, stdio: ['ignore', 'pipe', 'pipe'], timeout: TIMEOUT_MS });
    let output = '';
    for (const stream of [child.stdout, child.stderr])
      stream.on('data', (data) => (output = (output + data).slice(-4000)));
    child.once('error', ({ message }) => resolve(message));
    child.once('close', (status, signal) => {
      if (status === 0) resolve(undefined);
      else
        resolve(
          `${command} ${args[0]}: ${signal ?? `exit status ${status}`}: ${output.trim().split('\n').slice(-3).join(' / ')}`,
        );
    });
  });
}
