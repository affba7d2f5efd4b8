/** Makers that are commands. */
import * as fs from 'node:fs';
import * as path from 'node:path';
import { createDebianEnvironment } from '../commands.mjs';

/** A maker from one Debian package that is called with arguments. */
function fromDebian(id, name, set, version, program, argumentsOf, options = {}) {
  const pack = ({ archive, project, packages, run, home }) => {
    const [root] = packages;
    run(path.join(root, program), argumentsOf({ archive, project, root, home }), {
      env: createDebianEnvironment(...packages),
      ...options.run,
    });
  };
  return { id, name, version, needs: [`debian/${set}`], pack };
}

const pythonScript = (text, id, name) => ({
  id,
  name,
  version: 'Python 3',
  commands: ['python3'],
  pack: ({ archive, run, project }) => void run('python3', ['-c', text, project, archive]),
});

/** A maker of PyPI: a program in Python that finds its package. */
const pypi = (set, text, { id = set, name = set, args = [] } = {}) => ({
  id,
  name,
  needs: [`pypi/${set}`],
  commands: ['python3'],
  pack: ({ archive, run, project, packages, home }) =>
    void run('python3', ['-c', text, project, archive, home, ...args], {
      env: { ...process.env, PYTHONPATH: packages[0] },
    }),
});

const INFO_ZIP = (id, name, args) =>
  fromDebian(id, name, 'zip', '3.0', 'usr/bin/zip', ({ archive }) => [...args, archive, '.']);

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
  const project = `[build-system]\nrequires = []\nbuild-backend = "${module}"\n[project]\nname = "pkg"\nversion = "1.0"\ndescription = "x"\n${table}`;
  return pypi(set, WHEEL.replace('BUILD', build), { id, name, args: [project] });
};

export const TOOLS = [
  INFO_ZIP('zip', '`zip -r`', ['-qr']),
  INFO_ZIP('zip-y', '`zip -ry`', ['-qry']),
  INFO_ZIP('zip-fz', '`zip -fz`', ['-qr', '-fz']),
  {
    ...fromDebian('zip-pipe', '`zip -r -` into a pipe', 'zip', '3.0', 'usr/bin/zip', () => []),
    pack: ({ archive, run, packages }) =>
      void run('sh', ['-c', '"$0" -qr - . | cat >"$1"', path.join(packages[0], 'usr/bin/zip'), archive]),
  },
  pythonScript(
    'import shutil, sys; shutil.make_archive(sys.argv[2][:-4], "zip", sys.argv[1])',
    'python-make-archive',
    '`shutil.make_archive`',
  ),
  {
    id: 'python-zipfile',
    name: '`python -m zipfile -c`',
    version: 'Python 3',
    commands: ['python3'],
    pack: ({ archive, run, project }) =>
      void run('python3', ['-m', 'zipfile', '-c', archive, ...fs.readdirSync(project)]),
  },
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
  {
    id: 'jar',
    name: '`jar cf`',
    version: 'Java 17',
    commands: ['jar'],
    pack: ({ archive, run }) => void run('jar', ['cf', archive, '.']),
  },
  fromDebian('7zz', '`7zz a`', '7zip', '26.02', 'usr/bin/7zz', ({ archive }) => ['a', '-tzip', archive, '.']),
  fromDebian('7zz-ppmd', '`7zz a -mm=PPMd`', '7zip', '26.02', 'usr/bin/7zz', ({ archive }) => [
    'a',
    '-tzip',
    '-mm=PPMd',
    archive,
    '.',
  ]),
  fromDebian('bsdtar', '`bsdtar --format zip`', 'bsdtar', '3.6.2', 'usr/bin/bsdtar', ({ archive, project }) => [
    '-c',
    '--format',
    'zip',
    '-f',
    archive,
    ...fs.readdirSync(project),
  ]),
  {
    id: 'git-archive',
    name: '`git archive`',
    version: '2',
    commands: ['git'],
    pack: ({ archive, run, project }) => {
      run('git', ['init', '-q']);
      run('git', ['add', '.']);
      run('git', ['-c', 'user.name=x', '-c', 'user.email=x@example.org', 'commit', '-qm', 'x']);
      run('git', ['archive', '--format=zip', '-o', archive, 'HEAD']);
      fs.rmSync(path.join(project, '.git'), { recursive: true });
    },
  },
  {
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
      const call = (...args) => run('python3.11', [hg, ...args], { cwd: project, env });
      call('init');
      call('commit', '--addremove', '-qm', 'x');
      call('archive', '-t', 'zip', archive, '-p', '.');
      fs.rmSync(path.join(project, '.hg'), { recursive: true });
    },
  },
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
  {
    id: 'breezy-export',
    name: '`brz export`',
    needs: ['pypi/breezy'],
    commands: ['python3'],
    pack: ({ archive, run, project, packages, home }) => {
      const env = {
        ...process.env,
        PYTHONPATH: packages[0],
        HOME: home,
        BRZ_EMAIL: 'x <x@example.org>',
        BRZ_LOG: '/dev/null',
      };
      const call = (...args) => run('python3', ['-m', 'breezy', ...args], { cwd: project, env });
      call('init', '-q');
      call('add', '-q');
      call('commit', '-qm', 'x');
      call('export', '-q', '--root=', archive);
      fs.rmSync(path.join(project, '.bzr'), { recursive: true });
    },
  },
  fromDebian(
    'bazel-zipper',
    "Bazel's `zipper cC`",
    'bazel-bootstrap',
    '4.2.3',
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
  {
    ...fromDebian('minizip', '`minizip`', 'minizip', '1.1', '', () => []),
    pack: ({ archive, run, packages, project }) =>
      void run(path.join(packages[0], 'usr/bin/minizip'), [archive, ...files(project)], {
        env: createDebianEnvironment(...packages),
      }),
  },
  {
    id: 'perl-archive-zip',
    name: "Perl's Archive::Zip",
    version: '1.68',
    needs: ['debian/libarchive-zip-perl'],
    commands: ['perl'],
    pack: ({ archive, run, packages }) =>
      void run('perl', [
        `-I${packages[0]}/usr/share/perl5`,
        '-MArchive::Zip',
        '-e',
        'my $z = Archive::Zip->new; $z->addTree(".", ""); $z->writeToFileNamed($ARGV[0]) == 0 or die',
        archive,
      ]),
  },
  {
    id: 'perl-compress-zip',
    name: "Perl's IO::Compress::Zip",
    version: 'Perl 5',
    commands: ['perl'],
    pack: ({ archive, run, project }) =>
      void run('perl', [
        '-MIO::Compress::Zip=zip',
        '-e',
        'my $out = shift; zip([@ARGV] => $out) or die',
        archive,
        ...files(project),
      ]),
  },
  {
    id: 'rubyzip',
    name: 'rubyzip',
    version: '2.3.2',
    needs: ['debian/ruby-zip'],
    commands: ['ruby'],
    pack: ({ archive, run, packages }) =>
      void run('ruby', [
        '-I',
        `${packages[0]}/usr/share/rubygems-integration/all/gems/rubyzip-2.3.2/lib`,
        '-I',
        `${packages[0]}/usr/lib/ruby/vendor_ruby`,
        '-e',
        'require "zip"; Zip::File.open(ARGV[0], Zip::File::CREATE) { |z| Dir["**/*"].sort.each { |f| z.add(f, f) } }',
        archive,
      ]),
  },
  {
    id: 'php-phardata',
    name: "PHP's PharData (ZIP)",
    version: 'PHP 8.2',
    commands: ['php'],
    pack: ({ archive, run }) =>
      void run('php', [
        '-r',
        '$p = new PharData($argv[1], 0, null, Phar::ZIP); $p->buildFromDirectory("."); $p->addEmptyDir("void"); $p->compressFiles(Phar::GZ);',
        archive,
      ]),
  },
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
  {
    id: 'sqlite3-archive',
    name: '`sqlite3 -A`',
    version: '3.40.1',
    needs: ['debian/sqlite3'],
    pack: ({ archive, run, packages, project }) =>
      void run(path.join(packages[0], 'usr/bin/sqlite3'), [archive, '-Ac', ...fs.readdirSync(project)], {
        env: createDebianEnvironment(...packages),
      }),
  },
  {
    id: 'cmake-tar-zip',
    name: '`cmake -E tar --format=zip`',
    version: '3.25',
    commands: ['cmake'],
    pack: ({ archive, run, project }) =>
      void run('cmake', ['-E', 'tar', 'cf', archive, '--format=zip', ...fs.readdirSync(project)]),
  },
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
  {
    id: 'erlang-zip',
    name: "Erlang's `zip:create`",
    version: '25.2.3',
    needs: ['debian/erlang-base'],
    pack: ({ archive, run, packages, project }) => {
      const root = path.join(packages[0], 'usr/lib/erlang');
      const list = `[${fs
        .readdirSync(project)
        .map((name) => `unicode:characters_to_list(<<"${name}"/utf8>>)`)
        .join(',')}]`;
      const text = `{ok, _} = zip:create("${archive}", ${list}), halt().`;
      const beam = fs.readdirSync(root).find((name) => name.startsWith('erts-'));
      const env = {
        ...createDebianEnvironment(...packages),
        ROOTDIR: root,
        BINDIR: path.join(root, beam, 'bin'),
        EMU: 'beam',
        PROGNAME: 'erl',
      };
      run(path.join(root, beam, 'bin/erlexec'), ['-noshell', '+fnu', '-eval', text], { env });
    },
  },
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
    ...fromDebian('advzip', '`advzip -z` after `zip -ry`', 'advancecomp', '2.5', '', () => []),
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
        env: { ...process.env, PYTHONPATH: packages[0] },
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
];

/** Names of all files of a project; those of links too. */
export function files(project) {
  return fs
    .readdirSync(project, { recursive: true })
    .filter((name) => fs.statSync(path.join(project, name)).isFile())
    .sort();
}

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
