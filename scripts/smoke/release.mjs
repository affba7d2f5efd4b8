/**
 * Goes through a release: the version is raised as `npm run release:version` does it, in a copy of the repository, and the tarballs in a folder are
 * published by the steps of the release workflow, to a registry on this machine, and installed from there: `node release.mjs <folder>`.
 */
import { spawn } from 'node:child_process';
import * as fs from 'node:fs';
import * as os from 'node:os';
import * as path from 'node:path';
import { parse } from 'yaml';
import { startRegistry } from './registry.mjs';

const ROOT = path.resolve(import.meta.dirname, '..', '..');
const TOKEN = 'a-token-of-the-test';
const [tarballs] = process.argv.slice(2);
if (tarballs === undefined) throw new Error('usage: node scripts/smoke/release.mjs <folder of the tarballs>');

const temporary = fs.mkdtempSync(path.join(os.tmpdir(), 'release-'));
const { jobs } = parse(fs.readFileSync(path.join(ROOT, '.github/workflows/release.yml'), 'utf8'));
const upstream = (await run('npm', ['config', 'get', 'registry'], ROOT)).trim();
const env = {
  npm_config_userconfig: path.join(temporary, 'npmrc'),
  npm_config_cache: path.join(temporary, 'cache'), // that of the user may have other packages of the same version
};

try {
  console.log(`version: ${await raiseVersion()}`);
  console.log(`publish: ${await publish()}`);
} finally {
  fs.rmSync(temporary, { recursive: true, force: true });
}

/** In a copy that has what is not committed, too. @returns the tag */
async function raiseVersion() {
  const copy = path.join(temporary, 'copy');
  const listed = await run('git', ['ls-files', '-z', '--cached', '--others', '--exclude-standard'], ROOT);
  for (const file of listed.split('\0').filter((name) => name && fs.existsSync(path.join(ROOT, name)))) {
    fs.cpSync(path.join(ROOT, file), path.join(copy, file), { verbatimSymlinks: true });
  }
  // A link to all of node_modules would let npm write into that of the repository.
  const modules = path.join(copy, 'node_modules');
  fs.mkdirSync(modules);
  for (const name of fs.readdirSync(path.join(ROOT, 'node_modules')).filter((each) => each !== '.package-lock.json')) {
    fs.symlinkSync(path.join(ROOT, 'node_modules', name), path.join(modules, name));
  }
  fs.appendFileSync(path.join(copy, '.gitignore'), '/node_modules\n');
  const git = (...args) => run('git', ['-c', 'user.name=A', '-c', 'user.email=a@example.com', ...args], copy);
  await git('init', '--quiet', '--initial-branch', 'main');
  await git('add', '--all');
  await git('commit', '--quiet', '--message', 'feat: all of it');
  const author = { GIT_AUTHOR_NAME: 'A', GIT_AUTHOR_EMAIL: 'a@example.com' };
  const committer = { GIT_COMMITTER_NAME: 'A', GIT_COMMITTER_EMAIL: 'a@example.com' };
  await run('npm', ['run', 'release:version', '--', 'minor', '--no-push', '--yes'], copy, { ...author, ...committer });

  const left = await git('status', '--porcelain');
  if (left) throw new Error(`what the release leaves is not committed:\n${left}`);
  const changed = (await git('diff', '--name-only', 'HEAD~1')).trim().split('\n');
  if (!changed.includes('package-lock.json'))
    throw new Error(`the versions in the lock file are the old ones: ${changed}`);
  await run(
    path.join(ROOT, 'node_modules/.bin/biome'),
    ['check', ...changed.filter((file) => file !== 'package-lock.json')],
    copy,
  );
  const tag = (await git('describe', '--tags', '--exact-match')).trim();
  await step(jobs.pack, 'The tag is the version', copy, { GITHUB_REF_NAME: tag });
  return tag;
}

/** @returns what the registry has then */
async function publish() {
  const registry = await startRegistry({ token: TOKEN, upstream });
  const settings = { ...env, npm_config_registry: registry.url };
  const folder = path.join(temporary, 'job');
  fs.cpSync(path.join(ROOT, 'scripts'), path.join(folder, 'scripts'), { recursive: true });
  fs.cpSync(tarballs, path.join(folder, 'tarballs'), { recursive: true });
  try {
    await step(jobs.publish, 'log in to the registry that npm uses', folder, { ...settings, NODE_AUTH_TOKEN: TOKEN });
    // A provenance statement needs the identity of a workflow that runs.
    const command = ['scripts/publish.mjs', 'tarballs'];
    const isStep = ({ run: line }) => line === `node ${command.join(' ')} --provenance`;
    if (!jobs.publish.steps.some(isStep)) throw new Error('the workflow does not publish as it is tried here');
    await run(process.execPath, command, folder, settings);
    const published = [...registry.published];
    const again = await run(process.execPath, command, folder, settings);
    const known = again.split('\n').filter((line) => line.endsWith(' is published already'));
    if (known.length !== published.length) throw new Error(`published once more: ${again}`);

    const project = path.join(temporary, 'project');
    fs.mkdirSync(project);
    fs.writeFileSync(path.join(project, 'package.json'), '{ "private": true }\n');
    await run('npm', ['install', '--no-audit', '--no-fund', 'actionrunner'], project, settings);
    await run('npx', ['actionrunner', '--version'], project, settings);
    return published.join(', ');
  } finally {
    await registry.close();
  }
}

/** Runs a step of the workflow as the platform does. */
async function step({ steps }, name, cwd, variables) {
  const { run: script } = steps.find((each) => each.name === name);
  await run('bash', ['-e', '-c', script], cwd, variables);
}

/** @returns its stdout. Not spawnSync: the registry is in this process. */
function run(command, args, cwd, variables = {}) {
  return new Promise((resolve, reject) => {
    const child = spawn(command, args, {
      cwd,
      env: { ...process.env, ...variables },
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    const output = { stdout: '', stderr: '' };
    for (const stream of /** @type {const} */ (['stdout', 'stderr'])) {
      child[stream].setEncoding('utf8').on('data', (text) => {
        output[stream] += text;
      });
    }
    child.once('error', reject);
    child.once('close', (status, signal) => {
      const title = [path.basename(command), ...args].join(' ');
      if (status === 0) resolve(output.stdout);
      else reject(new Error(`${title}: ${signal ?? `exit status ${status}`}\n${output.stdout}${output.stderr}`));
    });
  });
}
