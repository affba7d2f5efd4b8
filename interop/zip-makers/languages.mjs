/** Makers that are libraries of other languages than JavaScript and Python. */
import * as fs from 'node:fs';
import * as path from 'node:path';
import { CACHE } from '../../scripts/interop/registries.js';
import { createDebianEnvironment } from '../commands.mjs';
import { command, createPythonEnvironment, erlang, files } from '../makers.mjs';

/** Makers that work on a jar get one that keeps all. */
const PLEXUS = 'maven/org.codehaus.plexus:plexus-archiver';
const SPRING = 'maven/org.springframework.boot:spring-boot-loader-tools';

export const LANGUAGES = [
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
  erlang(
    'escript',
    "Erlang's `escript:create`",
    (archive, list) => `ok = escript:create("${archive}", [shebang, {archive, ${list}, []}])`,
  ),
  java('ant-zip', "Ant's `<zip>`", 'maven/org.apache.ant:ant', 'PackAnt.java'),
  java('zip4j', 'zip4j', 'maven/net.lingala.zip4j:zip4j', 'PackZip4j.java'),
  java('java-zipfs', "Java's zip file system", undefined, 'PackFileSystem.java'),
  java('java-zipfs-posix', "Java's zip file system, with POSIX attributes", undefined, 'PackFileSystem.java', {
    argument: 'posix',
  }),
  java(
    'commons-compress',
    'Commons Compress into a stream',
    'maven/org.apache.commons:commons-compress',
    'PackCompress.java',
  ),
  java('plexus-archiver', "Maven's plexus-archiver", 'maven/org.codehaus.plexus:plexus-archiver', 'PackPlexus.java'),
  java('sbt-native-packager', 'sbt-native-packager', 'maven/sbt-native-packager', 'PackSbt.java'),
  java('zt-zip', 'zt-zip', 'maven/org.zeroturnaround:zt-zip', 'PackZtZip.java'),
  java('shrinkwrap', 'ShrinkWrap', 'maven/shrinkwrap', 'PackShrinkWrap.java'),
  java('zip4jvm', 'zip4jvm', 'maven/ru.oleg-cherednik.zip4jvm:zip4jvm', 'PackZip4jvm.java'),
  java('maven-shade', "Maven's shade, of a jar of plexus-archiver", 'maven/maven-shade', 'PackShade.java', {
    from: PLEXUS,
  }),
  java('spring-boot', "Spring Boot's `Repackager`, of a jar of plexus-archiver", SPRING, 'PackSpring.java', {
    from: PLEXUS,
  }),
  java('spring-boot-script', "Spring Boot's `Repackager`, with its launch script", SPRING, 'PackSpring.java', {
    from: PLEXUS,
    argument: 'script',
  }),
  java(
    'proguard',
    'ProGuard, of a jar of plexus-archiver',
    'maven/com.guardsquare:proguard-base',
    'PackProguard.java',
    {
      from: PLEXUS,
    },
  ),
  java('bnd', "bnd's `Jar`", 'maven/biz.aQute.bnd:biz.aQute.bndlib', 'PackBnd.java'),
  {
    id: 'go-create',
    name: "Go's `zip.Writer`, `Create`",
    version: '1.26',
    commands: ['go'],
    pack: ({ archive, run, project, folder }) =>
      void run('go', ['run', path.join(folder, 'pack.go'), archive, ...files(project)]),
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
  rust('rust-zip-stream', "Rust's zip, `new_stream`", '9.8.2', 'zip_stream', ({ project, archive }) => [
    archive,
    ...files(project),
  ]),
  rust('rust-async-zip', "Rust's async_zip, streams", '0.0.19', 'async_zip', ({ project, archive }) => [
    archive,
    ...files(project),
  ]),
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
];

/** A program in Java, which gets the project, or a jar of it if that is made by the package `from`. */
function java(id, name, needs, program, { argument = '', from } = {}) {
  return {
    id,
    name,
    ...(needs ? { needs: [needs, ...(from ? [from] : [])] } : { version: 'Java 17' }),
    commands: ['java'],
    pack: ({ archive, run, packages, project, folder, home }) => {
      const call = (jars, name, ...args) => {
        const classpath = jars ? ['-cp', path.join(jars, '*')] : [];
        run('java', [...classpath, path.join(folder, 'java', name), ...args]);
      };
      const source = from ? path.join(home, 'source.jar') : project;
      if (from) call(packages[1], 'PackPlexus.java', project, source);
      call(packages[0], program, source, archive, argument);
    },
  };
}

/** A program of the crate in `rust`, which is compiled once for all runs: not optimized, which takes longer than all else. */
function rust(id, name, version, program, args) {
  return {
    id,
    name,
    version,
    commands: ['cargo'],
    pack: (context) => {
      const target = path.join(CACHE, 'cargo-zip-makers');
      const manifest = path.join(context.folder, 'rust/Cargo.toml');
      const options = ['--quiet', '--locked', '--manifest-path', manifest, '--target-dir', target];
      context.run('cargo', ['build', ...options, '--bin', program]);
      context.run(path.join(target, 'debug', program), args(context));
    },
  };
}
