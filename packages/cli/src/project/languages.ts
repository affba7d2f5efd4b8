/** What a project starts from. */
export const TEMPLATES = ['script', 'compiled', 'loop'] as const;

/** One of {@link TEMPLATES}. */
export type Template = (typeof TEMPLATES)[number];

/** A language of actions. */
export interface Language {
  /** What it is called in texts. */
  readonly title: string;
  /** The programs that run or compile it, the usual one first; a version may follow, as in `python3.12`. */
  readonly programs: readonly string[];
  /** The file that code is delivered to. */
  readonly source: string;
  /** Packages of Debian that have the usual program. */
  readonly packages: readonly string[];
  /** The templates that have actions in it. */
  readonly templates: readonly Template[];
  /** The arguments that check the syntax of the source (`script`), or that precede `-o` (`compiled`). */
  readonly args: readonly string[];
  /** The launcher of `loop`. */
  readonly launcher?: string;
  /** Code that is refused. */
  readonly broken?: string;
  /** A variable of the image that the program needs. */
  readonly variable?: string;
}

/** The languages by the names of their folders in `templates/languages`. The first one of a template is its default. */
export const LANGUAGES: Readonly<Record<string, Language>> = {
  node: {
    title: 'JavaScript',
    programs: ['node'],
    source: 'main.mjs',
    packages: [],
    templates: ['script', 'loop'],
    args: ['--check', 'main.mjs'],
    launcher: 'launcher.mjs',
  },
  python: {
    title: 'Python',
    programs: ['python3', 'pypy'],
    source: 'main.py',
    packages: ['python3'],
    templates: ['script', 'loop'],
    args: ['-m', 'py_compile', 'main.py'],
    launcher: 'launcher.py',
  },
  perl: {
    title: 'Perl',
    programs: ['perl'],
    source: 'main.pl',
    packages: ['perl'],
    templates: ['script', 'loop'],
    args: ['-c', 'main.pl'],
    launcher: 'launcher.pl',
  },
  ruby: {
    title: 'Ruby',
    programs: ['ruby'],
    source: 'main.rb',
    packages: ['ruby'],
    templates: ['script', 'loop'],
    args: ['-c', 'main.rb'],
    launcher: 'launcher.rb',
  },
  php: {
    title: 'PHP',
    programs: ['php'],
    source: 'main.php',
    packages: ['php-cli'],
    templates: ['script'],
    // Text without a tag is a program for `php -l`, and has one token.
    args: ['-r', "token_get_all(file_get_contents('main.php'), TOKEN_PARSE)[1] ?? exit(1);"],
    broken: '<?php ((((',
  },
  lua: {
    title: 'Lua',
    programs: ['lua', 'luajit'],
    source: 'main.lua',
    packages: ['lua5.4'],
    templates: ['script'],
    args: ['-e', "assert(loadfile('main.lua'))"],
  },
  bash: {
    title: 'bash',
    programs: ['bash'],
    source: 'main.sh',
    packages: ['bash'],
    templates: ['script'],
    args: ['-n', 'main.sh'],
  },
  c: {
    title: 'C',
    programs: ['gcc', 'clang', 'tcc'],
    source: 'main.c',
    packages: ['gcc', 'libc6-dev'],
    templates: ['compiled'],
    args: ['-O2'],
  },
  cpp: {
    title: 'C++',
    programs: ['g++'],
    source: 'main.cpp',
    packages: ['g++'],
    templates: ['compiled'],
    args: ['-std=c++17', '-O2'],
  },
  go: {
    title: 'Go',
    programs: ['go'],
    source: 'main.go',
    packages: ['golang-go'],
    templates: ['compiled'],
    args: ['build'],
    variable: 'GOCACHE=/tmp/go-build',
  },
  rust: {
    title: 'Rust',
    programs: ['rustc'],
    source: 'main.rs',
    packages: ['gcc', 'libc6-dev', 'rustc'],
    templates: ['compiled'],
    args: ['-O'],
  },
};
