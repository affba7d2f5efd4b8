// @ts-check
import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import * as fs from 'node:fs';
import * as path from 'node:path';
import { fileURLToPath } from 'node:url';

const BUILD = fileURLToPath(new URL('../../build', import.meta.url));

/** What Python says of itself. */
const QUESTION = `import json, os, site, sys
folders = [folder for folder in site.getsitepackages() if os.path.isdir(folder)]
packages = [os.path.join(folder, name) for folder in folders for name in sorted(os.listdir(folder))]
print(json.dumps({"executable": sys.executable, "version": sys.version, "packages": packages}))`;

/**
 * Runs once, before jest starts its workers, and spares the tests what each of their thousands of processes would pay.
 * What the tests are about does not change: whoever looks for an interpreter sets a PATH of its own.
 */
export default function setUp() {
  // Each Node.js reads these certificates when it starts, for twice the time of the start itself. No test speaks TLS.
  delete process.env['NODE_EXTRA_CA_CERTS'];
  process.env['PATH'] = withPython(process.env['PATH'] ?? '');
}

/**
 * A PATH that finds an interpreter itself first: `python3` may be a script of a version manager that looks for it.
 * @param {string} PATH
 */
function withPython(PATH) {
  const { stdout } = spawnSync('python3', ['-c', QUESTION], { encoding: 'utf8', stdio: ['ignore', 'pipe', 'ignore'] });
  if (!stdout) return PATH;
  /** @type {{ executable: string, version: string, packages: string[] }} */
  const python = JSON.parse(stdout);
  const folders = PATH.split(path.delimiter);
  const quick = python.packages.some(isHook) ? quickPython(python) : undefined;
  if (quick) return [quick, ...folders].join(path.delimiter);
  const first = folders.map((folder) => path.join(folder, 'python3')).find((file) => fs.existsSync(file));
  const isItself = !first || fs.realpathSync(first) === fs.realpathSync(python.executable);
  const isNamed = path.basename(python.executable) === 'python3';
  return isItself || !isNamed ? PATH : [path.dirname(python.executable), ...folders].join(path.delimiter);
}

/** Whether each start of Python runs a file, which may take four times as long as the start itself. @param {string} file */
function isHook(file) {
  return file.endsWith('.pth');
}

/**
 * A virtual environment with the same packages and without such files, made once for an interpreter and its packages.
 * @param {{ executable: string, version: string, packages: string[] }} python
 * @returns {string | undefined} the folder of its interpreter; none where Python has no module venv
 */
function quickPython(python) {
  const key = createHash('sha256').update(JSON.stringify(python)).digest('hex').slice(0, 16);
  const folder = path.join(BUILD, `python-${key}`);
  if (!fs.existsSync(folder)) {
    fs.mkdirSync(BUILD, { recursive: true });
    // It appears whole: another run may look for it at the same time.
    const own = fs.mkdtempSync(`${folder}-`);
    fs.chmodSync(own, 0o755);
    const made = spawnSync(python.executable, ['-m', 'venv', '--without-pip', own], { encoding: 'utf8' });
    if (made.status !== 0) {
      fs.rmSync(own, { recursive: true });
      return undefined;
    }
    const lib = path.join(own, 'lib');
    const packages = path.join(lib, fs.readdirSync(lib)[0] ?? '', 'site-packages');
    for (const file of python.packages.filter((one) => !isHook(one))) {
      const link = path.join(packages, path.basename(file));
      // Of two folders Python finds the first.
      if (!fs.existsSync(link)) fs.symlinkSync(file, link);
    }
    try {
      fs.renameSync(own, folder);
    } catch (error) {
      if (!fs.existsSync(folder)) throw error;
      fs.rmSync(own, { recursive: true });
    }
  }
  return path.join(folder, 'bin');
}
