/** Makers that are commands. */
import * as fs from 'node:fs';
import * as path from 'node:path';
import { CACHE } from '../../scripts/interop/install.js';
import { createDebianEnvironment } from '../commands.mjs';
import {
  brzExport,
  command,
  createPythonEnvironment,
  debian,
  erlang,
  files,
  gitArchive,
  hgArchive,
  pyproject,
} from '../makers.mjs';

const pythonScript = (text, id, name) =>
  command(id, name, 'Python 3', 'python3', ({ project, archive }) => ['-c', text, project, archive]);

/** A maker of PyPI: a program in Python that finds its package. */
const pypi = (set, text, { id = set, name = set, args = [] } = {}) => ({
  id,
  name,
  needs: [`pypi/${set}`],
  commands: ['python3'],
  pack: ({ archive, run, project, packages, home }) =>
    void run('python3', ['-c', text, project, archive, home, ...args], {
      env: createPythonEnvironment(packages),
    }),
});

const infoZip = (id, name, args) =>
  debian(id, name, '3.0', 'zip', 'usr/bin/zip', ({ archive }) => [...args, archive, '.']);

const WHEEL = `
import glob, os, shutil, sys
project, archive, home = sys.argv[1:4]
package = os.path.join(home, "source", "pkg")
shutil.copytree(project, package, symlinks=True)
open(os.path.join(package, "__init__.py"), "w").close()
os.chdir(os.path.join(home, "source"))
with open("pyproject.toml", "w") as file:
    file.write(sys.argv[4])
BUILD
shutil.copy(glob.glob(os.path.join(home, "dist", "*.whl"))[0], archive)
`;

/** The wheel of a build backend, by its hook. */
const wheel = (set, module, table, { id = `${set}-wheel`, name = `wheel of ${set}` } = {}) => {
  const build = `os.mkdir(os.path.join(home, "dist"))\nfrom ${module} import build_wheel\nbuild_wheel(os.path.join(home, "dist"))`;
  return pypi(set, WHEEL.replace('BUILD', build), { id, name, args: [pyproject(module, table)] });
};

export const TOOLS = [
  infoZip('zip', '`zip -r`', ['-qr']),
  infoZip('zip-y', '`zip -ry`', ['-qry']),
  infoZip('zip-fz', '`zip -fz`', ['-qr', '-fz']),
  {
    id: 'zip-pipe',
    name: '`zip -r -` into a pipe',
    version: '3.0',
    needs: ['debian/zip'],
    pack: ({ archive, run, packages }) =>
      void run('sh', ['-c', '"$0" -qr - . | cat >"$1"', path.join(packages[0], 'usr/bin/zip'), archive]),
  },
  pythonScript(
    'import shutil, sys; shutil.make_archive(sys.argv[2][:-4], "zip", sys.argv[1])',
    'python-make-archive',
    '`shutil.make_archive`',
  ),
  command('python-zipfile', '`python -m zipfile -c`', 'Python 3', 'python3', ({ archive, names }) => [
    ...['-m', 'zipfile', '-c'],
    archive,
    ...names,
  ]),
  pythonScript(
    `import os, sys, zipfile
with zipfile.ZipFile(sys.argv[2], "w") as archive:
    for folder, _, files in sorted(os.walk(sys.argv[1])):
        for name in sorted(files):
            path = os.path.join(folder, name)
            archive.writestr(os.path.relpath(path, sys.argv[1]), open(path, "rb").read())`,
    'python-writestr',
    '`ZipFile.writestr`',
  ),
  command('jar', '`jar cf`', 'Java 17', 'jar', ({ archive }) => ['cf', archive, '.']),
  debian('7zz', '`7zz a`', '26.02', '7zip', 'usr/bin/7zz', ({ archive }) => ['a', '-tzip', archive, '.']),
  debian('7zz-ppmd', '`7zz a -mm=PPMd`', '26.02', '7zip', 'usr/bin/7zz', ({ archive }) => [
    ...['a', '-tzip', '-mm=PPMd'],
    archive,
    '.',
  ]),
  debian('bsdtar', '`bsdtar --format zip`', '3.6.2', 'bsdtar', 'usr/bin/bsdtar', ({ archive, names }) => [
    ...['-c', '--format', 'zip', '-f'],
    archive,
    ...names,
  ]),
  gitArchive('zip'),
  hgArchive('zip'),
  {
    id: 'fossil-zip',
    name: '`fossil zip`',
    version: '2.21',
    needs: ['debian/fossil'],
    pack: ({ archive, run, packages, home, project }) => {
      const repository = path.join(home, 'x.fossil');
      const options = { cwd: project, env: { ...createDebianEnvironment(...packages), HOME: home, USER: 'x' } };
      const call = (...args) => run(path.join(packages[0], 'usr/bin/fossil'), args, options);
      call('init', repository);
      call('open', '-f', repository);
      call('settings', 'allow-symlinks', 'on');
      call('addremove');
      call('commit', '-m', 'x', '--no-warnings');
      call('zip', 'trunk', archive, '--name', 'x', '-R', repository);
      for (const name of ['.fslckout', '.fslckout-journal']) fs.rmSync(path.join(project, name), { force: true });
    },
  },
  brzExport('breezy-export'),
  debian(
    'bazel-zipper',
    "Bazel's `zipper cC`",
    '4.2.3',
    'bazel-bootstrap',
    'usr/libexec/x86_64-linux-gnu/bazel/zipper',
    ({ archive }) => ['cC', archive, 'exec', 'data.txt', 'empty.txt', 'nested/deep.txt', 'größe.txt', 'link', 'void/'],
  ),
  {
    id: 'ziptool',
    name: 'libzip (`ziptool add_file`)',
    version: '1.7.3',
    needs: ['debian/ziptool'],
    pack: ({ archive, run, packages, project }) => {
      const commands = files(project).flatMap((name) => ['add_file', name, path.join(project, name), '0', '-1']);
      run(path.join(packages[0], 'usr/bin/ziptool'), ['-n', archive, ...commands, 'add_dir', 'void'], {
        env: { ...createDebianEnvironment(...packages), POSIXLY_CORRECT: '1' },
      });
    },
  },
  debian('minizip', '`minizip`', '1.1', 'minizip', 'usr/bin/minizip', ({ archive, project }) => [
    archive,
    ...files(project),
  ]),
  command(
    'perl-archive-zip',
    "Perl's Archive::Zip",
    '1.68',
    'perl',
    ({ archive, packages }) => [
      `-I${packages[0]}/usr/share/perl5`,
      '-MArchive::Zip',
      '-e',
      'my $z = Archive::Zip->new; $z->addTree(".", ""); $z->writeToFileNamed($ARGV[0]) == 0 or die',
      archive,
    ],
    ['debian/libarchive-zip-perl'],
  ),
  command('perl-compress-zip', "Perl's IO::Compress::Zip", 'Perl 5', 'perl', ({ archive, project }) => [
    '-MIO::Compress::Zip=zip',
    '-e',
    'my $out = shift; zip([@ARGV] => $out) or die',
    archive,
    ...files(project),
  ]),
  command(
    'rubyzip',
    'rubyzip',
    '2.3.2',
    'ruby',
    ({ archive, packages }) => [
      '-I',
      `${packages[0]}/usr/share/rubygems-integration/all/gems/rubyzip-2.3.2/lib`,
      '-I',
      `${packages[0]}/usr/lib/ruby/vendor_ruby`,
      '-e',
      'require "zip"; Zip::File.open(ARGV[0], Zip::File::CREATE) { |z| Dir["**/*"].sort.each { |f| z.add(f, f) } }',
      archive,
    ],
    ['debian/ruby-zip'],
  ),
  command('php-phardata', "PHP's PharData (ZIP)", 'PHP 8.2', 'php', ({ archive }) => [
    '-r',
    '$p = new PharData($argv[1], 0, null, Phar::ZIP); $p->buildFromDirectory("."); $p->addEmptyDir("void"); $p->compressFiles(Phar::GZ);',
    archive,
  ]),
  {
    id: 'php-ziparchive',
    name: "PHP's ZipArchive",
    version: '8.2',
    needs: ['debian/php8.2-zip'],
    commands: ['php'],
    pack: ({ archive, run, packages, project }) => {
      const extension = path.join(packages[0], 'usr/lib/php/20220829/zip.so');
      const text =
        '$z = new ZipArchive; $z->open($argv[1], ZipArchive::CREATE); foreach (array_slice($argv, 2) as $f) $z->addFile($f, $f); $z->addEmptyDir("void"); $z->close();';
      run('php', ['-d', `extension=${extension}`, '-r', text, archive, ...files(project)], {
        env: createDebianEnvironment(...packages),
      });
    },
  },
  debian('sqlite3-archive', '`sqlite3 -A`', '3.40.1', 'sqlite3', 'usr/bin/sqlite3', ({ archive, names }) => [
    archive,
    '-Ac',
    ...names,
  ]),
  command('cmake-tar-zip', '`cmake -E tar --format=zip`', '3.25', 'cmake', ({ archive, names }) => [
    ...['-E', 'tar', 'cf'],
    archive,
    '--format=zip',
    ...names,
  ]),
  {
    id: 'tcllib-zip',
    name: "Tcllib's zipfile::mkzip",
    version: '1.21',
    needs: ['debian/tcllib'],
    commands: ['tclsh'],
    pack: ({ archive, run, packages, home }) => {
      const program = path.join(home, 'pack.tcl');
      fs.writeFileSync(
        program,
        'lappend auto_path [lindex $argv 0]\npackage require zipfile::mkzip\nencoding system utf-8\n::zipfile::mkzip::mkzip [lindex $argv 1] -directory .\n',
      );
      run('tclsh', [program, path.join(packages[0], 'usr/share/tcltk'), archive]);
    },
  },
  erlang('erlang-zip', "Erlang's `zip:create`", (archive, list) => `{ok, _} = zip:create("${archive}", ${list})`),
  java('ant-zip', "Ant's `<zip>`", 'maven/org.apache.ant:ant', 'PackAnt.java'),
  java('zip4j', 'zip4j', 'maven/net.lingala.zip4j:zip4j', 'PackZip4j.java'),
  java('java-zipfs', "Java's zip file system", undefined, 'PackFileSystem.java', ''),
  java('java-zipfs-posix', "Java's zip file system, with POSIX attributes", undefined, 'PackFileSystem.java', 'posix'),
  java(
    'commons-compress',
    'Commons Compress into a stream',
    'maven/org.apache.commons:commons-compress',
    'PackCompress.java',
  ),
  java('plexus-archiver', "Maven's plexus-archiver", 'maven/org.codehaus.plexus:plexus-archiver', 'PackPlexus.java'),
  java('sbt-native-packager', 'sbt-native-packager', 'maven/sbt-native-packager', 'PackSbt.java'),
  {
    id: 'go-create',
    name: "Go's `zip.Writer`, `Create`",
    version: '1.26',
    commands: ['go'],
    pack: ({ archive, run, project, folder }) =>
      void run('go', ['run', path.join(folder, 'pack.go'), archive, ...files(project)]),
  },
  {
    id: 'advzip',
    name: '`advzip -z` after `zip -ry`',
    version: '2.5',
    needs: ['debian/advancecomp', 'debian/zip'],
    pack: ({ archive, run, packages }) => {
      run(path.join(packages[1], 'usr/bin/zip'), ['-qry', archive, '.']);
      run(path.join(packages[0], 'usr/bin/advzip'), ['-q', '-z', archive], {
        env: createDebianEnvironment(...packages),
      });
    },
  },
  {
    id: 'dotnet',
    name: '`ZipFile` of .NET Core',
    version: '3.1',
    needs: ['pypi/dotnet'],
    commands: ['python3'],
    pack: ({ archive, run, project, packages, folder }) =>
      void run('python3', [path.join(folder, 'pack_dotnet.py'), packages[0], project, archive], {
        env: createPythonEnvironment(packages),
      }),
  },
  wheel('hatchling', 'hatchling.build', '', { id: 'hatch-wheel' }),
  wheel(
    'setuptools',
    'setuptools.build_meta',
    '[tool.setuptools]\npackages = ["pkg"]\n[tool.setuptools.package-data]\npkg = ["**"]\n',
    { id: 'setuptools-wheel' },
  ),
  wheel('flit_core', 'flit_core.buildapi', '', { id: 'flit-wheel', name: 'wheel of flit' }),
  wheel('poetry-core', 'poetry.core.masonry.api', '', { id: 'poetry-wheel', name: 'wheel of poetry' }),
  wheel('pdm-backend', 'pdm.backend', '', { id: 'pdm-wheel', name: 'wheel of pdm' }),
  {
    ...debian('ziptime', '`ziptime` after `zip -ry`', '10.0.0', 'ziptime', '', () => []),
    needs: ['debian/ziptime', 'debian/zip'],
    pack: ({ archive, run, packages }) => {
      run(path.join(packages[1], 'usr/bin/zip'), ['-qry', archive, '.']);
      run(path.join(packages[0], 'usr/bin/ziptime'), [archive]);
    },
  },
  {
    id: 'ruby-archive-zip',
    name: "Ruby's archive-zip",
    version: '0.11.0',
    needs: ['debian/ruby-archive-zip'],
    commands: ['ruby'],
    pack: ({ archive, run, packages }) =>
      void run('ruby', [
        `-I${packages[0]}/usr/lib/ruby/vendor_ruby`,
        '-e',
        'require "archive/zip"; Archive::Zip.archive(ARGV[0], ".")',
        archive,
      ]),
  },
  {
    id: 'mholt-archives',
    name: "Go's mholt/archives",
    version: '0.1.5',
    commands: ['go'],
    pack: ({ archive, run, project, folder }) =>
      void run('go', ['run', '-C', path.join(folder, 'archives'), '.', project, archive]),
  },
  rust('rust-zip', "Rust's zip, modes and links as options", '9.8.2', 'zip', ({ project, archive }) => [
    project,
    archive,
  ]),
  rust('rust-async-zip', "Rust's async_zip, streams", '0.0.19', 'async_zip', ({ project, archive }) => [
    archive,
    ...files(project),
  ]),
  java('zt-zip', 'zt-zip', 'maven/org.zeroturnaround:zt-zip', 'PackZtZip.java'),
  java('shrinkwrap', 'ShrinkWrap', 'maven/shrinkwrap', 'PackShrinkWrap.java'),
  java('zip4jvm', 'zip4jvm', 'maven/ru.oleg-cherednik.zip4jvm:zip4jvm', 'PackZip4jvm.java'),
];

function java(id, name, needs, program, argument = '') {
  return {
    id,
    name,
    ...(needs ? { needs: [needs] } : { version: 'Java 17' }),
    commands: ['java'],
    pack: ({ archive, run, packages, project, folder }) => {
      const classpath = packages.length > 0 ? ['-cp', path.join(packages[0], '*')] : [];
      run('java', [...classpath, path.join(folder, 'java', program), project, archive, argument]);
    },
  };
}

/** A program of the crate in `rust`, which is compiled once for all runs. */
function rust(id, name, version, program, args) {
  return {
    id,
    name,
    version,
    commands: ['cargo'],
    pack: (context) => {
      const target = path.join(CACHE, 'cargo-zip-makers');
      const manifest = path.join(context.folder, 'rust/Cargo.toml');
      const options = ['--quiet', '--locked', '--release', '--manifest-path', manifest, '--target-dir', target];
      context.run('cargo', ['build', ...options, '--bin', program]);
      context.run(path.join(target, 'release', program), args(context));
    },
  };
}
