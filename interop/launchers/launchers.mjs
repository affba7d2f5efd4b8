/** The launchers: what a row needs, and the command that starts the program. */
import * as path from 'node:path';

/** `run` executes a command and returns what it prints; `programs` is the folder of the sources, `home` an empty one. */
export const LAUNCHERS = [
  {
    id: 'python',
    name: 'Python',
    acknowledges: 'asked',
    commands: ['python3'],
    version: (run) => run('python3', ['-c', 'import sys; print("%d.%d" % sys.version_info[:2])']),
    build: ({ programs }) => ['python3', path.join(programs, 'launcher.py')],
  },
  {
    id: 'node',
    name: 'Node.js',
    acknowledges: 'always',
    commands: ['node'],
    version: () => process.versions.node.split('.')[0],
    build: ({ programs }) => [process.execPath, path.join(programs, 'launcher.mjs')],
  },
  {
    id: 'ruby',
    name: 'Ruby',
    acknowledges: 'never',
    commands: ['ruby'],
    version: (run) => run('ruby', ['-e', 'print RUBY_VERSION[/^\\d+\\.\\d+/]']),
    build: ({ programs }) => ['ruby', path.join(programs, 'launcher.rb')],
  },
  {
    id: 'php',
    name: 'PHP',
    acknowledges: 'never',
    commands: ['php'],
    version: (run) => run('php', ['-r', 'echo PHP_MAJOR_VERSION, ".", PHP_MINOR_VERSION;']),
    build: ({ programs }) => ['php', path.join(programs, 'launcher.php')],
  },
  {
    id: 'go',
    name: 'Go',
    acknowledges: 'always',
    commands: ['go'],
    version: (run) => run('go', ['env', 'GOVERSION']).replace(/^go(\d+\.\d+).*/s, '$1'),
    build: ({ programs, home, run }) => {
      run('go', ['build', '-o', path.join(home, 'launcher'), path.join(programs, 'launcher.go')]);
      return [path.join(home, 'launcher')];
    },
  },
  {
    id: 'rust',
    name: 'Rust, serde_json 1.0',
    acknowledges: 'never',
    commands: ['cargo'],
    version: () => 'edition 2024', // each compiler of Rust 1 keeps it
    build: ({ programs, home, run }) => {
      const manifest = path.join(programs, 'Cargo.toml');
      run('cargo', ['build', '--quiet', '--locked', '--release', '--manifest-path', manifest, '--target-dir', home]);
      return [path.join(home, 'release', 'launcher')];
    },
  },
  {
    id: 'java',
    name: 'Java, Gson 2.13',
    acknowledges: 'never',
    commands: ['java', 'javac'],
    needs: ['maven/com.google.code.gson:gson'],
    version: (run) => run('javac', ['-version']).replace(/\D*(\d+).*/s, '$1'),
    build: ({ programs, home, run, packages: [gson] }) => {
      const classes = `${home}:${path.join(gson, 'gson-2.13.2.jar')}`;
      run('javac', ['-cp', classes, '-d', home, path.join(programs, 'Launcher.java')]);
      return ['java', '-cp', classes, 'Launcher'];
    },
  },
  {
    id: 'deno',
    name: 'Deno',
    acknowledges: 'never',
    commands: [],
    needs: ['npm/deno'],
    version: () => '2.9.6',
    build: ({ programs, packages: [deno] }) => [
      path.join(deno, 'node_modules', '.bin', 'deno'),
      'run',
      '--allow-all',
      path.join(programs, 'launcher.ts'),
    ],
  },
];
