import { spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import * as fs from 'node:fs';
import * as os from 'node:os';
import * as path from 'node:path';
import { text } from 'node:stream/consumers';
import { fileURLToPath } from 'node:url';

const ROOT = fileURLToPath(new URL('..', import.meta.url));
const INSTALLING = /^setup: installing the dependencies with npm ci \((.*)\)$/m;

/** The bundle of the small project: a copy of its module. */
const BUNDLE_COMMAND = `import * as fs from 'node:fs';
fs.mkdirSync(new URL('../packages/cli/bundle', import.meta.url), { recursive: true });
fs.writeFileSync(
  new URL('../packages/cli/bundle/main.js', import.meta.url),
  fs.readFileSync(new URL('../packages/cli/dist/index.js', import.meta.url)),
);
`;

/** A small project with the setup of this one: one package, and the same compiler. npm needs no registry for it. */
describe('scripts/setup.mjs', () => {
  let project: string;
  const file = (name: string) => path.join(project, name);
  const write = (name: string, content: string | object) => {
    fs.mkdirSync(path.dirname(file(name)), { recursive: true });
    fs.writeFileSync(file(name), typeof content === 'string' ? content : JSON.stringify(content));
  };
  const read = (name: string) => fs.readFileSync(file(name), 'utf8');

  /** Runs the setup. @returns its exit status, and what it says */
  async function setup(): Promise<{ status: number; said: string }> {
    const child = spawn(process.execPath, [file('scripts/setup.mjs')], { stdio: ['ignore', 'ignore', 'pipe'] });
    const [said, [status]] = await Promise.all([text(child.stderr), once(child, 'exit') as Promise<[number]>]);
    return { status, said };
  }
  const nothing = { status: 0, said: '' };

  beforeAll(() => {
    project = fs.mkdtempSync(path.join(os.tmpdir(), 'setup-test-'));
    fs.mkdirSync(file('scripts'));
    for (const name of ['setup.mjs', 'command-bundle.js']) {
      fs.copyFileSync(path.join(ROOT, 'scripts', name), file(`scripts/${name}`));
    }
    write('package.json', {
      private: true,
      type: 'module',
      workspaces: ['packages/*'],
      engines: { node: '>=20.19' },
      devDependencies: { typescript: `file:${path.join(ROOT, 'node_modules/typescript')}` },
    });
    write('tsconfig.json', { files: [], references: [{ path: 'packages/cli' }] });
    write('packages/cli/package.json', { name: 'cli', version: '1.0.0', type: 'module' });
    write('packages/cli/tsconfig.json', {
      compilerOptions: {
        rootDir: 'src',
        outDir: 'dist',
        tsBuildInfoFile: 'dist/.tsbuildinfo',
        composite: true,
        types: [],
      },
      include: ['src'],
    });
    write('packages/cli/src/index.ts', 'export const answer = 1;\n');
    write('scripts/bundle-command.mjs', BUNDLE_COMMAND);
    const args = ['install', '--package-lock-only', '--offline', '--no-audit', '--no-fund'];
    expect(spawnSync('npm', args, { cwd: project, encoding: 'utf8' })).toMatchObject({ status: 0 });
  });
  afterAll(() => fs.rmSync(project, { recursive: true, force: true }));
  afterEach(() => expect(fs.readdirSync(file('build'))).toEqual([]));

  it('installs and builds in a fresh clone, once however many call it, and then says nothing', async () => {
    const all = await Promise.all([setup(), setup(), setup()]);
    expect(all.map(({ status }) => status)).toEqual([0, 0, 0]);
    const reasons = all.flatMap(({ said }) => INSTALLING.exec(said)?.[1] ?? []);
    expect(reasons).toEqual(['node_modules is missing or incomplete']);
    expect(all.filter(({ said }) => said.includes('building cli'))).toHaveLength(1);
    expect(read('packages/cli/dist/index.js')).toContain('answer = 1');
    expect(read('packages/cli/bundle/main.js')).toContain('answer = 1');
    expect(await setup()).toEqual(nothing);
  });

  it('builds what has changed, what is missing and nothing that is gone', async () => {
    write('packages/cli/src/index.ts', 'export const answer = 2;\n');
    write('packages/cli/src/other.ts', 'export const other = 3;\n');
    expect(await setup()).toMatchObject({ status: 0 });
    expect(read('packages/cli/dist/index.js')).toContain('answer = 2');
    expect(read('packages/cli/bundle/main.js')).toContain('answer = 2');
    fs.rmSync(file('packages/cli/dist/index.js'));
    fs.rmSync(file('packages/cli/src/other.ts'));
    expect(await setup()).toMatchObject({ status: 0 });
    expect(fs.readdirSync(file('packages/cli/dist')).sort()).toEqual(['.tsbuildinfo', 'index.d.ts', 'index.js']);
    expect(await setup()).toEqual(nothing);
  });

  it('bundles a page again when something of it has changed, or is gone', async () => {
    write('packages/cli/page/app.ts', '1');
    write(
      'packages/cli/build.mjs',
      `import * as fs from 'node:fs';
const { dirname } = import.meta;
fs.mkdirSync(dirname + '/assets', { recursive: true });
fs.writeFileSync(dirname + '/assets/app.js', String(fs.readdirSync(dirname + '/page')));
`,
    );
    const bundled = { status: 0, said: expect.stringContaining('bundling the page of cli') };
    expect(await setup()).toEqual(bundled);
    expect(await setup()).toEqual(nothing);
    write('packages/cli/page/more.ts', '1');
    expect(await setup()).toEqual(bundled);
    fs.rmSync(file('packages/cli/page/app.ts'));
    expect(await setup()).toEqual(bundled);
    expect(read('packages/cli/assets/app.js')).toBe('more.ts');
    fs.rmSync(file('packages/cli/build.mjs'));
    expect(await setup()).toEqual(nothing);
  });

  it('fails when the compiler fails, until the source is right again', async () => {
    write('packages/cli/src/index.ts', 'export const answer: string = 2;\n');
    for (let time = 0; time < 2; time += 1) {
      const { status, said } = await setup();
      expect(status).not.toBe(0);
      expect(said).toMatch(/^setup: tsc -b failed: exit status \d$/m);
    }
    write('packages/cli/src/index.ts', 'export const answer = 4;\n');
    expect(await setup()).toMatchObject({ status: 0 });
  });

  it('installs again when the lock names another package, or for another platform', async () => {
    write('packages/two/package.json', { name: 'two', version: '1.0.0' });
    // As after a pull. `npm ci` refuses a lock that is not that of the packages.
    const lock = JSON.parse(read('package-lock.json')) as { packages: Record<string, object> };
    lock.packages['node_modules/two'] = { resolved: 'packages/two', link: true };
    lock.packages['packages/two'] = { version: '1.0.0' };
    write('package-lock.json', lock);
    expect(INSTALLING.exec((await setup()).said)?.[1]).toBe('package-lock.json changed');
    write('node_modules/.platform', 'plan9 mips, Node 8');
    expect(INSTALLING.exec((await setup()).said)?.[1]).toBe('installed for plan9 mips, Node 8');
    expect(await setup()).toEqual(nothing);
  });

  it('takes over the lock of a setup that was killed', async () => {
    const { pid } = spawnSync('true');
    write('build/setup.lock', String(pid));
    const all = await Promise.all([setup(), setup()]);
    expect(all.map(({ status }) => status)).toEqual([0, 0]);
  });
});
