/** What the makers of zips and of tars share: how they are run, the files that they pack, and programs that both kinds have. */
import * as fs from 'node:fs';
import * as path from 'node:path';
import { describeLack } from '../scripts/interop/lacking.js';
import { isInstalled } from '../scripts/programs.js';
import { createDebianEnvironment, runCommand } from './commands.mjs';
import { writeProject } from './project.mjs';

/**
 * Lets each maker pack the project, and adds a row for it.
 * @param makers each with `id`, `name`, `version`, `needs`, `commands` and `pack`, which returns the path of the archive unless it is the given one
 * @param archiveName the file name that makers are asked for
 * @param see returns the cells; gets the path of the archive and an empty folder of this maker
 */
export async function runMakers({ row, work, folder, missing }, makers, archiveName, see) {
  const rows = makers.map(({ id, name, version, needs, commands = [], pack }) => {
    const seeMaker = async (...packages) => {
      const lacking = commands.find((command) => !isInstalled(command));
      if (lacking !== undefined) throw missing(describeLack(lacking));
      const home = path.join(work, id);
      const project = path.join(home, 'project');
      writeProject(project);
      const archive = path.join(home, archiveName);
      const run = (command, args, options) => runCommand(command, args, missing, { cwd: project, ...options });
      return await see((await pack({ project, archive, home, packages, run, folder })) ?? archive, home);
    };
    return row({ id, name, version, needs, see: seeMaker });
  });
  await Promise.all(rows);
}

/** Copies the project, links as links, into a folder of `home` with more files. */
export function prepare({ project, home }, target, more = {}) {
  const folder = path.join(home, 'source');
  fs.cpSync(project, path.join(folder, target), { recursive: true, verbatimSymlinks: true });
  for (const [name, text] of Object.entries(more)) {
    fs.mkdirSync(path.dirname(path.join(folder, name)), { recursive: true });
    fs.writeFileSync(path.join(folder, name), text);
  }
  return folder;
}

/** Names of all files of a project; those of links too. */
export function files(project) {
  return fs
    .readdirSync(project, { recursive: true })
    .filter((name) => fs.statSync(path.join(project, name)).isFile())
    .sort();
}

/** The path of a program of a package of npm. */
export const binary = (packages, name) => path.join(packages[0], 'node_modules/.bin', name);

/** The manifest of a package of npm. */
export const PACKAGE_JSON = { 'package.json': JSON.stringify({ name: 'x', version: '1.0.0' }) };

/** A program in Rust that does nothing. */
export const CARGO_PROJECT = {
  'src/main.rs': 'fn main() {}\n',
  'Cargo.toml': '[package]\nname = "x"\nversion = "1.0.0"\nedition = "2021"\n',
};

/** The environment in which Python finds the packages of PyPI. */
export const createPythonEnvironment = (packages, more = {}) => ({
  ...process.env,
  ...more,
  PYTHONPATH: packages[0],
});

/** A `pyproject.toml` for a backend that is on the path already. */
export const pyproject = (backend, more = '') =>
  `[build-system]\nrequires = []\nbuild-backend = "${backend}"\n[project]\nname = "pkg"\nversion = "1.0"\ndescription = "x"\n${more}`;

/** A maker that is a program of a Debian package. `args` gets the context, and `names`: what is at the root of the project. */
export const debian = (id, name, version, set, program, args) => ({
  id,
  name,
  version,
  needs: [`debian/${set}`],
  pack: (context) =>
    void context.run(path.join(context.packages[0], program), args(withNames(context)), {
      env: createDebianEnvironment(...context.packages),
    }),
});

/** A maker that is a command of the machine, called with the same arguments. */
export const command = (id, name, version, program, args, needs) => ({
  id,
  name,
  version,
  needs,
  commands: [program],
  pack: (context) => void context.run(program, args(withNames(context))),
});

const withNames = (context) => ({ ...context, names: fs.readdirSync(context.project) });

/** A maker that is a library of npm: a program that calls it, in a process of its own, as some keep timers or handlers. */
export const library = (packageName, text, { id = packageName, name = packageName } = {}) => ({
  id,
  name,
  needs: [`npm/${packageName}`],
  pack: ({ project, archive, packages, run }) => {
    const before = `
      const fs = require('node:fs');
      const path = require('node:path');
      const { pipeline } = require('node:stream/promises');
      const [project, archive, packages] = process.argv.slice(1);
      const load = require('node:module').createRequire(packages + '/x.js');
      const loadModule = (name) => import(require('node:url').pathToFileURL(load.resolve(name)).href);
      const names = fs.readdirSync(project, { recursive: true }).sort();
      const files = names.filter((name) => fs.statSync(path.join(project, name)).isFile());
      const read = (name) => fs.readFileSync(path.join(project, name));
      const written = (stream) => new Promise((resolve, reject) => stream.on('close', resolve).on('error', reject));
      process.on('unhandledRejection', (error) => { console.error(error); process.exit(1); });
    `;
    run(process.execPath, ['-e', `${before};(async () => {${text}})()`, project, archive, packages[0]]);
  },
});

/** `git archive` in a format. */
export const gitArchive = (format) => ({
  id: 'git-archive',
  name: '`git archive`',
  version: '2',
  commands: ['git'],
  pack: ({ archive, run, project }) => {
    run('git', ['init', '-q']);
    run('git', ['add', '.']);
    run('git', ['-c', 'user.name=x', '-c', 'user.email=x@example.org', 'commit', '-qm', 'x']);
    run('git', ['archive', `--format=${format}`, '-o', archive, 'HEAD']);
    fs.rmSync(path.join(project, '.git'), { recursive: true });
  },
});

/** `hg archive` in a format. */
export const hgArchive = (format) => ({
  id: 'hg-archive',
  name: '`hg archive`',
  version: '6.3.2',
  needs: ['debian/mercurial'],
  commands: ['python3.11'],
  pack: ({ archive, run, project, packages }) => {
    const hg = path.join(packages[0], 'usr/bin/hg');
    const env = {
      ...process.env,
      PYTHONPATH: path.join(packages[0], 'usr/lib/python3/dist-packages'),
      HGENCODING: 'UTF-8',
      HGUSER: 'x',
    };
    const call = (...args) => run('python3.11', [hg, ...args], { env });
    call('init');
    call('commit', '--addremove', '-qm', 'x');
    call('archive', '-t', format, '-p', '.', archive);
    fs.rmSync(path.join(project, '.hg'), { recursive: true });
  },
});

/** `brz export`, which takes the format from the name of the archive. */
export const brzExport = (id) => ({
  id,
  name: '`brz export`',
  needs: ['pypi/breezy'],
  commands: ['python3'],
  pack: ({ archive, run, project, packages, home }) => {
    const more = { HOME: home, BRZ_EMAIL: 'x <x@example.org>', BRZ_LOG: '/dev/null' };
    const env = createPythonEnvironment(packages, more);
    const call = (...args) => run('python3', ['-m', 'breezy', ...args], { env });
    call('init', '-q');
    call('add', '-q');
    call('commit', '-qm', 'x');
    call('export', '-q', '--root=', archive);
    fs.rmSync(path.join(project, '.bzr'), { recursive: true });
  },
});

/** An expression of Erlang, made of the path of the archive and a list of what is at the root of the project. */
export const erlang = (id, name, expressionOf) => ({
  id,
  name,
  version: '25.2.3',
  needs: ['debian/erlang-base'],
  pack: ({ archive, run, packages, project }) => {
    const root = path.join(packages[0], 'usr/lib/erlang');
    const list = fs.readdirSync(project).map((file) => `unicode:characters_to_list(<<"${file}"/utf8>>)`);
    const runtime = fs.readdirSync(root).find((file) => file.startsWith('erts-'));
    const bin = path.join(root, runtime, 'bin');
    const env = {
      ...createDebianEnvironment(...packages),
      ROOTDIR: root,
      BINDIR: bin,
      EMU: 'beam',
      PROGNAME: 'erl',
    };
    const text = `${expressionOf(archive, `[${list.join(',')}]`)}, halt().`;
    run(path.join(bin, 'erlexec'), ['-noshell', '+fnu', '-eval', text], { env });
  },
});
