/**
 * Creates a project of each template, in TypeScript and in JavaScript, with `npm create actionrunner`, and does there what its README says:
 * install, lint, test, check, bundle. The packages are those of this repository, from a registry of their own. The check takes longest:
 * one of each template has it. `--all` creates one for each language that is installed here, and checks all.
 */
import { spawn } from 'node:child_process';
import * as fs from 'node:fs';
import * as os from 'node:os';
import * as path from 'node:path';
import { parseArgs } from 'node:util';
import { startRegistry } from '../images/registry.js';
import { isInstalled } from '../programs.js';

/** Template, language and flag of the projects. */
const PROJECTS = [
  ['script', 'node', '--ts'],
  ['compiled', 'gcc', '--ts'],
  ['loop', 'python3', '--ts'],
  ['script', 'perl', '--js'],
  ['compiled', 'gcc', '--js'],
  ['loop', 'node', '--js'],
];

const OTHERS = [
  ...['python3', 'ruby', 'php', 'lua', 'bash'].map((language) => ['script', language, '--js']),
  ...['g++', 'go', 'rustc'].map((language) => ['compiled', language, '--js']),
  ...['perl', 'ruby'].map((language) => ['loop', language, '--js']),
];

const { all } = parseArgs({ options: { all: { type: 'boolean' } } }).values;
const temporary = fs.mkdtempSync(path.join(os.tmpdir(), 'projects-'));

/** @returns {Promise<string>} what the command printed */
function run(command, args, cwd, env) {
  return new Promise((resolve, reject) => {
    const child = spawn(command, args, { cwd, env, stdio: ['ignore', 'pipe', 'pipe'] });
    let output = '';
    for (const stream of [child.stdout, child.stderr]) {
      stream.setEncoding('utf8').on('data', (text) => {
        output += text;
      });
    }
    child.once('error', reject);
    child.once('close', (status) =>
      status === 0
        ? resolve(output)
        : reject(new Error(`${[command, ...args].join(' ')}: exit status ${status}\n${output}`)),
    );
  });
}

/** What takes long is shared: projects of one kind have the same packages. */
const installed = new Map();

async function install(folder, flag, env) {
  const modules = path.join(folder, 'node_modules');
  if (installed.has(flag)) return fs.symlinkSync(installed.get(flag), modules);
  await run('npm', ['install', '--no-audit', '--no-fund'], folder, env);
  installed.set(flag, modules);
}

async function createAndUse([template, language, flag], env) {
  const started = Date.now();
  const name = `${template}-${language}${flag}`.replaceAll('+', 'p').replaceAll('--', '-');
  const options = ['--template', template, '--language', language, flag];
  const created = await run('npm', ['create', 'actionrunner', name, '--', ...options], temporary, env);
  const folder = path.join(temporary, name);
  const listed = created.split('\n').filter((line) => line.startsWith(`${name}/`));
  const files = fs.readdirSync(folder, { recursive: true, withFileTypes: true }).filter((entry) => entry.isFile());
  if (listed.length !== files.length) throw new Error(`${files.length} files, but listed are:\n${created}`);
  await install(folder, flag, env);
  for (const script of ['lint', 'test', ...(all || flag === '--ts' ? ['check'] : [])]) {
    await run('npm', ['run', script], folder, env);
  }
  const elapsed = Date.now() - started;
  const bundled = await run('npm', ['run', 'bundle'], folder, env);
  // The action of the project must be able to warm the cache.
  if (!/Code cache/.test(bundled) || /does not run here/.test(bundled)) throw new Error(bundled);
  return `${name}: ${(elapsed / 1000).toFixed(1)} s`;
}

async function main() {
  fs.mkdirSync(path.join(temporary, 'tarballs'));
  const registry = await startRegistry(path.join(temporary, 'tarballs'));
  // Settings of the npm that runs this script are not those of the projects.
  const inherited = Object.entries(process.env).filter(
    ([name]) => !/^npm_(package_|lifecycle_|config_(local_prefix|workspace))/.test(name),
  );
  const env = {
    ...Object.fromEntries(inherited),
    npm_config_registry: `http://127.0.0.1:${registry.port}/`,
    npm_config_yes: 'true',
    npm_config_cache: path.join(temporary, 'cache'), // that of the user has earlier packages of the same version
  };
  let failures = 0;
  for (const project of [...PROJECTS, ...(all ? OTHERS.filter(([, program]) => isInstalled(program)) : [])]) {
    try {
      console.log(`ok      npm create actionrunner: ${await createAndUse(project, env)}`);
    } catch (error) {
      failures += 1;
      console.log(
        `FAILED  npm create actionrunner: ${project.join(' ')}\n${String(error.message).replace(/^/gm, '        ')}`,
      );
    }
  }
  await registry.close();
  process.exitCode = failures;
}

try {
  await main();
} finally {
  fs.rmSync(temporary, { recursive: true, force: true });
}
