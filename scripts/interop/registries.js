// @ts-check
/**
 * The sets of packages of subjects, and how each registry is asked for them: by its ordinary client, as that is configured on the machine.
 * Each set has a folder in a cache outside the clone, whose name is a hash of the pins. What a package of npm or PyPI depends on is
 * resolved as of the subject's date, so that a later release changes nothing; those of Go and Maven name versions themselves.
 * Long because half of it is the table of the clients of each registry.
 */
import { createHash } from 'node:crypto';
import * as os from 'node:os';
import * as path from 'node:path';

export const CACHE =
  process.env['ACTIONRUNNER_INTEROP_CACHE'] ?? path.join(os.homedir(), '.cache', 'actionrunner-interop');
/** Apt's lists of packages, for users who may not write those of the machine. */
const APT = path.join(CACHE, 'apt');
const APT_CONFIGURATION = `Dir::State::Lists "${APT}/lists"; Dir::Cache "${APT}/cache"; Debug::NoLocking "true";`;
const DOWNLOAD =
  'apt-get download --quiet "$@" || { mkdir -p "$0/lists/partial" "$0/cache/archives/partial" && echo "$APT_LINES" >"$0/conf" && export APT_CONFIG="$0/conf" && apt-get update --quiet && apt-get download --quiet "$@"; }';
const UNPACK = 'for name; do dpkg -x "$name"_*.deb "$0" || exit; done';
/** Modules share packages, which are compiled once. */
const GO = { queue: 'go', isCompiler: true };
/** Nobody debugs these programs. */
const GO_ENVIRONMENT = { GOFLAGS: '-mod=mod -ldflags=-s', CGO_ENABLED: '0' };
/** With a low priority, as rows are seen meanwhile. */
const GO_INSTALL =
  'nice go install "$0" || { rm -f go.mod go.sum; go mod init interop && go get "$0" && nice go build -o . "$(echo "$0" | cut -d@ -f1)"; }';

/**
 * @typedef {import('./catalogue.js').Pins} Pins
 * @typedef {import('./execute.js').Command} Command
 * @typedef {object} Installer
 * @property {(set: PackageSet) => readonly Command[]} commands
 * @property {Readonly<Record<string, string>>} [env]
 * @property {PackageSet} [needs] what is installed first
 * @property {string} [client] the command that a shell is to run
 * @property {string} [queue] sets with the same name here are installed one after the other, unless together
 * @property {(sets: readonly PackageSet[]) => readonly Command[]} [together] fills the folders of several sets at once, which exist; runs in
 *   a folder that is removed afterwards
 * @property {boolean} [isCompiler] it takes long, and uses all cores
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
export const INSTALLERS = {
  npm: {
    commands: ({ pins, folder, before }) => [
      [
        'npm',
        'install',
        '--prefer-offline', // sets share much of what they depend on
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
    env: { ...GO_ENVIRONMENT, GOBIN: '.' },
    ...GO,
  },
  // Packages for a program of the subject: `go build` in the folder finds them.
  'go-module': {
    commands: ({ pins }) => [
      ['go', 'mod', 'init', 'interop'],
      ['go', 'get', ...join(pins, '@')],
    ],
    env: GO_ENVIRONMENT,
    ...GO,
  },
  debian: {
    client: 'apt-get',
    queue: 'debian',
    commands: (set) => downloadPackages([set]),
    together: downloadPackages,
    env: { APT_LINES: APT_CONFIGURATION },
  },
  // Its repository on the machine is not made for several at once.
  maven: {
    queue: 'maven',
    commands: (set) => copyJars([set]),
    together: copyJars,
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
 * Packages are downloaded in one call, as apt reads its lists for seconds.
 * @param {readonly PackageSet[]} sets
 * @returns {readonly Command[]}
 */
function downloadPackages(sets) {
  const all = new Map(sets.flatMap(({ pins }) => Object.entries(pins)));
  const isSame = sets.every(({ pins }) => Object.entries(pins).every(([name, version]) => all.get(name) === version));
  if (!isSame) return sets.flatMap((set) => downloadPackages([set]));
  return [
    // A new machine has no lists of packages yet, or old ones.
    ['flock', '../apt.lock', 'sh', '-c', DOWNLOAD, APT, ...join(Object.fromEntries(all), '=')],
    ...sets.map(({ folder, pins }) => /** @type {const} */ (['sh', '-c', UNPACK, folder, ...Object.keys(pins)])),
    ['sh', '-c', 'rm ./*.deb'],
  ];
}

/**
 * Each set is a project, and several are the modules of another.
 * @param {readonly PackageSet[]} sets
 * @returns {readonly Command[]}
 */
function copyJars(sets) {
  const names = sets.map(({ folder }) => path.basename(folder));
  const parent = `<modules>${names.map((name) => `<module>../${name}</module>`).join('')}</modules>`;
  const copy = 'org.apache.maven.plugins:maven-dependency-plugin:3.8.1:copy-dependencies';
  return [
    ...sets.map(({ folder, pins }, index) => writePom(folder, names[index] ?? '', listDependencies(pins))),
    ...(sets.length > 1 ? [writePom('.', 'all', parent)] : []),
    ['mvn', '--batch-mode', '--quiet', copy, '-DoutputDirectory=.'],
  ];
}

/**
 * @param {string} folder
 * @param {string} name
 * @param {string} content
 * @returns {Command}
 */
function writePom(folder, name, content) {
  const own = `<modelVersion>4.0.0</modelVersion><groupId>x</groupId><artifactId>${name}</artifactId><version>1</version>`;
  const text = `<project>${own}<packaging>pom</packaging>${content}</project>`;
  return [
    process.execPath,
    '-e',
    'fs.writeFileSync(process.argv[1], process.argv[2])',
    path.join(folder, 'pom.xml'),
    text,
  ];
}

/** @param {Pins} pins */
function listDependencies(pins) {
  const dependencies = Object.entries(pins).map(([name, version]) => {
    const [group, artifact] = name.split(':');
    return `<dependency><groupId>${group}</groupId><artifactId>${artifact}</artifactId><version>${version}</version></dependency>`;
  });
  return `<dependencies>${dependencies.join('')}</dependencies>`;
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
