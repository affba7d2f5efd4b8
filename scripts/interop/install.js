// @ts-check
/**
 * Installs the packages of subjects into a cache outside the clone, each set once: the name of its folder is a hash of the pins.
 * Every registry is asked by its ordinary client, as that is configured on the machine. What a package of npm or PyPI depends on is
 * resolved as of the subject's date, so that a later release changes nothing; those of Go and Maven name versions themselves.
 * Long because half of it is the table of the clients of each registry.
 */
import { spawn } from 'node:child_process';
import { createHash } from 'node:crypto';
import * as fs from 'node:fs';
import * as os from 'node:os';
import * as path from 'node:path';
import { isInstalled } from '../programs.js';
import { describeLack } from './lacking.js';

export const CACHE =
  process.env['ACTIONRUNNER_INTEROP_CACHE'] ?? path.join(os.homedir(), '.cache', 'actionrunner-interop');
/** Compilers use more than one core each: more at once gains nothing. */
const CONCURRENCY = 3;
const TIMEOUT_MINUTES = 10;
const DONE = '.installed';
/** Apt's lists of packages, for users who may not write those of the machine. */
const APT = path.join(CACHE, 'apt');
const APT_CONFIGURATION = `Dir::State::Lists "${APT}/lists"; Dir::Cache "${APT}/cache"; Debug::NoLocking "true";`;
const DOWNLOAD =
  'apt-get download --quiet "$@" || { mkdir -p "$0/lists/partial" "$0/cache/archives/partial" && echo "$APT_LINES" >"$0/conf" && export APT_CONFIG="$0/conf" && apt-get update --quiet && apt-get download --quiet "$@"; }';
const GO_INSTALL =
  'go install "$0" || { rm -f go.mod go.sum; go mod init interop && go get "$0" && go build -o . "$(echo "$0" | cut -d@ -f1)"; }';

/**
 * @typedef {import('./catalogue.js').Pins} Pins
 * @typedef {readonly [command: string, ...args: string[]]} Command
 * @typedef {object} Installer
 * @property {(set: PackageSet) => readonly Command[]} commands
 * @property {Readonly<Record<string, string>>} [env]
 * @property {PackageSet} [needs] what is installed first
 * @property {string} [client] the command that a shell is to run
 */

/** Registries whose packages name ranges of versions. */
const DATED = new Set(['npm', 'pypi', 'pypi-alone', 'pypi-wheels']);
/** The client of PyPI that can resolve as of a date; the pip of most machines cannot. */
const UV = createSet('pip', 'uv', { uv: '0.13.8' });
/** @type {Readonly<Record<string, string>>} Names of processors in the names of wheels, by those of Node.js. */
const MACHINES = { x64: 'x86_64', arm64: 'aarch64' };
const PIP_DOWNLOAD = /** @type {const} */ ([
  'python3',
  ...['-m', 'pip', 'download', '--quiet', '--disable-pip-version-check', '--no-deps'],
]);
/** Lists what packages depend on: uv, the date, the platform and the file to write come before them. */
const LIST_ALL =
  'uv=$0 before=$1 platform=$2 file=$3; shift 3; printf "%s\\n" "$@" | "$uv" pip compile --quiet --no-config --exclude-newer "$before" --only-binary :all: --python-version 3.11 --python-platform "$platform" --output-file "$file" -';

/**
 * @param {PackageSet} set
 * @param {readonly string[]} options
 * @returns {readonly Command[]}
 */
function installWheels({ pins, folder, before }, ...options) {
  const install = ['pip', 'install', '--quiet', '--no-config', '--exclude-newer', before, ...options];
  return [[path.join(UV.folder, 'bin/uv'), ...install, '--python', 'python3', '--target', folder, ...join(pins, '==')]];
}

/** @type {Readonly<Record<string, Installer>>} by the names that `packages` of a subject uses */
const INSTALLERS = {
  npm: {
    commands: ({ pins, folder, before }) => [
      [
        'npm',
        'install',
        '--prefix',
        folder,
        '--before',
        before,
        '--no-save',
        '--no-audit',
        '--no-fund',
        '--loglevel=error',
        ...join(pins, '@'),
      ],
    ],
  },
  pip: {
    commands: ({ pins, folder }) => [
      ['python3', '-m', 'pip', 'install', '--quiet', '--no-deps', '--target', folder, ...join(pins, '==')],
    ],
    env: { PIP_ROOT_USER_ACTION: 'ignore', PIP_NO_COMPILE: '1', PIP_DISABLE_PIP_VERSION_CHECK: '1' },
  },
  pypi: { needs: UV, commands: (set) => installWheels(set) },
  // Without what it depends on: for one file of a package that needs hundreds of others for the rest.
  'pypi-alone': { needs: UV, commands: (set) => installWheels(set, '--no-deps') },
  // Kept as files: what a cluster would ask a registry for, for the Python 3.11 of the image `python`.
  'pypi-wheels': {
    needs: UV,
    commands: ({ pins, folder, before }) => {
      const platform = `${MACHINES[process.arch]}-manylinux_2_28`;
      const uv = path.join(UV.folder, 'bin/uv');
      const platforms = ['2014', '_2_17', '_2_28'].map(
        (version) => `--platform=manylinux${version}_${MACHINES[process.arch]}`,
      );
      return [
        ['sh', '-c', LIST_ALL, uv, before, platform, 'requirements.txt', ...join(pins, '==')],
        [
          ...PIP_DOWNLOAD,
          ...['--dest', folder, '--only-binary=:all:', '--implementation=cp', '--python-version=3.11'],
          ...platforms,
          ...['--requirement', 'requirements.txt'],
        ],
        ['rm', 'requirements.txt'],
      ];
    },
  },
  'pypi-sources': {
    commands: ({ pins, folder }) => [
      [...PIP_DOWNLOAD, '--dest', folder, `--no-binary=${Object.keys(pins).join()}`, ...join(pins, '==')],
    ],
  },
  go: {
    client: 'go',
    // A module with replace directives is refused by `go install`.
    commands: ({ pins }) => join(pins, '@').map((module) => ['sh', '-c', GO_INSTALL, module]),
    env: { GOBIN: '.', GOFLAGS: '-mod=mod', CGO_ENABLED: '0' },
  },
  // Packages for a program of the subject: `go build` in the folder finds them.
  'go-module': {
    commands: ({ pins }) => [
      ['go', 'mod', 'init', 'interop'],
      ['go', 'get', ...join(pins, '@')],
    ],
    env: { GOFLAGS: '-mod=mod' },
  },
  debian: {
    client: 'apt-get',
    // A new machine has no lists of packages yet, or old ones.
    commands: ({ pins }) => [
      ['flock', '../apt.lock', 'sh', '-c', DOWNLOAD, APT, ...join(pins, '=')],
      ['sh', '-c', 'for package in *.deb; do dpkg -x "$package" . || exit; done; rm ./*.deb'],
    ],
    env: { APT_LINES: APT_CONFIGURATION },
  },
  maven: {
    commands: ({ pins, folder }) => [
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
 * @property {string} before the time as of which dependencies are resolved; empty where the registry has no use for it
 * @property {string} folder
 */

/**
 * The sets of packages of a subject.
 * @param {Pick<import('./catalogue.js').Subject, 'packages' | 'before'>} subject
 * @returns {PackageSet[]}
 */
export function listPackages({ packages, before }) {
  return Object.entries(packages).flatMap(([registry, sets]) =>
    Object.entries(sets).map(([name, value]) =>
      createSet(registry, name, typeof value === 'string' ? { [name]: value } : value, before),
    ),
  );
}

/**
 * @param {string} registry
 * @param {string} name
 * @param {Pins} pins
 * @param {string} [date]
 * @returns {PackageSet}
 */
function createSet(registry, name, pins, date = '') {
  // A time: npm takes a date for its beginning, uv for its end.
  const before = DATED.has(registry) ? `${date}T00:00:00Z` : '';
  const hash = createHash('sha256')
    .update(JSON.stringify([registry, pins, process.arch, before]))
    .digest('hex')
    .slice(0, 12);
  const folder = path.join(CACHE, `${registry}-${name.replaceAll(/[^\w.-]/g, '-')}-${hash}`);
  return { key: `${registry}/${name}`, registry, pins, before, folder };
}

/**
 * Installs what is not in the cache yet, and says what could not be installed: a line for each reason.
 * @param {readonly PackageSet[]} sets
 * @param {(line: string) => void} say
 * @param {() => AbortSignal} createLimit made for each command: what ends it, with all that it started
 * @returns {Promise<Map<string, string>>} why sets are missing, by their keys
 */
export async function installPackages(sets, say, createLimit = () => AbortSignal.timeout(TIMEOUT_MINUTES * 60_000)) {
  /** @type {Map<string, string>} */
  const missing = new Map();
  const queue = [...new Map(sets.map((set) => [set.folder, set])).values()];
  const work = async () => {
    for (let set = queue.shift(); set !== undefined; set = queue.shift()) {
      const started = Date.now();
      const reason = await installSet(set, createLimit);
      const seconds = (Date.now() - started) / 1000;
      if (reason !== undefined) missing.set(set.folder, reason);
      else if (seconds > 0.1) say(`installed ${set.key} in ${seconds.toFixed(1)} s`);
    }
  };
  await Promise.all(Array.from({ length: CONCURRENCY }, work));
  const reasons = new Map(
    sets.flatMap(({ key, folder }) => (missing.has(folder) ? [[key, missing.get(folder) ?? '']] : [])),
  );
  for (const line of groupByReason(reasons)) say(`NOT INSTALLED: ${line}`);
  return reasons;
}

/**
 * "a, b: reason", a line for each reason.
 * @param {ReadonlyMap<string, string>} reasons
 */
export function groupByReason(reasons) {
  return [...new Set(reasons.values())].map((reason) => {
    const names = [...reasons.keys()].filter((name) => reasons.get(name) === reason);
    return `${names.join(', ')}: ${reason}`;
  });
}

/**
 * @param {PackageSet} set
 * @param {() => AbortSignal} createLimit
 * @returns {Promise<string | undefined>} why it could not be installed
 */
async function installSet(set, createLimit) {
  const { registry, folder } = set;
  if (fs.existsSync(path.join(folder, DONE))) return undefined;
  const installer = INSTALLERS[registry];
  if (installer === undefined) throw new Error(`"${registry}" is not a registry that this installs from.`);
  const lacking = installer.needs && (await installOnce(installer.needs, createLimit));
  if (lacking !== undefined) return lacking;
  if (installer.client !== undefined && !isInstalled(installer.client)) return describeLack(installer.client);
  // A folder without the mark is what an installation that was interrupted left.
  fs.rmSync(folder, { recursive: true, force: true });
  fs.mkdirSync(folder, { recursive: true });
  const env = { ...process.env, ...installer.env, ...(installer.env?.['GOBIN'] && { GOBIN: folder }) };
  for (const command of installer.commands(set)) {
    const reason = await tryCommand(command, folder, env, createLimit());
    if (reason !== undefined) return reason;
  }
  fs.writeFileSync(path.join(folder, DONE), '');
  return undefined;
}

/** @type {Map<string, Promise<string | undefined>>} installations of what other sets need, by their folders */
const begun = new Map();

/**
 * @param {PackageSet} set
 * @param {() => AbortSignal} createLimit
 */
function installOnce(set, createLimit) {
  const running = begun.get(set.folder) ?? installSet(set, createLimit);
  begun.set(set.folder, running);
  return running;
}

/** @type {Set<number>} PIDs of the commands that run; each leads a group with all that it has started */
const running = new Set();

/**
 * @param {Command} command
 * @param {string} cwd
 * @param {NodeJS.ProcessEnv} env
 * @param {AbortSignal} limit
 * @returns {Promise<string | undefined>} why it failed
 */
function tryCommand([command, ...args], cwd, env, limit) {
  return new Promise((resolve) => {
    const child = spawn(command, args, { cwd, env, stdio: ['ignore', 'pipe', 'pipe'], detached: true });
    let output = '';
    for (const stream of [child.stdout, child.stderr])
      stream.on('data', (data) => (output = (output + data).slice(-4000)));
    const { pid } = child;
    const stop = () => {
      if (pid !== undefined) killGroup(pid);
      finish(`${command} did not end within ${TIMEOUT_MINUTES} minutes`);
    };
    /** @param {string} [reason] */
    const finish = (reason) => {
      limit.removeEventListener('abort', stop);
      if (pid !== undefined) forget(pid);
      resolve(reason);
    };
    if (pid !== undefined) remember(pid);
    limit.addEventListener('abort', stop);
    child.once('error', (error) => finish(describeFailure(command, error)));
    child.once('close', (status, signal) => {
      const lines = output.trim().split('\n').slice(-3).join(' / ');
      finish(status === 0 ? undefined : `${command} ${args[0]}: ${signal ?? `exit status ${status}`}: ${lines}`);
    });
  });
}

const SIGNALS = /** @type {const} */ (['SIGINT', 'SIGTERM', 'SIGHUP']);

/** @param {number} pid */
function remember(pid) {
  if (running.size === 0) for (const signal of SIGNALS) process.on(signal, endAll);
  running.add(pid);
}

/** @param {number} pid */
function forget(pid) {
  if (running.delete(pid) && running.size === 0) for (const signal of SIGNALS) process.off(signal, endAll);
}

/**
 * Ends with all commands: a signal to the group of this process does not reach theirs.
 * @param {NodeJS.Signals} signal
 */
function endAll(signal) {
  for (const pid of running) killGroup(pid);
  for (const each of SIGNALS) process.off(each, endAll);
  process.kill(process.pid, signal);
}

/** @param {number} pid of the command that leads the group */
function killGroup(pid) {
  try {
    process.kill(-pid, 'SIGKILL');
  } catch (error) {
    if (/** @type {NodeJS.ErrnoException} */ (error).code !== 'ESRCH') throw error;
  }
}

/**
 * @param {string} command
 * @param {NodeJS.ErrnoException} error
 */
function describeFailure(command, { code, message }) {
  return code === 'ENOENT' ? describeLack(command) : message;
}
