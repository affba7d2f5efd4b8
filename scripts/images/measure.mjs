/**
 * Measures the images of `examples/images`, which have to be built: size, layers, time to the first answers, memory. Prints a table in
 * Markdown, with the machine it was made on. Arguments name images; without any all are measured.
 */
import { spawn } from 'node:child_process';
import * as fs from 'node:fs';
import * as http from 'node:http';
import { createServer } from 'node:net';
import * as os from 'node:os';
import * as path from 'node:path';
import { performance } from 'node:perf_hooks';
import { setTimeout as sleep } from 'node:timers/promises';
import { selectImages, tagOf } from './catalogue.js';
import { findBuilder } from './engine.js';

const ROOT = path.resolve(import.meta.dirname, '..', '..');
const ROUNDS = 7;
const PATIENCE_MS = 60_000;
const ASK_AGAIN_MS = 2;
const SETTLE_MS = 1_000;

/** The action that gives the first result; images without one have their code built in. */
const ACTIONS = {
  native: 'examples/actions/hello.sh',
  bash: 'examples/actions/hello.sh',
  c: 'examples/actions/hello.c',
  python: 'examples/actions/hello.py',
  custom: 'examples/custom-perl/hello.pl',
  'node-libs': 'examples/images/node-libs/derivative.js',
  'python-numpy': 'examples/images/python-numpy/version.py',
};

let engine;

/** Podman leaves a file in the current folder when memory is exhausted. */
const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'images-measure-'));

/** @returns {Promise<string>} */
function docker(...args) {
  return new Promise((resolve, reject) => {
    const child = spawn(engine, args, { cwd: folder, stdio: ['ignore', 'pipe', 'pipe'] });
    const output = { stdout: '', stderr: '' };
    for (const name of ['stdout', 'stderr']) {
      child[name].setEncoding('utf8').on('data', (text) => {
        output[name] += text;
      });
    }
    child.once('error', reject);
    child.once('close', (status) =>
      status === 0 ? resolve(output.stdout.trim()) : reject(new Error(`${args.join(' ')}: ${output.stderr}`)),
    );
  });
}

async function freePort() {
  const server = createServer();
  await new Promise((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address();
  await new Promise((resolve) => server.close(resolve));
  return port;
}

/** @returns {Promise<number>} the status */
function request(port, method, route, body) {
  return new Promise((resolve, reject) => {
    const sent = http.request({ host: '127.0.0.1', port, method, path: route, agent: false }, (answer) => {
      answer.resume().once('end', () => resolve(answer.statusCode));
    });
    sent.once('error', reject);
    sent.end(body);
  });
}

async function post(port, route, body) {
  const status = await request(port, 'POST', route, JSON.stringify(body));
  if (status !== 200) throw new Error(`POST ${route} was answered with ${status}`);
}

/** From the command that starts a container to its first answer, and to its first result. */
async function start(name) {
  const port = await freePort();
  const begun = performance.now();
  const started = docker('run', '-d', '--label', 'ci=1', '-p', `127.0.0.1:${port}:8080`, tagOf(name));
  started.catch(() => undefined);
  while ((await request(port, 'GET', '/health').catch(() => 0)) !== 200) {
    if (performance.now() - begun > PATIENCE_MS) throw new Error(`${name} does not answer`);
    await sleep(ASK_AGAIN_MS);
  }
  const ready = performance.now() - begun;
  if (name in ACTIONS) {
    await post(port, '/init', { value: { code: fs.readFileSync(path.join(ROOT, ACTIONS[name]), 'utf8') } });
  }
  await post(port, name === 'knative' ? '/' : '/run', { value: {} });
  return { id: await started, ready, result: performance.now() - begun };
}

/** One start of an image, with what it uses when it has come to rest. */
async function measure(name) {
  const { id, ...times } = await start(name);
  try {
    await sleep(SETTLE_MS);
    return { ...times, memory: megabytes(await docker('stats', '--no-stream', '--format', '{{.MemUsage}}', id)) };
  } finally {
    await docker('rm', '-f', '-v', id);
  }
}

async function row(name, rounds) {
  const format = '{{.Size}} {{len .RootFS.Layers}}';
  const [size, layers] = (await docker('image', 'inspect', '--format', format, tagOf(name))).split(' ');
  const middle = (key) => Math.round(median(rounds.map((round) => round[key])));
  const times = [`${middle('ready')} ms`, `${middle('result')} ms`];
  return [`\`${name}\``, `${Math.round(size / 1e6)} MB`, layers, ...times, `${middle('memory')} MB`];
}

/** `23.4MB / 25GB`, `22.3MiB / 24GiB` */
function megabytes(usage) {
  const [, number, unit] = /^([\d.]+)\s*([kMG]i?B)/.exec(usage) ?? [];
  const units = { kB: 1e3, KiB: 1024, kiB: 1024, MB: 1e6, MiB: 1024 ** 2, GB: 1e9, GiB: 1024 ** 3 };
  return (number * units[unit]) / 1e6;
}

function median(numbers) {
  return numbers.toSorted((one, other) => one - other)[Math.floor(numbers.length / 2)];
}

async function main() {
  engine = (await findBuilder()).command;
  const given = process.argv.slice(2);
  const names = given.length > 0 ? given : selectImages([]).map(({ name }) => name);
  const rounds = new Map(names.map((name) => [name, []]));
  // In turns, so that what else the machine does meets all of them.
  for (let round = 1; round <= ROUNDS; round++) {
    console.error(`round ${round} of ${ROUNDS}`);
    for (const name of names) {
      rounds.get(name).push(await measure(name));
    }
  }
  const rows = await Promise.all(names.map((name) => row(name, rounds.get(name))));
  const cores = os.cpus();
  const machine = `${cores.length} cores (${cores[0]?.model.trim() ?? process.arch}), ${Math.round(os.totalmem() / 1e9)} GB`;
  const heads = ['image', 'size', 'layers', 'first answer', 'first result', 'memory'];
  const lines = [heads, heads.map((head) => (head === 'image' ? '---' : '---:')), ...rows];
  console.log(lines.map((cells) => `| ${cells.join(' | ')} |`).join('\n'));
  console.log(`\nMeasured on ${new Date().toISOString().slice(0, 10)}: ${machine}, ${await docker('--version')}.`);
}

try {
  await main();
} catch (error) {
  console.error(error.message);
  process.exitCode = 1;
} finally {
  fs.rmSync(folder, { recursive: true, force: true });
}
