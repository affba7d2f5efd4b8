// @ts-check
/** Installs what subjects need and a machine with only Node lacks: the packages of Debian 12, Go, and an engine for containers. */
import { spawnSync } from 'node:child_process';
import * as fs from 'node:fs';
import * as path from 'node:path';
import { fileURLToPath } from 'node:url';
import { isInstalled } from '../programs.js';
import { execute, limitTime } from './execute.js';
import { DEBIAN, describeLack } from './lacking.js';
import { CACHE } from './registries.js';

const CONTAINERS = fileURLToPath(new URL('../containers/setup.sh', import.meta.url));
const TIMEOUT_MINUTES = 10;
/** Debian's Go is too old for the packages, but it gets a newer one, and compares that with the sums of Go's database. */
const GO = {
  version: '1.26.8',
  bootstrap: 'golang-1.19-go',
  /** @type {Readonly<Record<string, string>>} */
  processors: { x64: 'amd64', arm64: 'arm64' },
};
const GO_FOLDER = path.join(CACHE, `go-${GO.version}`);
const FETCH_GO = `set -e
apt-get download --quiet ${GO.bootstrap}
dpkg -x ${GO.bootstrap}_*.deb .
GOROOT=$PWD/usr/lib/go-1.19 GOPATH=$PWD/path GOFLAGS=-modcacherw usr/lib/go-1.19/bin/go mod download "golang.org/toolchain@$0"
chmod -R u+w path/pkg/mod/golang.org
find path/pkg/mod/golang.org -path '*/bin/*' -exec chmod 755 {} +
find path/pkg/mod/golang.org -path '*/pkg/tool/*' -exec chmod 755 {} +
mv "path/pkg/mod/golang.org/toolchain@$0" "$1"`;

/** What a command must do, as it may be there without it: each ends with 0 then. @type {Readonly<Record<string, readonly string[]>>} */
const PROBES = {
  perl: ['-MIO::Compress::Zip', '-e', '1'],
  python3: ['-m', 'pip', '--version'],
};

/** @typedef {Pick<import('./catalogue.js').Subject, 'packages' | 'containers'>} Needs */

/**
 * What is being installed into the machine: none of these is rejected.
 * @typedef {object} Preparation
 * @property {Promise<void>} packages
 * @property {Promise<void>} go after them
 * @property {Promise<void>} containers after both
 */

/** @returns {Preparation} of a machine that stays as it is */
export function skipPreparation() {
  usePrepared();
  const done = Promise.resolve();
  return { packages: done, go: done, containers: done };
}

/**
 * Begins to install what is missing, and says what could not be installed: the rest goes on without it, and its rows are skipped.
 * @param {readonly Needs[]} subjects
 * @param {(line: string) => void} say
 * @param {AbortSignal} end
 * @returns {Preparation}
 * @throws {Error} if this is not root of a Debian
 */
export function prepareMachine(subjects, say, end) {
  const lacking = listLackingPackages();
  const needsContainers = subjects.some(({ containers }) => containers);
  if (lacking.length > 0) checkSystem(lacking);
  /** @param {string | undefined} reason */
  const note = (reason) => {
    if (reason !== undefined) say(`NOT PREPARED: ${reason}`);
  };
  /** @param {string} what @param {() => Promise<void>} install */
  const prepare = async (what, install) => {
    say(`preparing this machine: ${what}`);
    const started = Date.now();
    await install();
    say(`prepared ${what} in ${((Date.now() - started) / 1000).toFixed(1)} s`);
  };
  const installPackages = async () => {
    if (lacking.length === 0) return;
    await prepare(lacking.join(' '), async () => {
      const install = ['install', '-y', '-qq', '--no-install-recommends', ...lacking];
      note(await run(['apt-get', 'update', '-qq'], end));
      note(await run(['apt-get', ...install], end, { DEBIAN_FRONTEND: 'noninteractive' }));
    });
  };
  const installGo = async () => {
    if (!isInstalled('go') && !fs.existsSync(GO_FOLDER))
      await prepare(`Go ${GO.version}`, async () => note(await fetchGo(end)));
    usePrepared();
  };
  const installContainers = async () => {
    if (needsContainers) await prepare('containers', async () => note(await run(['bash', CONTAINERS], end)));
  };
  const packages = installPackages();
  const go = packages.then(installGo);
  return { packages, go, containers: go.then(installContainers) };
}

/** Lets commands find Go if it was installed here. */
function usePrepared() {
  if (isInstalled('go') || !fs.existsSync(GO_FOLDER)) return;
  process.env['PATH'] = [path.join(GO_FOLDER, 'bin'), process.env['PATH']].join(path.delimiter);
  process.env['GOTOOLCHAIN'] = 'local';
}

/** The packages of commands that are not there, or do not do what they must. */
export function listLackingPackages() {
  const lacking = [...DEBIAN].filter(([command]) => {
    const probe = PROBES[command];
    return !isInstalled(command) || (probe !== undefined && spawnSync(command, probe).status !== 0);
  });
  return [...new Set(lacking.flatMap(([, packages]) => packages.split(' ')))];
}

/** @param {readonly string[]} packages */
function checkSystem(packages) {
  const reason = isInstalled('apt-get') ? process.getuid?.() !== 0 && 'this needs root' : describeLack('apt-get');
  if (reason) throw new Error(`${reason}; what is missing: apt-get install ${packages.join(' ')}`);
}

/**
 * @param {AbortSignal} end
 * @returns {Promise<string | undefined>} why it could not be installed
 */
async function fetchGo(end) {
  const processor = GO.processors[process.arch];
  if (processor === undefined) return describeLack('go');
  const scratch = `${GO_FOLDER}-new`;
  fs.rmSync(scratch, { recursive: true, force: true });
  fs.mkdirSync(scratch, { recursive: true });
  const version = `v0.0.1-go${GO.version}.linux-${processor}`;
  const reason = await run(['sh', '-c', FETCH_GO, version, GO_FOLDER], end, {}, scratch);
  fs.rmSync(scratch, { recursive: true });
  return reason;
}

/**
 * @param {import('./execute.js').Command} command
 * @param {AbortSignal} end
 * @param {Readonly<Record<string, string>>} environment
 * @returns {Promise<string | undefined>} why it failed
 */
function run(command, end, environment = {}, folder = process.cwd()) {
  const limit = AbortSignal.any([limitTime(TIMEOUT_MINUTES), end]);
  return execute(command, folder, { ...process.env, ...environment }, limit);
}
