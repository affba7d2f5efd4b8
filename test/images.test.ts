import { spawnSync } from 'node:child_process';
import * as fs from 'node:fs';
import * as os from 'node:os';
import * as path from 'node:path';
import { fileURLToPath } from 'node:url';
import { type Image, readCatalogue, selectImages } from '../scripts/images/catalogue.js';

const ROOT = fileURLToPath(new URL('..', import.meta.url));
const SCRIPT = path.join(ROOT, 'scripts', 'images.mjs');
const TIMEOUT_MS = 240_000;

/** An engine that has no image, and notes what it is to build: its arguments, the Dockerfile, and what the registry serves meanwhile. */
const ENGINE = `#!/usr/bin/env node
const fs = require('node:fs');
const path = require('node:path');
const args = process.argv.slice(2);
const after = (flag) => args[args.indexOf(flag) + 1];
if (args[0] === '--version') console.log(process.env.ENGINE_VERSION);
if (args[0] === 'build') note();

async function note() {
  const context = args.at(-1);
  const registry = after('--build-arg').replace('NPM_CONFIG_REGISTRY=', '');
  const manifest = path.join(context, 'package.json');
  const { dependencies = {} } = fs.existsSync(manifest) ? JSON.parse(fs.readFileSync(manifest, 'utf8')) : {};
  const served = [];
  for (const name of Object.keys(dependencies).filter((name) => name.startsWith('@actionrunner/'))) {
    const packument = await (await fetch(registry + encodeURIComponent(name))).json();
    const { dist } = packument.versions[packument['dist-tags'].latest];
    served.push([name, (await (await fetch(dist.tarball)).arrayBuffer()).byteLength > 1000]);
  }
  const built = { tag: after('-t'), args, dockerfile: fs.readFileSync(after('-f'), 'utf8'), served };
  fs.appendFileSync(process.env.ENGINE_NOTES, JSON.stringify(built) + '\\n');
}
`;

interface Built {
  readonly tag: string;
  readonly args: readonly string[];
  readonly dockerfile: string;
  readonly served: readonly [name: string, isTarball: boolean][];
}

describe('the catalogue of images', () => {
  const image = (name: string, base?: string): Image => ({ name, base, description: '', dockerfile: '', context: '' });
  const CATALOGUE = [image('child', 'parent'), image('grandchild', 'child'), image('other'), image('parent')];
  const namesOf = (images: readonly Image[]) => images.map(({ name }) => name);

  it('has the images of examples/images, with what their Dockerfiles say', () => {
    const catalogue = readCatalogue();
    expect(namesOf(catalogue)).toEqual(fs.readdirSync(path.join(ROOT, 'examples/images')).filter(isFolder).sort());
    expect(catalogue.filter(({ description }) => description === '')).toEqual([]);
    expect(catalogue.find(({ name }) => name === 'baked')?.base).toBe('native');
    expect(catalogue.find(({ name }) => name === 'native')?.base).toBeUndefined();
  });

  it('gives an image after those that it is built on, each once', () => {
    expect(namesOf(selectImages(['grandchild', 'parent'], CATALOGUE))).toEqual(['parent', 'child', 'grandchild']);
    expect(namesOf(selectImages([], CATALOGUE))).toEqual(['parent', 'child', 'grandchild', 'other']);
  });

  function isFolder(name: string): boolean {
    return fs.statSync(path.join(ROOT, 'examples/images', name)).isDirectory();
  }
});

describe('npm run images', () => {
  let folder: string;
  let notes: string;
  beforeEach(() => {
    folder = fs.mkdtempSync(path.join(os.tmpdir(), 'images-test-'));
    notes = path.join(folder, 'notes');
    fs.writeFileSync(path.join(folder, 'engine'), ENGINE, { mode: 0o755 });
  });
  afterEach(() => fs.rmSync(folder, { recursive: true }));

  const start = (args: readonly string[], env: Record<string, string | undefined>) => {
    const all = { ...process.env, ACTIONRUNNER_DOCKER: undefined, ACTIONRUNNER_CONTAINERS: folder, ...env };
    return spawnSync(process.execPath, args, { env: all, encoding: 'utf8', timeout: TIMEOUT_MS });
  };
  const images = (args: readonly string[], env = {}) => start([SCRIPT, ...args], env);
  const withEngine = (version: string) => ({
    ACTIONRUNNER_DOCKER: path.join(folder, 'engine'),
    ENGINE_VERSION: version,
    ENGINE_NOTES: notes,
    TMPDIR: folder,
  });
  const built = () =>
    fs
      .readFileSync(notes, 'utf8')
      .trim()
      .split('\n')
      .map((line) => JSON.parse(line) as Built);

  it('lists the names, a line each', () => {
    const { status, stdout, stderr } = images(['--list']);
    expect({ status, stderr }).toEqual({ status: 0, stderr: '' });
    const lines = stdout.trimEnd().split('\n');
    expect(lines).toHaveLength(readCatalogue().length);
    expect(lines).toContain('bash          Runs bash scripts as OpenWhisk actions');
  });

  it.each([
    ['pyton', 'unknown image "pyton"; did you mean "python"? Run "npm run images -- --list" for the names.'],
    ['zzzzzzzz', 'unknown image "zzzzzzzz". Run "npm run images -- --list" for the names.'],
  ])('refuses an unknown name with the nearest one: %s', (name, message) => {
    expect(images(['bash', name])).toMatchObject({ status: 1, stdout: '', stderr: `images: ${message}\n` });
  });

  it('refuses an unknown option', () => {
    expect(images(['--lst'])).toMatchObject({ status: 1, stderr: expect.stringContaining("Unknown option '--lst'") });
  });

  it('says what to do where no engine answers', () => {
    expect(images(['bash'], { PATH: folder })).toMatchObject({
      status: 1,
      stdout: '',
      stderr:
        'images: no container engine answers (docker: it is not installed; podman: it is not installed). Install or start docker or podman, or name another command with ACTIONRUNNER_DOCKER.\n' +
        'images: "bash scripts/containers/setup.sh" prepares a Debian machine, as root.\n',
    });
  });

  it('builds an image after that which it is built on, from the packages as they are now', () => {
    const { status, stdout, stderr } = images(['baked'], withEngine('Docker version 28.2.2'));
    expect({ status, stdout }).toEqual({ status: 0, stdout: 'actionrunner/native:0.1\nactionrunner/baked:0.1\n' });
    expect(stderr).toContain('images: building actionrunner/native:0.1, actionrunner/baked:0.1 with ');
    const [native, baked] = built();
    expect([native?.tag, baked?.tag]).toEqual(['actionrunner/native:0.1', 'actionrunner/baked:0.1']);
    expect(native?.dockerfile).toContain('RUN npm run bundle');
    expect(native?.served).toEqual(expect.arrayContaining([['@actionrunner/core', true]]));
    expect(native?.args).not.toContain('--format');
    expect(fs.readdirSync(folder).sort()).toEqual(['engine', 'notes']);
  });

  // As the script does it, for an image that installs nothing: all packages are packed above, which takes seconds.
  it("asks podman for Docker's format, which keeps the health check", () => {
    const from = (name: string) => JSON.stringify(path.join(ROOT, 'scripts', 'images', name));
    const code = `import { buildImages } from ${from('build.js')};
      import { selectImages } from ${from('catalogue.js')};
      import { findBuilder } from ${from('engine.js')};
      const packages = [${JSON.stringify(path.join(ROOT, 'packages', 'create-actionrunner'))}];
      const images = selectImages(['baked']).slice(-1);
      await buildImages({ images, engine: await findBuilder(), packages });`;
    const { status, stderr } = start(['--input-type=module', '-e', code], withEngine('podman version 5.4.0'));
    expect({ status, stderr }).toEqual({ status: 0, stderr: '' });
    expect(built()[0]?.args.join(' ')).toContain('--format docker');
    expect(fs.readdirSync(folder).sort()).toEqual(['engine', 'notes']);
  });
});
