/**
 * The makers, each with the call that packs the project. It returns the path of the archive, unless that is the given one.
 * Long because most of it is the table of the makers.
 */
import * as fs from 'node:fs';
import * as path from 'node:path';
import {
  binary,
  brzExport,
  command,
  createPythonEnvironment,
  debian,
  erlang,
  gitArchive,
  hgArchive,
  library,
  PACKAGE_JSON,
  prepare,
  pyproject,
} from '../makers.mjs';

/** A package manager for Node.js: `args` get the path to write to. */
const packageManager = (id, name, set, program, args, written) => ({
  id,
  name,
  needs: [`npm/${set}`],
  pack: (context) => {
    const folder = prepare(context, '.', { ...PACKAGE_JSON, 'yarn.lock': '' });
    const env = {
      ...process.env,
      HOME: context.home,
      npm_config_cache: path.join(context.home, 'cache'),
      npm_config_update_notifier: 'false',
      YARN_ENABLE_TELEMETRY: '0',
    };
    context.run(binary(context.packages, program), args(context), { cwd: folder, env });
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
    const env = createPythonEnvironment(context.packages);
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
  debian('pax', '`pax -w`', '20201030', 'pax', 'bin/pax', ({ archive }) => ['-w', '-f', archive, '.']),
  {
    id: 'cpio-ustar',
    name: '`cpio -o -H ustar`',
    version: '2.13',
    needs: ['debian/cpio'],
    pack: ({ archive, run, packages, project }) => {
      const names = fs.readdirSync(project, { recursive: true }).sort().join('\n');
      run(path.join(packages[0], 'bin/cpio'), ['-o', '--quiet', '-H', 'ustar', '-F', archive], { input: names });
    },
  },
  command('gem-tar-writer', "RubyGems' TarWriter", 'Ruby 3.1', 'ruby', ({ archive }) => [
    '-rrubygems/package',
    '-e',
    `File.open(ARGV[0], "wb") { |io| Gem::Package::TarWriter.new(io) { |tar| Dir["**/*"].sort.each { |name|
       stat = File.lstat(name)
       if stat.symlink? then tar.add_symlink(name, File.readlink(name), stat.mode & 0777)
       elsif stat.directory? then tar.mkdir(name, stat.mode & 0777)
       else tar.add_file_simple(name, stat.mode & 0777, stat.size) { |entry| entry.write(File.binread(name)) }
       end } } }`,
    archive,
  ]),
  command(
    'ruby-minitar',
    "Ruby's minitar",
    '0.9',
    'ruby',
    ({ archive, packages }) => [
      `-I${packages[0]}/usr/share/rubygems-integration/all/gems/minitar-0.9/lib`,
      `-I${packages[0]}/usr/lib/ruby/vendor_ruby`,
      ...['-rarchive/tar/minitar', '-e'],
      'File.open(ARGV[0], "wb") { |io| Archive::Tar::Minitar.pack(Dir["*"].sort, io) }',
      archive,
    ],
    ['debian/ruby-minitar'],
  ),
  {
    id: 'ant-tar',
    name: "Ant's `<tar>`",
    needs: ['maven/org.apache.ant:ant'],
    commands: ['java'],
    pack: ({ archive, run, packages, project, folder }) =>
      void run('java', ['-cp', path.join(packages[0], '*'), path.join(folder, 'PackAntTar.java'), project, archive]),
  },
  {
    id: 'go-addfs',
    name: "Go's `tar.Writer`, `AddFS`",
    version: '1.26',
    commands: ['go'],
    pack: ({ archive, run, project, folder }) =>
      void run('go', ['run', path.join(folder, 'pack.go'), archive, project]),
  },
  gitArchive('tar'),
  hgArchive('tar'),
  brzExport('brz-export'),
  erlang('erl-tar', "Erlang's `erl_tar:create`", (archive, list) => `ok = erl_tar:create("${archive}", ${list})`),
  library(
    'nanotar',
    `const { createTar } = await loadModule('nanotar');
     const entries = names.map((name) => (files.includes(name) ? { name, data: read(name) } : { name }));
     fs.writeFileSync(archive, createTar(entries));`,
  ),
  library('tar', `await load('tar').create({ file: archive, cwd: project }, fs.readdirSync(project));`, {
    id: 'npm-tar',
    name: 'tar (npm)',
  }),
  library(
    'modern-tar',
    `const { packTar } = await loadModule('modern-tar/fs');
     await pipeline(packTar(project), fs.createWriteStream(archive));`,
  ),
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
        'deno.json': JSON.stringify({ name: '@x/x', version: '1.0.0', exports: './main.ts' }),
        'main.ts': 'export const x: number = 1;\n',
      });
      const env = { ...process.env, HOME: context.home, DENO_DIR: path.join(context.home, 'deno') };
      const args = ['pack', '--allow-dirty', '--output', context.archive];
      context.run(binary(context.packages, 'deno'), args, { cwd: folder, env });
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
      run(binary(packages, 'bun'), ['-e', text, project, archive]);
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
