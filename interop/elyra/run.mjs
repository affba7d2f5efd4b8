/** Runs nodes as Elyra starts them on Kubeflow, and reports what each fetches, uploads, and exits with. */
import * as fs from 'node:fs';
import * as path from 'node:path';
import { runCommand } from '../commands.mjs';
import { collect } from '../containers.mjs';
import { createImages } from './image.mjs';
import { NODES, NODES_IN_IMAGES } from './nodes.mjs';
import { startStorage } from './storage.mjs';

const TIMEOUT_MS = 600_000;
const PROXIES = /^(?:(?:https?|all)_)?proxy$/i;
const DIRECTORY = 'run-1';
const ARCHIVE = 'load.tar.gz';
const CREDENTIALS = { AWS_ACCESS_KEY_ID: 'user', AWS_SECRET_ACCESS_KEY: 'password' };

const BOOTSTRAPPER = 'pypi-alone/kfp-notebook';
const LIST = 'pypi/requirements-elyra';
const WHEELS = ['requirements-elyra', 'numpy', 'newer'].map((name) => `pypi-wheels/${name}`);
const SOURCES = 'pypi-sources/MarkupSafe';

export default async function run({ row, work, folder, missing }) {
  const { packages } = JSON.parse(fs.readFileSync(path.join(folder, 'subject.json'), 'utf8'));
  const list = Object.entries(packages.pypi['requirements-elyra']).map((pin) => pin.join('=='));
  const see = async (node, elyra, execute) => {
    const home = path.join(work, node.id);
    fs.mkdirSync(home);
    const storage = await startStorage(
      new Map([
        ['bootstrapper.py', fs.readFileSync(path.join(elyra, 'elyra/kfp/bootstrapper.py'))],
        ['requirements-elyra.txt', list.map((pin) => `${pin}\n`).join('')],
      ]),
    );
    try {
      fill(storage, node, home, missing);
      return describeRun(storage, await execute(writeCommands(storage, node), home));
    } finally {
      await storage.close();
    }
  };
  for (const node of NODES) {
    await row({
      id: node.id,
      name: node.name,
      needs: [BOOTSTRAPPER, LIST],
      see: (elyra, libraries) =>
        see(node, elyra, (commands, home) => executeHere(commands, home, createEnvironment(node, home, libraries))),
    });
  }
  let images;
  for (const { name, ...node } of NODES_IN_IMAGES) {
    await row({
      id: node.id,
      name: `in the image: ${name}`,
      needs: [BOOTSTRAPPER, ...WHEELS, SOURCES],
      see: async (elyra, ...wheels) => {
        images ??= createImages({ work, wheels, list, missing });
        const { execute } = await images;
        let output;
        const cells = await see({ ...node, pip: true }, elyra, async (commands) => {
          const ended = await execute(node, commands, { ...CREDENTIALS, PIP_NO_INDEX: '1' });
          ({ output } = ended);
          return ended;
        });
        return { ...cells, installs: describeInstallation(output) };
      },
    });
  }
  await images?.then(
    ({ remove }) => remove(),
    () => undefined, // why there is none was reported by each row
  );
}

/** Puts what the pipeline editor has put there before a node starts: its archive, and what an earlier node has made. */
function fill({ objects }, { file = 'load.py', source, cut }, home, missing) {
  const content = path.join(home, 'content');
  fs.mkdirSync(content);
  fs.writeFileSync(path.join(content, file), source);
  const archive = path.join(home, 'archive.tar.gz');
  runCommand('tar', ['-czf', archive, '-C', content, file], missing);
  objects.set(`${DIRECTORY}/${ARCHIVE}`, fs.readFileSync(archive).subarray(0, cut));
  objects.set(`${DIRECTORY}/input.txt`, Buffer.from('input\n'));
}

/** The environment of a container on this machine, which has the packages of the list in a folder. */
function createEnvironment({ environment }, home, libraries) {
  const clean = Object.entries(process.env).filter(([name]) => !PROXIES.test(name));
  return {
    ...Object.fromEntries(clean),
    HOME: home,
    PYTHONPATH: libraries,
    JUPYTER_PATH: path.join(libraries, 'share/jupyter'),
    PIP_NO_INDEX: '1', // a cluster without a registry
    PIP_BREAK_SYSTEM_PACKAGES: '1', // the Python of a container is nobody else's, while that of Debian refuses
    ELYRA_INSTALL_PACKAGES: 'false',
    ...CREDENTIALS,
    ELYRA_WRITABLE_CONTAINER_DIR: home,
    ...environment,
  };
}

function describeRun(storage, { status, output }) {
  const fetched = storage.requests
    .filter(([method]) => method !== 'PUT')
    .map(([method, key]) => `${method} ${nameOf(key)}`);
  const uploads = storage.requests.filter(([method]) => method === 'PUT').map(([, key]) => describe(storage, key));
  return {
    fetches: fetched.join(', ') || 'nothing',
    uploads: uploads.sort().join(', ') || 'nothing',
    exit: status === 0 ? '0' : `${status}: ${lastLine(output)}`,
  };
}

/** What the bootstrapper says of the packages of its list, and pip of the place. */
function describeInstallation(output) {
  const count = (pattern) => output.match(pattern)?.length ?? 0;
  const installed = count(/Package not found\. Installing/g);
  const kept = count(/Newer \S+ package/g);
  const place = output.includes('Defaulting to user installation') ? ', for the user' : '';
  return `${installed} asked for, ${count(/Updating \S+ package/g)} updated, ${kept} newer kept${place}`;
}

/**
 * The commands of the container as Elyra 4.1.1 writes them, but for the addresses: each is a shell of its own there. Most nodes are spared
 * those of pip, which take longest.
 */
function writeCommands({ url, bucket }, { file = 'load.py', options = [], parameters, pip = false }) {
  const passed =
    parameters === undefined ? [] : ['--pipeline-parameters', parameters, '--parameter-pass-method', 'env'];
  const start = [
    ...['--pipeline-name', 'example', '--cos-endpoint', url, '--cos-bucket', bucket, '--cos-directory', DIRECTORY],
    ...['--cos-dependencies-archive', ARCHIVE, '--file', file, ...options, ...passed],
  ];
  const download = (name) => `curl --silent --show-error --fail -L ${url}/${name} --output ${name}`;
  const list = 'python3 -m pip install packaging && python3 -m pip freeze > requirements-current.txt && ';
  return [
    'mkdir -p ./jupyter-work-dir && cd ./jupyter-work-dir',
    download('bootstrapper.py'),
    download('requirements-elyra.txt'),
    `${pip ? list : ''}python3 bootstrapper.py ${start.map((each) => `'${each}'`).join(' ')}`,
  ];
}

/** Runs the commands on this machine, in a folder of their own, until one fails: its exit status, and all output. */
async function executeHere(commands, home, env) {
  const cwd = path.join(home, 'container');
  fs.mkdirSync(cwd);
  let [status, output] = [0, ''];
  for (const command of commands) {
    if (status !== 0) break;
    const ended = await collect('sh', ['-c', command], { cwd, env, timeout: TIMEOUT_MS });
    status = ended.status;
    output += ended.output;
  }
  return { status, output };
}

function nameOf(key) {
  return key.slice(DIRECTORY.length + 1);
}

/** An uploaded object, and if it is short what it contains. */
function describe({ objects }, key) {
  const content = objects.get(key).toString().trim();
  const name = nameOf(key);
  if (name.endsWith('.html')) return name;
  if (name.endsWith('.ipynb')) return `${name} (${describeOutputs(JSON.parse(content))})`;
  return `${name} (${JSON.stringify(content)})`;
}

function describeOutputs({ cells }) {
  const outputs = cells.flatMap((cell) => cell.outputs ?? []);
  return (
    outputs.map(({ output_type: type, text, ename }) => ename ?? text?.toString().trim() ?? type).join('; ') ||
    'no outputs'
  );
}

function lastLine(output) {
  return output.trim().split('\n').at(-1);
}
