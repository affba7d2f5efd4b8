/** Runs nodes as Elyra starts them on Kubeflow, and reports what each fetches, uploads, and exits with. */
import { spawn } from 'node:child_process';
import * as fs from 'node:fs';
import * as path from 'node:path';
import { runCommand } from '../commands.mjs';
import { NODES } from './nodes.mjs';
import { startStorage } from './storage.mjs';

const TIMEOUT_MS = 120_000;
const PROXIES = /^(?:(?:https?|all)_)?proxy$/i;
const DIRECTORY = 'run-1';
const ARCHIVE = 'load.tar.gz';

export default async function run({ row, work, folder, missing }) {
  const { packages } = JSON.parse(fs.readFileSync(path.join(folder, 'subject.json'), 'utf8'));
  const list = Object.entries(packages.pypi['requirements-elyra']);
  for (const node of NODES) {
    await row({
      id: node.id,
      name: node.name,
      needs: ['pypi-alone/kfp-notebook', 'pypi/requirements-elyra'],
      see: async (elyra, libraries) => {
        const home = path.join(work, node.id);
        fs.mkdirSync(home);
        const storage = await startStorage(
          new Map([
            ['bootstrapper.py', fs.readFileSync(path.join(elyra, 'elyra/kfp/bootstrapper.py'))],
            ['requirements-elyra.txt', list.map((pin) => `${pin.join('==')}\n`).join('')],
          ]),
        );
        try {
          fill(storage, node, home, missing);
          return await see(storage, node, home, libraries);
        } finally {
          await storage.close();
        }
      },
    });
  }
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

async function see(storage, node, home, libraries) {
  const clean = Object.entries(process.env).filter(([name]) => !PROXIES.test(name));
  const env = {
    ...Object.fromEntries(clean),
    HOME: home,
    PYTHONPATH: libraries,
    JUPYTER_PATH: path.join(libraries, 'share/jupyter'),
    PIP_NO_INDEX: '1', // a cluster without a registry
    ELYRA_INSTALL_PACKAGES: 'false',
    AWS_ACCESS_KEY_ID: 'user',
    AWS_SECRET_ACCESS_KEY: 'password',
    ELYRA_WRITABLE_CONTAINER_DIR: home,
    ...node.environment,
  };
  const container = path.join(home, 'container');
  fs.mkdirSync(container);
  const { status, output } = await execute(writeCommands(storage, node), container, env);
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

/** Runs the commands until one fails: its exit status, and all output. */
async function execute(commands, cwd, env) {
  let [status, output] = [0, ''];
  for (const command of commands) {
    if (status !== 0) break;
    const child = spawn('sh', ['-c', command], { cwd, env, timeout: TIMEOUT_MS, stdio: ['ignore', 'pipe', 'pipe'] });
    for (const stream of [child.stdout, child.stderr]) stream.on('data', (data) => (output += data));
    status = await new Promise((resolve, reject) => child.once('error', reject).once('close', resolve));
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
