import * as fs from 'node:fs';
import { builtinModules } from 'node:module';
import * as path from 'node:path';
import { fileURLToPath } from 'node:url';
import { parse } from 'yaml';
import { tableRows } from '../scripts/markdown.js';

const ROOT = fileURLToPath(new URL('..', import.meta.url));

/**
 * The folders and top-level files of packages, lowest layer first: a file imports, types included, only from its own folder and from
 * the layers below.
 */
const LAYERS: Record<string, string[][]> = {
  core: [
    ['errors', 'signals', 'timings'],
    ['limits'],
    ['logs', 'archive'],
    ['protocol'],
    ['process'],
    ['delivery'],
    ['runner'],
    ['loop', 'proxy'],
    ['index', 'internal'],
  ],
  http: [
    ['node-http'],
    ['options', 'exchange', 'server'],
    ['single-entry'],
    ['routing'],
    ['check-health', 'serve'],
    ['serve-or-exit'],
    ['index'],
  ],
  images: [['image-error', 'parse-json'], ['container'], ['manifest', 'inspect'], ['index']],
};

/** Which of our packages each package may import. The conformance kit shares nothing with what it tests. */
const PACKAGE_IMPORTS: Record<string, string[]> = {
  '@actionrunner/core': [],
  '@actionrunner/conformance': [],
  '@actionrunner/http': ['@actionrunner/core'],
  '@actionrunner/images': ['@actionrunner/core'],
  '@actionrunner/runners': ['@actionrunner/core'],
  actionrunner: [
    '@actionrunner/conformance',
    '@actionrunner/core',
    '@actionrunner/http',
    '@actionrunner/images',
    '@actionrunner/runners',
  ],
};

interface Manifest {
  name: string;
  version: string;
  description?: string;
  license?: string;
  keywords?: string[];
  homepage?: string;
  bugs?: { url: string };
  repository?: { type: string; url: string; directory?: string };
  engines?: Record<string, string>;
  publishConfig?: Record<string, string>;
  bin?: Record<string, string>;
  exports?: Record<string, string | Record<string, string>>;
  dependencies?: Record<string, string>;
}

interface Import {
  specifier: string;
}

interface LockEntry {
  resolved?: string;
  optionalDependencies?: Record<string, string>;
}

const read = (file: string): string => fs.readFileSync(path.join(ROOT, file), 'utf8');
const readJson = <T>(file: string): T => JSON.parse(read(file)) as T;
const exists = (file: string): boolean => fs.existsSync(path.join(ROOT, file));

const packages = fs
  .readdirSync(path.join(ROOT, 'packages'))
  .map((name) => `packages/${name}`)
  .filter((folder) => exists(`${folder}/package.json`))
  .map((folder) => ({
    folder,
    manifest: readJson<Manifest>(`${folder}/package.json`),
    sources: filesBelow(`${folder}/src`).filter((file) => file.endsWith('.ts')),
  }));

function filesBelow(folder: string): string[] {
  if (!exists(folder)) return [];
  const entries = fs.readdirSync(path.join(ROOT, folder), { recursive: true, withFileTypes: true });
  const files = entries.filter((entry) => entry.isFile());
  return files.map((entry) => path.relative(ROOT, path.join(entry.parentPath, entry.name)));
}

/** The import and export statements of a file. A comment is no statement. */
function importsOf(file: string): Import[] {
  const code = read(file).replaceAll(/^\s*(\/\/|\/?\*).*$/gm, '');
  const statements = [...code.matchAll(/^(?:import|export)\s+(?:type\s+)?(?:[\w*{][^'";]*?\sfrom\s+)?'([^']+)'/gm)];
  const dynamic = [...code.matchAll(/\bimport\(\s*'([^']+)'/g)];
  return [...statements, ...dynamic].map((match) => ({ specifier: match[1] ?? '' }));
}

/** The source file that a relative specifier stands for. */
function resolveImport(file: string, specifier: string): string {
  return path.join(path.dirname(file), specifier.replace(/\.js$/, '.ts'));
}

const isRelative = ({ specifier }: Import): boolean => specifier.startsWith('.');

describe('imports', () => {
  const files = packages.flatMap(({ sources }) => sources);

  it('have no cycle, types included', () => {
    const graph = new Map(
      files.map((file) => [
        file,
        importsOf(file)
          .filter(isRelative)
          .map(({ specifier }) => resolveImport(file, specifier)),
      ]),
    );
    const done = new Set<string>();
    const visit = (file: string, trail: string[]): void => {
      if (trail.includes(file)) throw new Error([...trail.slice(trail.indexOf(file)), file].join(' -> '));
      if (done.has(file)) return;
      for (const next of graph.get(file) ?? []) visit(next, [...trail, file]);
      done.add(file);
    };
    for (const file of files) visit(file, []);
  });

  it('come from an index only in an index', () => {
    const offenders = files.filter((file) => path.basename(file) !== 'index.ts');
    expect(
      offenders.filter((file) => importsOf(file).some(({ specifier }) => /^\..*\/index\.js$/.test(specifier))),
    ).toEqual([]);
  });

  it.each(Object.entries(LAYERS))('of %s go to their own folder or to a layer below', (name, layers) => {
    const root = `packages/${name}/src`;
    const moduleOf = (file: string): string => path.relative(root, file).split(/[/.]/)[0] ?? '';
    const layerOf = (module: string): number => layers.findIndex((modules) => modules.includes(module));
    const files = filesBelow(root);
    expect(files.filter((file) => layerOf(moduleOf(file)) < 0)).toEqual([]);
    const upward = files.flatMap((file) =>
      importsOf(file)
        .filter(isRelative)
        .map(({ specifier }) => resolveImport(file, specifier))
        .filter((target) => moduleOf(target) !== moduleOf(file))
        .filter((target) => layerOf(moduleOf(target)) >= layerOf(moduleOf(file)))
        .map((target) => `${file} -> ${target}`),
    );
    expect(upward).toEqual([]);
  });
});

describe.each(packages)('$folder', ({ folder, manifest, sources }) => {
  it('imports only packages that it declares, and of ours only those below it', () => {
    const bare = sources.flatMap(importsOf).filter((entry) => !isRelative(entry));
    const names = bare.map(({ specifier }) => specifier.split('/', specifier.startsWith('@') ? 2 : 1).join('/'));
    const others = new Set(names.filter((name) => !name.startsWith('node:') && !builtinModules.includes(name)));
    const declared = Object.keys(manifest.dependencies ?? {});
    expect([...others].filter((name) => !declared.includes(name))).toEqual([]);
    const ours = declared.filter((name) => name in PACKAGE_IMPORTS);
    expect(ours.filter((name) => !PACKAGE_IMPORTS[manifest.name]?.includes(name))).toEqual([]);
  });

  it('has the version of the repository, also for our packages that it depends on', () => {
    const { version } = readJson<{ version: string }>('lerna.json');
    const ours = Object.entries(manifest.dependencies ?? {}).filter(([name]) => name in PACKAGE_IMPORTS);
    expect({ version: manifest.version, ours }).toEqual({ version, ours: ours.map(([name]) => [name, version]) });
  });

  it('exports and runs what exists', () => {
    const exported = Object.values(manifest.exports ?? {}).flatMap((target) =>
      typeof target === 'string' ? [target] : Object.values(target),
    );
    const targets = [...exported, ...Object.values(manifest.bin ?? {})];
    const files = targets.map((target) => {
      const source = target.replace(/^\.\/dist\/(.*?)(\.d\.ts|\.js)$/, 'src/$1.ts');
      return path.posix.join(folder, source);
    });
    expect(files.filter((file) => !exists(file))).toEqual([]);
  });

  it('says what it is, where it comes from and where to report a bug', () => {
    const root = readJson<Manifest>('package.json');
    const home = root.homepage?.replace('#readme', '');
    expect(manifest).toMatchObject({
      description: expect.stringMatching(/.{20}/),
      license: root.license,
      homepage: `${home}/tree/main/${folder}#readme`,
      bugs: { url: `${home}/issues` },
      // npm accepts a provenance statement only if this is the repository that published.
      repository: { type: 'git', url: `git+${home}.git`, directory: folder },
      engines: root.engines,
      publishConfig: { access: 'public' },
    });
    expect(manifest.keywords).toEqual(expect.arrayContaining(['openwhisk', 'knative', 'serverless', 'runtime']));
    expect(exists(`${folder}/README.md`)).toBe(true);
  });

  it('carries the licence of the repository', () => {
    expect(read(`${folder}/LICENSE`)).toBe(read('LICENSE'));
  });

  it('does not name the folder of this clone', () => {
    const clone = path.resolve(ROOT);
    // In a container the clone may be in a folder that the product itself knows, such as /action.
    const offenders = clone.split(path.sep).length > 2 ? sources.filter((file) => read(file).includes(clone)) : [];
    expect(offenders).toEqual([]);
  });
});

describe('decision records', () => {
  const folder = 'docs/adr';
  const records = fs.readdirSync(path.join(ROOT, folder)).filter((name) => /^\d{4}-/.test(name));

  it('are numbered without a gap', () => {
    expect(records.map((name) => Number(name.slice(0, 4)))).toEqual(records.map((_, index) => index + 1));
  });

  it('are in the index, each with its title and status', () => {
    const rows = tableRows(read(`${folder}/README.md`), 'record', 'status');
    const expected = records.map((name) => {
      const [, title] = /^# (.*)$/m.exec(read(`${folder}/${name}`)) ?? [];
      return `[${title}](${name})`;
    });
    expect(rows.map(([link]) => link)).toEqual(expected);
    const statuses = records.map((name) => /^## Status\n\n(\w+)/m.exec(read(`${folder}/${name}`))?.[1]?.toLowerCase());
    expect(rows.map(([, status]) => status?.split(/\W/)[0])).toEqual(statuses);
  });

  it.each(records)('%s has the five headings', (name) => {
    const headings = [...read(`${folder}/${name}`).matchAll(/^## (.*)$/gm)].map(([, heading]) => heading);
    expect(headings).toEqual(['Status', 'Context', 'Decision', 'Consequences', 'Alternatives']);
  });
});

describe('workflows', () => {
  const names = fs.readdirSync(path.join(ROOT, '.github/workflows'));
  const workflows = names.map((name) => ({ name, text: read(`.github/workflows/${name}`) }));

  it.each(workflows)('$name pins actions to a major version, and gives no more rights than it needs', ({ text }) => {
    const uses = [...text.matchAll(/uses: (\S+)/g)].map(([, action]) => action);
    expect(uses.filter((action) => !/^actions\/[\w-]+@v\d+$/.test(action ?? ''))).toEqual([]);
    expect((parse(text) as { permissions: unknown }).permissions).toEqual({ contents: 'read' });
  });

  it('run no script that does not exist', () => {
    const { scripts } = readJson<{ scripts: Record<string, string> }>('package.json');
    const all = workflows.map(({ text }) => text).join('\n');
    const run = [...all.matchAll(/\bnpm run ([\w:]+)/g)].map(([, script]) => script ?? '');
    expect(run.filter((script) => !(script in scripts))).toEqual([]);
    const files = [...all.matchAll(/\b(?:node|bash) ([\w./]+)/g)].map(([, file]) => file ?? '');
    expect(files.filter((file) => !exists(file))).toEqual([]);
  });
});

describe('package-lock.json', () => {
  const lock = readJson<{ packages: Record<string, LockEntry> }>('package-lock.json').packages;

  it('names no registry', () => {
    const addresses = Object.values(lock).flatMap(({ resolved }) => resolved ?? []);
    expect(addresses.filter((address) => address.includes(':'))).toEqual([]);
  });

  it('has the optional packages of every platform, without which npm ci fails', () => {
    // As Node looks a package up: beside the one that needs it, then in each node_modules above.
    const isLocked = (from: string, name: string): boolean => {
      if (`${from === '' ? '' : `${from}/`}node_modules/${name}` in lock) return true;
      return from !== '' && isLocked(from.slice(0, Math.max(0, from.lastIndexOf('/node_modules/'))), name);
    };
    const missing = Object.entries(lock).flatMap(([from, { optionalDependencies = {} }]) =>
      Object.keys(optionalDependencies).filter((name) => !isLocked(from, name)),
    );
    expect(missing).toEqual([]);
  });
});
