/** Makers that are command-line programs. */
import * as fs from 'node:fs';
import * as path from 'node:path';
import { createDebianEnvironment } from '../commands.mjs';
import {
  brzExport,
  command,
  createPythonEnvironment,
  debian,
  files,
  gitArchive,
  hgArchive,
  prepare,
} from '../makers.mjs';

const infoZip = (id, name, args) =>
  debian(id, name, '3.0', 'zip', 'usr/bin/zip', ({ archive }) => [...args, archive, '.']);

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
  {
    id: 'zipnote',
    name: '`zipnote -w`, a comment on a file, after `zip -ry`',
    version: '3.0',
    needs: ['debian/zip'],
    pack: ({ archive, run, packages }) => {
      const zipnote = path.join(packages[0], 'usr/bin/zipnote');
      run(path.join(packages[0], 'usr/bin/zip'), ['-qry', archive, '.']);
      const notes = run(zipnote, [archive]).replace('@ data.txt\n', '@ data.txt\nA comment.\n');
      run(zipnote, ['-w', archive], { input: notes });
    },
  },
  {
    id: 'unzipsfx',
    name: '`unzipsfx` in front of `zip -ry`',
    version: '6.0',
    needs: ['debian/unzip', 'debian/zip'],
    pack: ({ archive, run, packages, home }) => {
      const zip = path.join(packages[1], 'usr/bin/zip');
      const plain = path.join(home, 'plain.zip');
      run(zip, ['-qry', plain, '.']);
      const parts = [path.join(packages[0], 'usr/bin/unzipsfx'), plain].map((file) => fs.readFileSync(file));
      fs.writeFileSync(archive, Buffer.concat(parts));
      run(zip, ['-qA', archive]);
    },
  },
  {
    id: 'zipmerge',
    name: '`zipmerge` of two archives of `zip -ry`',
    version: '1.7.3',
    needs: ['debian/zipmerge', 'debian/zip'],
    pack: ({ archive, run, packages, home, project }) => {
      const parts = ['first.zip', 'second.zip'].map((name) => path.join(home, name));
      const [scripts, others] = [['exec', 'nested'], fs.readdirSync(project)];
      for (const [index, names] of [scripts, others.filter((name) => !scripts.includes(name))].entries())
        run(path.join(packages[1], 'usr/bin/zip'), ['-qry', parts[index], ...names]);
      run(path.join(packages[0], 'usr/bin/zipmerge'), [archive, ...parts], {
        env: createDebianEnvironment(packages[0]),
      });
    },
  },
  debian('fastjar', '`fastjar cf`', '0.98', 'fastjar', 'usr/bin/fastjar', ({ archive }) => ['cf', archive, '.']),
  command('jar-date', '`jar --date`', 'Java 17', 'jar', ({ archive }) => [
    ...['--create', '--date', '2026-01-02T03:04:06Z', '--file'],
    archive,
    '.',
  ]),
  {
    id: 'strip-nondeterminism',
    name: '`strip-nondeterminism` after `zip -ry`',
    version: '1.13.1',
    needs: ['debian/strip-nondeterminism', 'debian/zip'],
    commands: ['perl'],
    pack: ({ archive, run, packages }) => {
      run(path.join(packages[1], 'usr/bin/zip'), ['-qry', archive, '.']);
      const program = path.join(packages[0], 'usr/bin/strip-nondeterminism');
      run('perl', [`-I${packages[0]}/usr/share/perl5`, program, '--type', 'zip', '-T', '1767323046', archive]);
    },
  },
  {
    id: 'scons-zip',
    name: "SCons' `Zip`",
    needs: ['pypi/scons'],
    commands: ['python3'],
    pack: (context) => {
      const folder = prepare(context, '.', {
        SConstruct: 'Environment(tools=["zip"]).Zip(ARGUMENTS["TARGET"], Split(ARGUMENTS["NAMES"]))\n',
      });
      const names = fs.readdirSync(context.project).join(' ');
      const args = ['-m', 'SCons', '-Q', `TARGET=${context.archive}`, `NAMES=${names}`, context.archive];
      context.run('python3', args, { cwd: folder, env: createPythonEnvironment(context.packages) });
    },
  },
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
    ...debian('ziptime', '`ziptime` after `zip -ry`', '10.0.0', 'ziptime', '', () => []),
    needs: ['debian/ziptime', 'debian/zip'],
    pack: ({ archive, run, packages }) => {
      run(path.join(packages[1], 'usr/bin/zip'), ['-qry', archive, '.']);
      run(path.join(packages[0], 'usr/bin/ziptime'), [archive]);
    },
  },
  {
    id: 'dzip',
    name: 'dzip',
    needs: ['pypi/dzip'],
    commands: ['python3'],
    pack: ({ archive, run, packages }) =>
      void run('python3', [path.join(packages[0], 'bin/dzip'), archive, '.'], {
        env: createPythonEnvironment(packages),
      }),
  },
  {
    id: 'deterministic-zip-go',
    name: 'deterministic-zip of Go',
    needs: ['pypi/deterministic-zip-go'],
    pack: ({ archive, run, packages, project }) =>
      void run(path.join(packages[0], 'bin/deterministic-zip'), ['-r', archive, ...fs.readdirSync(project)], {
        env: createPythonEnvironment(packages),
      }),
  },
];
