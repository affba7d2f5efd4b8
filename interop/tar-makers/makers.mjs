/** The makers, each with the call that packs the project. It returns the path of the archive, unless that is the given one. */
import * as fs from 'node:fs';
import * as path from 'node:path';
import { createDebianEnvironment } from '../commands.mjs';

const json = JSON.stringify;

const debian = (id, name, version, set, program, args) => ({
  id,
  name,
  version,
  needs: [`debian/${set}`],
  pack: ({ archive, run, packages, project }) =>
    void run(path.join(packages[0], program), args({ archive, names: fs.readdirSync(project) }), {
      env: createDebianEnvironment(packages[0]),
    }),
});

const command = (id, name, version, program, args) => ({
  id,
  name,
  version,
  commands: [program],
  pack: ({ archive, run, project }) => void run(program, args({ archive, names: fs.readdirSync(project) })),
});

/** A library of npm, called by a program that has the names of all files and folders. */
const library = (set, text, { id = set, name = set } = {}) => ({
  id,
  name,
  needs: [`npm/${set}`],
  pack: ({ project, archive, packages, run }) => {
    const before = `
      const fs = require('node:fs'), path = require('node:path');
      const { pipeline } = require('node:stream/promises');
      const [project, archive, packages] = process.argv.slice(1);
      const load = require('node:module').createRequire(packages + '/x.js');
      const loadModule = (name) => import(require('node:url').pathToFileURL(load.resolve(name)).href);
      const names = fs.readdirSync(project, { recursive: true }).sort();
    `;
    run(process.execPath, ['-e', `${before};(async () => {${text}})()`, project, archive, packages[0]]);
  },
});

/** A copy of the project with a manifest. */
function prepare({ project, home }, target, more) {
  const folder = path.join(home, 'source');
  fs.cpSync(project, path.join(folder, target), { recursive: true, verbatimSymlinks: true });
  for (const [name, content] of Object.entries(more)) fs.writeFileSync(path.join(folder, name), content);
  return folder;
}

/** A package manager for Node.js: `args` get the path to write to. */
const packageManager = (id, name, set, program, args, written) => ({
  id,
  name,
  needs: [`npm/${set}`],
  pack: (context) => {
    const folder = prepare(context, '.', { 'package.json': json({ name: 'x', version: '1.0.0' }), 'yarn.lock': '' });
    const env = {
      ...process.env,
      HOME: context.home,
      npm_config_cache: path.join(context.home, 'cache'),
      YARN_ENABLE_TELEMETRY: '0',
    };
    const [root] = context.packages;
    const file = path.join(root, 'node_modules/.bin', program);
    context.run(file, args(context), { cwd: folder, env: { ...env, npm_config_update_notifier: 'false' } });
    return written === undefined ? undefined : path.join(context.home, written);
  },
});

const SDIST = `
import glob, os, shutil, sys
home, module, archive = sys.argv[1:4]
os.chdir(os.path.join(home, "source"))
os.mkdir(os.path.join(home, "dist"))
backend = __import__(module, fromlist=["build_sdist"])
backend.build_sdist(os.path.join(home, "dist"))
shutil.copy(glob.glob(os.path.join(home, "dist", "*.tar.gz"))[0], archive)
`;

const pyproject = (backend, more = '') =>
  `[build-system]\nrequires = []\nbuild-backend = "${backend}"\n[project]\nname = "pkg"\nversion = "1.0"\ndescription = "x"\n${more}`;

/** The sdist of a build backend, by its hook. */
const sdist = (set, module, more) => ({
  id: `sdist-${set.split(/[-_]/)[0]}`,
  name: `sdist of ${set}`,
  needs: [`pypi/${set}`],
  commands: ['python3'],
  pack: (context) => {
    prepare(context, 'pkg', {
      'pyproject.toml': pyproject(module, more),
      'pkg/__init__.py': '',
      'README.md': '',
      'MANIFEST.in': 'graft pkg\n',
    });
    const env = { ...process.env, PYTHONPATH: context.packages[0] };
    context.run('python3', ['-c', SDIST, context.home, module, context.archive], { env });
  },
});

export const MAKERS = [
  debian('tar', '`tar -cf`', '1.34', 'tar', 'bin/tar', ({ archive }) => ['-cf', archive, '.']),
  debian('busybox-tar', '`busybox tar`', '1.35.0', 'busybox', 'bin/busybox', ({ archive }) => [
    'tar',
    '-cf',
    archive,
    '.',
  ]),
  debian('bsdtar', '`bsdtar -cf`', '3.6.2', 'bsdtar', 'usr/bin/bsdtar', ({ archive, names }) => [
    '-cf',
    archive,
    ...names,
  ]),
  debian('7zz', '`7zz a -ttar`', '26.02', '7zip', 'usr/bin/7zz', ({ archive }) => ['a', '-ttar', archive, '.']),
  command('cmake', '`cmake -E tar`', '3.25', 'cmake', ({ archive, names }) => ['-E', 'tar', 'cf', archive, ...names]),
  command('python-tarfile', '`python -m tarfile -c`', 'Python 3', 'python3', ({ archive, names }) => [
    '-m',
    'tarfile',
    '-c',
    archive,
    ...names,
  ]),
  command('perl-archive-tar', "Perl's Archive::Tar", 'Perl 5', 'perl', ({ archive }) => [
    '-MArchive::Tar',
    '-MFile::Find',
    '-e',
    'my @n; find({ no_chdir => 1, wanted => sub { push @n, $_ if $_ ne "." } }, "."); Archive::Tar->create_archive($ARGV[0], 0, @n) or die',
    archive,
  ]),
  command('php-phardata', "PHP's PharData (tar)", 'PHP 8.2', 'php', ({ archive }) => [
    '-r',
    '$p = new PharData($argv[1], 0, null, Phar::TAR); $p->buildFromDirectory("."); $p->addEmptyDir("void");',
    archive,
  ]),
  {
    ...command('git-archive', '`git archive`', '2', 'git', () => []),
    pack: ({ archive, run, project }) => {
      run('git', ['init', '-q']);
      run('git', ['add', '.']);
      run('git', ['-c', 'user.name=x', '-c', 'user.email=x@example.org', 'commit', '-qm', 'x']);
      run('git', ['archive', '--format=tar', '-o', archive, 'HEAD']);
      fs.rmSync(path.join(project, '.git'), { recursive: true });
    },
  },
  {
    id: 'hg-archive',
    name: '`hg archive`',
    version: '6.3.2',
    needs: ['debian/mercurial'],
    commands: ['python3.11'],
    pack: ({ archive, run, packages }) => {
      const env = {
        ...process.env,
        PYTHONPATH: path.join(packages[0], 'usr/lib/python3/dist-packages'),
        HGENCODING: 'UTF-8',
        HGUSER: 'x',
      };
      const call = (...args) => run('python3.11', [path.join(packages[0], 'usr/bin/hg'), ...args], { env });
      call('init');
      call('commit', '--addremove', '-qm', 'x');
      call('archive', '-t', 'tar', '-p', '.', archive);
    },
  },
  {
    id: 'brz-export',
    name: '`brz export`',
    needs: ['pypi/breezy'],
    commands: ['python3'],
    pack: ({ archive, run, packages, home }) => {
      const env = {
        ...process.env,
        PYTHONPATH: packages[0],
        HOME: home,
        BRZ_EMAIL: 'x <x@example.org>',
        BRZ_LOG: '/dev/null',
      };
      const call = (...args) => run('python3', ['-m', 'breezy', ...args], { env });
      call('init', '-q');
      call('add', '-q');
      call('commit', '-qm', 'x');
      call('export', '-q', '--root=', archive);
    },
  },
  {
    id: 'erl-tar',
    name: "Erlang's `erl_tar:create`",
    version: '25.2.3',
    needs: ['debian/erlang-base'],
    pack: ({ archive, run, packages, project }) => {
      const root = path.join(packages[0], 'usr/lib/erlang');
      const list = fs.readdirSync(project).map((name) => `unicode:characters_to_list(<<"${name}"/utf8>>)`);
      const bin = path.join(
        root,
        fs.readdirSync(root).find((name) => name.startsWith('erts-')),
        'bin',
      );
      const env = { ...createDebianEnvironment(packages[0]), ROOTDIR: root, BINDIR: bin, EMU: 'beam', PROGNAME: 'erl' };
      run(
        path.join(bin, 'erlexec'),
        ['-noshell', '+fnu', '-eval', `ok = erl_tar:create("${archive}", [${list}]), halt().`],
        { env },
      );
    },
  },
  library(
    'nanotar',
    `const { createTar } = await loadModule('nanotar');
     const files = names.map((name) => ({ name, stat: fs.statSync(path.join(project, name)) }))
       .map(({ name, stat }) => (stat.isFile() ? { name, data: fs.readFileSync(path.join(project, name)) } : { name }));
     fs.writeFileSync(archive, createTar(files));`,
  ),
  library('tar', `await load('tar').create({ file: archive, cwd: project }, fs.readdirSync(project));`, {
    id: 'npm-tar',
    name: 'tar (npm)',
  }),
  library('tar-fs', `await pipeline(load('tar-fs').pack(project), fs.createWriteStream(archive));`),
  library(
    'archiver',
    `const { TarArchive } = await loadModule('archiver');
     const tar = new TarArchive();
     tar.directory(project, false);
     const done = pipeline(tar, fs.createWriteStream(archive));
     await tar.finalize();
     await done;`,
    { id: 'archiver-tar', name: 'archiver, `TarArchive`' },
  ),
  packageManager(
    'npm-pack',
    '`npm pack`',
    'npm',
    'npm',
    ({ home }) => ['pack', '--pack-destination', home],
    'x-1.0.0.tgz',
  ),
  packageManager(
    'pnpm-pack',
    '`pnpm pack`',
    'pnpm',
    'pnpm',
    ({ home }) => ['pack', '--pack-destination', home],
    'x-1.0.0.tgz',
  ),
  packageManager('yarn-pack', '`yarn pack` of Yarn 4', '@yarnpkg/cli-dist', 'yarn', ({ archive }) => [
    'pack',
    '--out',
    archive,
  ]),
  packageManager('yarn1-pack', '`yarn pack` of Yarn 1', 'yarn', 'yarn', ({ archive }) => [
    'pack',
    '--filename',
    archive,
  ]),
  packageManager(
    'bun-pack',
    '`bun pm pack`',
    'bun',
    'bun',
    ({ home }) => ['pm', 'pack', '--destination', home],
    'x-1.0.0.tgz',
  ),
  {
    id: 'deno-pack',
    name: '`deno pack`',
    needs: ['npm/deno'],
    pack: (context) => {
      const folder = prepare(context, '.', {
        'deno.json': json({ name: '@x/x', version: '1.0.0', exports: './main.ts' }),
        'main.ts': 'export const x: number = 1;\n',
      });
      const env = { ...process.env, HOME: context.home, DENO_DIR: path.join(context.home, 'deno') };
      const args = ['pack', '--allow-dirty', '--output', context.archive];
      context.run(path.join(context.packages[0], 'node_modules/.bin/deno'), args, { cwd: folder, env });
    },
  },
  {
    id: 'bun-archive',
    name: '`Bun.Archive`',
    needs: ['npm/bun'],
    pack: ({ run, project, archive, packages }) => {
      const text = `
        const fs = require('node:fs'), path = require('node:path');
        const [project, archive] = process.argv.slice(1);
        const names = fs.readdirSync(project, { recursive: true }).sort();
        const files = names.filter((name) => fs.statSync(path.join(project, name)).isFile());
        const content = Object.fromEntries(files.map((name) => [name, fs.readFileSync(path.join(project, name))]));
        await Bun.Archive.write(archive, content);`;
      run(path.join(packages[0], 'node_modules/.bin/bun'), ['-e', text, project, archive]);
    },
  },
  sdist('hatchling', 'hatchling.build'),
  sdist('setuptools', 'setuptools.build_meta', '[tool.setuptools]\npackages = ["pkg"]\n'),
  sdist('flit_core', 'flit_core.buildapi'),
  sdist('poetry-core', 'poetry.core.masonry.api'),
  sdist('pdm-backend', 'pdm.backend'),
  {
    id: 'sdist-uv',
    name: '`uv build --sdist`',
    needs: ['pypi/uv'],
    pack: (context) => {
      const folder = prepare(context, 'src/pkg', {
        'pyproject.toml': pyproject('uv_build').replace('[]', '["uv_build"]'),
        'src/pkg/__init__.py': '',
      });
      const args = ['build', '--sdist', '--offline', '--no-python-downloads', '-o', context.home];
      context.run(path.join(context.packages[0], 'bin/uv'), args, { cwd: folder });
      return path.join(context.home, 'pkg-1.0.tar.gz');
    },
  },
  {
    id: 'cargo-package',
    name: '`cargo package`',
    version: 'Cargo 1',
    commands: ['cargo'],
    pack: (context) => {
      const folder = prepare(context, '.', {
        'Cargo.toml': '[package]\nname = "x"\nversion = "1.0.0"\nedition = "2021"\n[lib]\npath = "lib.rs"\n',
        'lib.rs': '',
      });
      const env = { ...process.env, CARGO_TARGET_DIR: path.join(context.home, 'target') };
      context.run('cargo', ['package', '--quiet', '--allow-dirty', '--no-verify', '--offline'], { cwd: folder, env });
      return path.join(context.home, 'target/package/x-1.0.0.crate');
    },
  },
];
