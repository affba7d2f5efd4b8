import { readdirSync, readFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { type Selection, usualProgram } from './select-language.js';

const TEMPLATES_FOLDER = fileURLToPath(new URL('../../templates', import.meta.url));

/** What a new project is. */
export interface Project extends Selection {
  /** The name of the package. */
  readonly name: string;
  /** The name of the folder. */
  readonly folder: string;
  /** Whether the runtime itself is written in TypeScript, or else in JavaScript. */
  readonly isTypeScript: boolean;
  /** The version of our packages. */
  readonly version: string;
}

/** A file of a project. */
export interface ProjectFile {
  /** Relative to the project, with slashes. */
  readonly path: string;
  readonly text: string;
}

/** Names of templates that npm would not publish under the name of the file, or that tools here would take for their own files. */
const RENAMED: Readonly<Record<string, string>> = {
  dockerignore: '.dockerignore',
  gitignore: '.gitignore',
  'ci.yml': '.github/workflows/ci.yml',
  'readme.txt': 'README.md',
};

/** The files of a new project, in the order of their paths. */
export function planProject(project: Project): ProjectFile[] {
  const { template, languageName, isTypeScript } = project;
  const files = [
    ...readTemplates('project'),
    ...readTemplates(isTypeScript ? 'typescript' : 'javascript').flatMap((file) => placeModule(file, template)),
    ...readTemplates(`languages/${template}-${languageName}`),
  ];
  const action = files.find(({ path }) => path.startsWith('actions/'));
  const values = describeProject(project, basename(action?.path ?? ''));
  return files
    .map(({ path, text }) => ({ path, text: fill(text, values) }))
    .sort((one, other) => (one.path < other.path ? -1 : 1));
}

function readTemplates(folder: string): ProjectFile[] {
  const root = join(TEMPLATES_FOLDER, folder);
  const entries = readdirSync(root, { recursive: true, withFileTypes: true }).filter((entry) => entry.isFile());
  return entries.map((entry) => {
    const file = join(entry.parentPath, entry.name);
    const path = file.slice(root.length + 1).replaceAll('\\', '/');
    return { path: RENAMED[path] ?? path.replace('.template.', '.'), text: readFileSync(file, 'utf8') };
  });
}

/** Modules go to `src`; of the runners only that of the template, as `src/runner`. */
function placeModule(file: ProjectFile, template: string): ProjectFile[] {
  const { path, text } = file;
  if (path.endsWith('.json')) {
    return [file];
  }
  const [, kind] = /^(\w+)-runner\./.exec(path) ?? [];
  const isWanted = kind === undefined || kind === template;
  return isWanted ? [{ path: `src/${path.replace(`${template}-`, '')}`, text }] : [];
}

/** What the places in the templates are filled with. */
function describeProject(project: Project, action: string): Readonly<Record<string, string | readonly string[]>> {
  const { name, folder, version, template, language, command, isTypeScript } = project;
  const [program = '', ...options] = command;
  const isUsual = program === usualProgram(language);
  const packages = [...language.packages, ...(isUsual ? [] : [basename(program)])];
  const { launcher } = template === 'loop' ? language : {};
  const row = (file: string, meaning: string) => `| \`${file}\` | ${meaning} |\n`;
  const runner = isTypeScript ? './dist/runner.js' : './src/runner.js';
  return {
    name,
    folder,
    version,
    title: language.title,
    extension: isTypeScript ? 'ts' : 'js',
    base: launcher === undefined ? 'ActionRunner' : 'ActionLoopRunner',
    source: language.source,
    command,
    program,
    args: [...language.args.filter((word) => !options.includes(word)), ...(template === 'compiled' ? options : [])],
    launcher: launcher ?? '',
    broken: language.broken ?? '((((',
    action,
    requirement: program === 'node' ? '' : `, and \`${program}\``,
    invoke: `${isTypeScript ? 'npm run build\n' : ''}npx actionrunner invoke actions/${action} --runner ${runner} -p name James`,
    readmeLauncher: launcher === undefined ? '' : row(launcher, 'loads an action, and calls it for each message'),
    readmeSamples: launcher === undefined ? '' : row('conformance/', 'the functions that it names'),
    ciPackages:
      packages.length === 0
        ? ''
        : `\n      - run: sudo apt-get update && sudo apt-get install -y --no-install-recommends ${packages.join(' ')}`,
    dockerPackages: [...new Set([...packages, 'tini'])]
      .sort()
      .map((each) => `    ${each} \\`)
      .join('\n'),
    dockerLauncher: launcher === undefined ? '' : `COPY ${launcher} /server/\n`,
    // The script starts a shell for the first activation, which a loop does not need.
    dockerServer: launcher === undefined ? '"/server/bundle/server.sh"' : '"node", "/server/bundle/server.js"',
    dockerVariable: language.variable === undefined ? '' : ` \\\n    ${language.variable}`,
  };
}

/** Replaces each `{{name}}`; one that is alone in quotes may become several words in quotes. */
function fill(text: string, values: Readonly<Record<string, string | readonly string[]>>): string {
  const lookUp = (name: string): string | readonly string[] => {
    const value = values[name];
    if (value === undefined) {
      throw new Error(`A template has the unknown place {{${name}}}.`);
    }
    return value;
  };
  return text
    .replaceAll(/'\{\{(\w+)\}\}'/g, (_, name: string) => [lookUp(name)].flat().map(quote).join(', '))
    .replaceAll(/\{\{(\w+)\}\}/g, (_, name: string) => String(lookUp(name)));
}

function quote(word: string): string {
  return /['\\]/.test(word) ? JSON.stringify(word) : `'${word}'`;
}
