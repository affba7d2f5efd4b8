import { createHash } from 'node:crypto';
import { readFileSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { basename, extname, join, resolve } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import type * as Esbuild from 'esbuild';

const LOADER = fileURLToPath(new URL('../../bin/bundle-loader.cjs', import.meta.url));

/** The lowest Node.js that the packages run on. */
const TARGET = 'node20.19';

/** What the loader passes to each module. */
const PARAMETERS = 'exports, require, module, __filename, __dirname, importMeta, importChunk';

/** Of unzipper, which requires it for archives in S3 only. */
const OPTIONAL_PACKAGES = ['@aws-sdk/client-s3'];

/** A second getter for each export, by which loaders of others see that it was an ES module: the loader takes the first ones. */
const COPY_OF_EXPORTS = /(?<=^module\.exports = )__toCommonJS\((\w+)\)(?=;$)/m;

/** How the variable begins that esbuild makes for an import, of a chunk or of Node.js: each use of the import repeats it. */
const IMPORT_VARIABLE = /\bimport_(?:chunk_(?=[0-9A-Z]{8}\b)|node_(?=\w))/g;
const SHORTER = '$_';

/** A module of Node.js: the variable that esbuild makes for it, and its name. */
const BUILTIN = /(?:, )?\b(import_node_\w+) = require\("(node:[\w/]+)"\)/g;

const ID_LENGTH = 16;

/** How programs are bundled. */
export interface BundleOptions {
  /** The folder of the project, with its package.json. */
  readonly project: string;
  /** Where the files go; it exists. */
  readonly outdir: string;
  /** Packages that are not bundled. */
  readonly external: readonly string[];
  /** Paths of modules, relative to the project, that programs import on demand, but soon: they and what they load are loaded with the program. */
  readonly preloaded?: readonly string[];
  /**
   * The address of a module whose files stay where they are, as an expression instead of its `import.meta.url`. Default: all modules have the
   * address of the program.
   */
  readonly locate?: (path: string) => string;
  /**
   * The programs do nothing when they are loaded, but export `start(cache)`, and `id`, which differs from that of any other bundle: a code cache
   * of one must not be used for another. Default: they start, with the code cache `NAME.bundle.cache` in their folder.
   */
  readonly deferred?: boolean;
}

/**
 * Bundles the modules of programs with esbuild. Each becomes `NAME.js`, the program, and `NAME.bundle.cjs`, the modules that it loads at its
 * start. What they import on demand is in files that they share.
 * @param entries paths of the modules, relative to the project
 * @returns the paths of the programs
 * @throws the error of esbuild; of Node.js, if esbuild is not installed in the project
 */
export async function bundlePrograms(
  entries: readonly string[],
  { project, outdir, external, preloaded = [], locate, deferred = false }: BundleOptions,
): Promise<string[]> {
  const esbuild = await loadEsbuild(project);
  const names = entries.map((entry) => basename(entry, extname(entry)));
  const { outputFiles, metafile } = await esbuild.build({
    absWorkingDir: project,
    entryPoints: Object.fromEntries(entries.map((entry, index) => [names[index], resolve(project, entry)])),
    bundle: true,
    splitting: true,
    platform: 'node',
    format: 'esm',
    target: TARGET,
    // Found here, the error says where it is.
    supported: { 'top-level-await': false },
    outdir,
    write: false,
    metafile: true,
    // Drops the comments; `toFunction` writes the lines again.
    minifyWhitespace: true,
    define: { 'import.meta': 'importMeta' },
    external: [...external, ...OPTIONAL_PACKAGES.filter((found) => !isInstalled(found, project))],
    plugins: locate ? [locateModules(locate)] : [],
    logLevel: 'silent',
  });
  const outputs = new Map(Object.entries(metafile.outputs).map(([path, output]) => [idOf(path), output.imports]));
  const functions = new Map<string, string>();
  for (const { path, text } of outputFiles) {
    functions.set(idOf(path), await toFunction(esbuild, text, outputs.get(idOf(path)) ?? []));
  }
  const soon = Object.entries(metafile.outputs).flatMap(([path, { entryPoint }]) =>
    entryPoint !== undefined && preloaded.includes(entryPoint) ? [idOf(path)] : [],
  );
  return names.map((name) => {
    const first = collect([name, ...soon], outputs, ['import-statement']);
    for (const id of collect([name], outputs, ['import-statement', 'dynamic-import'])) {
      if (!first.has(id)) writeFileSync(join(outdir, `${id}.cjs`), `(${functions.get(id)})\n`);
    }
    const modules = [...first].map((id) => `${JSON.stringify(id)}: ${functions.get(id)}`);
    const text = `({\n${modules.join(',\n')}\n})\n`;
    writeFileSync(join(outdir, `${name}.bundle.cjs`), text);
    const program = join(outdir, `${name}.js`);
    const end = deferred
      ? `exports.id = '${createHash('sha256').update(text).digest('hex').slice(0, ID_LENGTH)}';`
      : `Object.assign(exports, start(join(__dirname, \`\${name}.bundle.cache\`)));`;
    writeFileSync(program, `${readFileSync(LOADER, 'utf8')}${end}\n`);
    return program;
  });
}

type Imports = Esbuild.Metafile['outputs'][string]['imports'];

/** The name of an output, by which the loader knows it. */
function idOf(path: string): string {
  return basename(path, '.js');
}

/** Some outputs and what they import, directly or not, in one of some ways. */
function collect(
  start: readonly string[],
  outputs: ReadonlyMap<string, Imports>,
  kinds: readonly string[],
): Set<string> {
  const found = new Set(start);
  for (const id of found) {
    for (const { path, kind, external } of outputs.get(id) ?? []) {
      if (kinds.includes(kind) && !external) found.add(idOf(path));
    }
  }
  return found;
}

/** A CommonJS module as the text of a function. An ES module cannot have a code cache. */
async function toFunction(esbuild: typeof Esbuild, text: string, imports: Imports): Promise<string> {
  // The name of an ES module: imports of CommonJS get what Node.js gives them.
  const form = { format: 'cjs', platform: 'node', target: TARGET, sourcefile: 'module.mjs' } as const;
  // Less to compile; lines and names, which traces show, stay.
  const options = { ...form, minifySyntax: true };
  let { code } = await esbuild.transform(text, options);
  for (const { path, kind, external } of imports) {
    if (kind === 'dynamic-import' && !external) {
      code = code.replaceAll(`import("./${basename(path)}")`, `importChunk("${idOf(path)}")`);
    } else if (!external) {
      code = code.replaceAll(`require("./${basename(path)}")`, `require("./${idOf(path)}")`);
    }
  }
  // Without what made the copies, too.
  const rest = await esbuild.transform(code.replace(COPY_OF_EXPORTS, '$1'), { ...options, treeShaking: true });
  const merged = mergeBuiltins(rest.code);
  // Unless somebody has such names.
  const shorter = merged.includes(SHORTER) ? merged : merged.replaceAll(IMPORT_VARIABLE, () => SHORTER);
  return `function (${PARAMETERS}) {\n'use strict';\n${shorter}}`;
}

/** Loads each module of Node.js once: esbuild does it for each file that a chunk is made of, and a start waits for all of them. */
function mergeBuiltins(code: string): string {
  const variables = new Map<string, string>();
  const others = new Map<string, string>();
  const rest = code.replaceAll(BUILTIN, (text, variable: string, name: string) => {
    const first = variables.get(name);
    if (first === undefined) {
      variables.set(name, variable);
    } else if (text.startsWith(',')) {
      others.set(variable, first);
      return '';
    }
    return text;
  });
  return rest.replaceAll(/\bimport_node_\w+/g, (variable) => others.get(variable) ?? variable);
}

function locateModules(locate: (path: string) => string): Esbuild.Plugin {
  return {
    name: 'locate-modules',
    setup: (build) => {
      build.onLoad({ filter: /[.]js$/ }, ({ path }) => {
        const text = readFileSync(path, 'utf8');
        const contents = text.replaceAll('import.meta.url', () => locate(path));
        return contents === text ? undefined : { contents };
      });
    },
  };
}

async function loadEsbuild(project: string): Promise<typeof Esbuild> {
  const path = createRequire(join(project, 'package.json')).resolve('esbuild');
  const { default: esbuild } = (await import(pathToFileURL(path).href)) as { default: typeof Esbuild };
  return esbuild;
}

function isInstalled(name: string, project: string): boolean {
  try {
    createRequire(join(project, 'package.json')).resolve(name);
    return true;
  } catch {
    return false;
  }
}
