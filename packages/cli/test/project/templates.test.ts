import { spawnSync } from 'node:child_process';
import * as fs from 'node:fs';
import * as os from 'node:os';
import * as path from 'node:path';
import { fileURLToPath } from 'node:url';
import { readManifest, SAMPLES } from '@actionrunner/conformance';
import { parse } from 'yaml';
import { isInstalled } from '../../src/action/explain-runner.js';
import type { ProjectFile } from '../../src/project/plan-project.js';
import { PROJECTS, place } from './support.js';

const ROOT = fileURLToPath(new URL('../../../..', import.meta.url));
const BIN = path.join(ROOT, 'node_modules', '.bin');

/** The longest class that we call short. */
const MAX_RUNNER_LINES = 24;

const projects = new Map<string, readonly ProjectFile[]>();
let folder: string;

beforeAll(() => {
  folder = fs.mkdtempSync(path.join(os.tmpdir(), 'projects-'));
  fs.symlinkSync(path.join(ROOT, 'node_modules'), path.join(folder, 'node_modules'));
  for (const project of PROJECTS) {
    projects.set(project.name, place(folder, project));
  }
});

afterAll(() => fs.rmSync(folder, { recursive: true, force: true }));

/** Runs a program among the projects; its output is shown where it fails. */
function run(program: string, args: readonly string[], cwd = folder): void {
  const env = { PATH: process.env['PATH'], HOME: folder };
  const { status, stdout, stderr } = spawnSync(program, args, { cwd, env, encoding: 'utf8' });
  expect({ status, output: status === 0 ? '' : stdout + stderr }).toEqual({ status: 0, output: '' });
}

const textOf = (name: string, file: string): string =>
  projects.get(name)?.find(({ path: found }) => found === file)?.text ?? '';

it('the templates have every language of each, and no other', () => {
  const languages = fs.readdirSync(path.join(ROOT, 'packages/cli/templates/languages'));
  const expected = PROJECTS.map(({ template, languageName }) => `${template}-${languageName}`);
  expect(languages.sort()).toEqual([...new Set(expected)].sort());
});

describe.each(PROJECTS)('$name', ({ name, template, isTypeScript, language }) => {
  const extension = isTypeScript ? 'ts' : 'js';

  it('has all files of a project, and no place that is not filled', () => {
    const files = projects.get(name) ?? [];
    const paths = files.map((file) => file.path);
    const modules = ['health', 'runner.test', 'runner', 'server'].map((module) => `src/${module}.${extension}`);
    const [action = ''] = paths.filter((file) => file.startsWith('actions/'));
    expect(paths).toEqual(
      [
        ...['.dockerignore', '.github/workflows/ci.yml', '.gitignore', 'Dockerfile', 'README.md', 'biome.json'],
        ...['conformance.json', 'package.json', ...modules, action, ...(isTypeScript ? ['tsconfig.json'] : [])],
        ...(template === 'loop' ? [language.launcher, `conformance/samples${path.extname(language.source)}`] : []),
      ].sort(),
    );
    expect(path.extname(action)).toBe(path.extname(language.source));
    expect(files.filter(({ text }) => /\{\{\w/.test(text)).map((file) => file.path)).toEqual([]);
  });

  it('has a short runner', () => {
    expect(textOf(name, `src/runner.${extension}`).split('\n').length).toBeLessThan(MAX_RUNNER_LINES);
  });

  it('has a sample action for each ability that the conformance kit asks for', async () => {
    const manifest = await readManifest(path.join(folder, name, 'conformance.json'));
    expect(Object.keys(manifest.samples).sort()).toEqual(Object.keys(SAMPLES).sort());
    expect(manifest.name).toBe(name);
  });

  it('names in its README, its image and its workflow only what it has', () => {
    const has = (file: string): boolean =>
      fs.existsSync(path.join(folder, name, file.replace(/^\.\/dist\/(.*)\.js$/, 'src/$1.ts')));
    const named = [
      ...textOf(name, 'README.md').matchAll(/(?<=[ `])(?:\.\/)?(?:src|actions|conformance|dist|\.github)\/[\w./-]*/g),
    ];
    expect(named.length).toBeGreaterThan(5);
    expect(named.map(([file]) => file).filter((file) => !has(file))).toEqual([]);
    const { scripts } = JSON.parse(textOf(name, 'package.json')) as { scripts: Record<string, string> };
    const workflow = textOf(name, '.github/workflows/ci.yml');
    const used = `${workflow}${textOf(name, 'README.md')}${textOf(name, 'Dockerfile')}`;
    const called = [...used.matchAll(/(?:npm run|node --run) (\w+)/g)].map(([, script]) => script ?? '');
    expect(called.filter((script) => !(script in scripts))).toEqual([]);
    expect(parse(workflow)).toMatchObject({ permissions: { contents: 'read' }, jobs: { test: expect.any(Object) } });
    const uses = [...workflow.matchAll(/uses: (\S+)/g)].map(([, action]) => action);
    expect(uses.filter((action) => !/^actions\/[\w-]+@v\d+$/.test(action ?? ''))).toEqual([]);
  });

  it('has an image like ours: pinned bases, words, a user that is not root', () => {
    const lines = textOf(name, 'Dockerfile').split('\n');
    const all = (word: string): string[] => lines.filter((line) => line.startsWith(`${word} `));
    expect(all('FROM').filter((line) => !/^FROM (base|\S+:(?!latest)\S*\d\S*)( AS \w+)?$/.test(line))).toEqual([]);
    expect(['"/server/bundle/server.sh"', '"node", "/server/bundle/server.js"']).toContain(
      /^CMD \["tini", "--", (.*)\]$/.exec(all('CMD').join('\n'))?.[1],
    );
    expect([all('ENTRYPOINT'), all('USER')]).toEqual([['ENTRYPOINT []'], ['USER 1000:1000']]);
  });
});

const SCRIPTS = PROJECTS.filter(
  ({ template, isTypeScript, language }) =>
    template === 'script' && !isTypeScript && isInstalled(language.programs[0] as string),
);

it.each(SCRIPTS)('$name: the check of a source passes its action, and nothing broken', ({ name, language }) => {
  const check = (code: string | Buffer) => {
    fs.writeFileSync(path.join(folder, language.source), code);
    return spawnSync(language.programs[0] as string, language.args, { cwd: folder }).status;
  };
  const action = projects.get(name)?.find((file) => file.path.startsWith('actions/'));
  expect(check(action?.text ?? '')).toBe(0);
  expect(check(language.broken ?? '((((')).not.toBe(0);
  expect(check(Buffer.from('\xff\0\x01 neither a zip nor a program', 'latin1'))).not.toBe(0); // of the conformance kit
});

it('projects use the versions that this repository uses', () => {
  const { devDependencies: ours } = JSON.parse(fs.readFileSync(path.join(ROOT, 'package.json'), 'utf8'));
  for (const kind of ['ts', 'js']) {
    const { devDependencies, dependencies } = JSON.parse(textOf(`script-node-${kind}`, 'package.json'));
    const { actionrunner, ...others } = devDependencies;
    expect(others).toEqual(Object.fromEntries(Object.keys(others).map((name) => [name, ours[name]])));
    expect(actionrunner).toBe('^0.1.0');
    expect(dependencies).toEqual({ '@actionrunner/core': '^0.1.0', '@actionrunner/http': '^0.1.0' });
  }
});

it('all pass the type check and the lint of their own settings', () => {
  // In one start each: one project more takes no time.
  const { include: _, ...tsconfig } = JSON.parse(textOf('script-node-ts', 'tsconfig.json'));
  const compilerOptions = { ...tsconfig.compilerOptions, rootDir: '.', outDir: 'out' };
  fs.writeFileSync(path.join(folder, 'tsconfig.json'), JSON.stringify({ compilerOptions, include: ['*/src'] }));
  run(path.join(BIN, 'tsc'), ['-p', '.']);
  const settings = JSON.parse(textOf('script-node-ts', 'biome.json'));
  const nested = PROJECTS.map((project) => path.join(folder, project.folder, 'biome.json'));
  for (const file of nested) fs.rmSync(file);
  fs.writeFileSync(path.join(folder, 'biome.json'), `${JSON.stringify({ ...settings, vcs: {} })}\n`);
  run(path.join(BIN, 'biome'), ['check', '--error-on-warnings', ...PROJECTS.map((project) => project.folder)]);
});

it('projects pass their own tests: one of each template', () => {
  const compiled = path.join(folder, 'loop-python-ts', 'dist');
  fs.cpSync(path.join(folder, 'out', 'loop-python-ts', 'src'), compiled, { recursive: true });
  const tests = ['script-perl-js/src', 'compiled-c-js/src', 'loop-python-ts/dist', 'loop-node-js/src'];
  run(process.execPath, ['--test', ...tests.map((place) => `${place}/runner.test.js`)]);
});
