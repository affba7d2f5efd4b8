// Long because it begins with the tables of the layers and of the packages.
import * as fs from 'node:fs';
import { builtinModules } from 'node:module';
import * as path from 'node:path';
import { exists, filesBelow, ROOT, read, readJson } from './support/repository-files.js';

/**
 * The folders and top-level files of packages, lowest layer first: a file imports, types included, only from its own folder and from
 * the layers below.
 */
const LAYERS: Record<string, string[][]> = {
  core: [
    ['errors', 'linked-list', 'signals', 'timings'],
    ['limits', 'switches', 'content'],
    ['logs', 'archive'],
    ['protocol'],
    ['process'],
    ['shells'],
    ['forks'],
    ['delivery'],
    ['runner'],
    ['loop', 'proxy'],
    ['index', 'internal'],
  ],
  http: [
    ['node-http'],
    ['bundle'],
    ['options', 'exchange', 'server'],
    ['plain', 'single-entry'],
    ['routing'],
    ['rehearse'],
    ['check-health', 'serve'],
    ['serve-or-exit', 'internal'],
    ['index'],
  ],
  conformance: [
    ['report', 'conformance-error', 'deferred', 'version', 'bounds'],
    ['count-results', 'logs', 'client', 'manifest', 'reports'],
    ['target'],
    ['case'],
    ['cases', 'select-cases'],
    ['list-cases', 'run-conformance', 'conformance-suite', 'case-tables'],
    ['index'],
  ],
  workbench: [
    ['session', 'problems', 'limits'],
    ['messages'],
    ['runs', 'files'],
    ['server'],
    ['start-workbench'],
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
  '@actionrunner/workbench': [],
  actionrunner: [
    '@actionrunner/conformance',
    '@actionrunner/core',
    '@actionrunner/http',
    '@actionrunner/images',
    '@actionrunner/runners',
    '@actionrunner/workbench',
  ],
  'create-actionrunner': ['actionrunner'],
};

/** As many pairs of core's folders may import one from the other: what a newcomer has to keep in mind. */
const MOST_PAIRS = 50;

/** A file with more lines says at its top why it is not several. */
const MOST_LINES = 250;
const CODE = /\.(?:[cm]?js|tsx?|py|c|css|go|java|rs|sh)$/;
const CODE_FOLDERS = ['packages', 'scripts', 'interop', 'benchmarks', 'test', 'examples', 'findings'];

const INSTALLED_OR_BUILT =
  /(?:^|\/)(?:node_modules|dist|coverage|\.[^/]*)$|^packages\/(?:cli\/bundle|workbench\/assets)$/;

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
  peerDependencies?: Record<string, string>;
}

interface Import {
  specifier: string;
}

const packages = fs
  .readdirSync(path.join(ROOT, 'packages'))
  .map((name) => `packages/${name}`)
  .filter((folder) => exists(`${folder}/package.json`))
  .map((folder) => ({
    folder,
    manifest: readJson<Manifest>(`${folder}/package.json`),
    sources: filesBelow(`${folder}/src`).filter((file) => file.endsWith('.ts')),
  }));

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

/** The files with code in a folder and in its folders, without those that are installed or built. */
function codeBelow(folder: string): string[] {
  return fs.readdirSync(path.join(ROOT, folder), { withFileTypes: true }).flatMap((entry) => {
    const name = path.join(folder, entry.name);
    if (entry.isDirectory()) return INSTALLED_OR_BUILT.test(name) ? [] : codeBelow(name);
    return CODE.test(name) ? [name] : [];
  });
}

describe('files', () => {
  it(`with more than ${MOST_LINES} lines say why in a comment at their top, "Long because …", and no others do`, () => {
    const files = CODE_FOLDERS.flatMap(codeBelow);
    expect(files).toEqual(expect.arrayContaining(['scripts/setup.mjs', 'test/repository.test.ts']));
    const offenders = files.filter((file) => {
      const lines = read(file).trimEnd().split('\n');
      const gives = lines.slice(0, 10).some((line) => /^(?:#|\/[/*]| \*|[A-Z]).*\bLong because .{20}/.test(line));
      return gives !== lines.length > MOST_LINES;
    });
    expect(offenders).toEqual([]);
  });
});

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

  it('go between few pairs of folders of core', () => {
    const root = 'packages/core/src';
    const moduleOf = (file: string): string => path.relative(root, file).split(/[/.]/)[0] ?? '';
    // The two lists of what a package exports name every folder.
    const sources = filesBelow(root).filter((file) => !['index', 'internal'].includes(moduleOf(file)));
    const targets = sources.flatMap((file) =>
      importsOf(file)
        .filter(isRelative)
        .map(({ specifier }) => `${moduleOf(file)} -> ${moduleOf(resolveImport(file, specifier))}`)
        .filter((pair) => pair !== `${moduleOf(file)} -> ${moduleOf(file)}`),
    );
    const pairs = [...new Set(targets)].sort();
    if (pairs.length > MOST_PAIRS) {
      const remedy =
        'Pass a value or a function instead of importing it, or move the code into the folder that uses it';
      throw new Error(
        `${pairs.length} pairs of folders of core, at most ${MOST_PAIRS} are allowed. ${remedy}:\n${pairs.join('\n')}`,
      );
    }
    expect(pairs).toContain('runner -> process');
  });
});

describe.each(packages)('$folder', ({ folder, manifest, sources }) => {
  it('imports only packages that it declares, and of ours only those below it', () => {
    const bare = sources.flatMap(importsOf).filter((entry) => !isRelative(entry));
    const names = bare.map(({ specifier }) => specifier.split('/', specifier.startsWith('@') ? 2 : 1).join('/'));
    const others = new Set(names.filter((name) => !name.startsWith('node:') && !builtinModules.includes(name)));
    const declared = Object.keys({ ...manifest.dependencies, ...manifest.peerDependencies });
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
