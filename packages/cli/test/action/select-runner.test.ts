import { mkdtempSync, rmSync, symlinkSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { identify } from '../../../core/src/content/identify.js';
import type { Action } from '../../src/action/read-action.js';
import { selectRunner } from '../../src/action/select-runner.js';

const source = (extension: string, code: string | Buffer = ''): Action => ({
  name: 'x',
  code: code.toString(),
  binary: false,
  extension,
  names: undefined,
  folder: undefined,
  content: identify(Buffer.from(code)),
});
const archive = (...names: string[]): Action => ({
  name: 'x',
  code: '',
  binary: true,
  extension: '',
  names,
  folder: undefined,
  content: undefined,
});

describe('selectRunner', () => {
  it.each([
    ['a .sh file', 'bash', source('.sh')],
    ['a .sh file with a #! line of another interpreter', 'bash', source('.sh', '#!/usr/bin/perl\n')],
    ['a file with a #! line', 'native', source('', '#!/bin/sh\n')],
    ['a #! line in spite of an unknown extension', 'native', source('.pl', '#!/usr/bin/perl\n')],
    ['a script that is not text', 'native', source('.pyz', Buffer.from('#!/usr/bin/python3\n\0', 'latin1'))],
    ['an archive with C++', 'c', archive('main.cpp')],
    ['an archive with a GNUmakefile', 'c', archive('GNUmakefile')],
    ['a source in another encoding', 'c', source('.c', Buffer.from('/* ä */', 'latin1'))],
    ['a source with a byte that text does not have', 'python', source('.py', '\x01\0')],
    ['an archive with exec at its root', 'native', archive('data', 'exec', 'lib')],
  ])('%s: %s', async (_, runner, action) => {
    expect(await selectRunner(action, 'x')).toBe(runner);
  });

  it.each([
    ['a text without #! line', source('.txt', 'echo\n#!/bin/sh\n')],
    ['an empty file', source('')],
    ['an archive with an unknown content', archive('run.sh', 'Exec')],
  ])('%s: asks for --runner and lists the runners', async (_, action) => {
    await expect(selectRunner(action, 'the/path')).rejects.toMatchObject({
      exitCode: 3,
      message: expect.stringMatching(/^the\/path does not show .* --runner \(native, bash/),
    });
  });

  it.each<[string, Action, string]>([
    [
      'an unknown ending',
      source('.foo'),
      'begin the file with a line such as #!/usr/bin/env node; name its interpreter, as in --runner interpreter:ruby; or write a runner and name it with --runner ./my-runner.js',
    ],
    [
      'JavaScript',
      source('.mjs', 'console.log({})'),
      'Use --runner interpreter:node, or begin it with #!/usr/bin/env node: it then gets the parameters',
    ],
    [
      'TypeScript',
      source('.ts', 'export function main(params: object) {}'),
      "Or run what a compiler makes of it, with actionrunner dev dist/x --runner interpreter:node --on-build 'npm run build' --watch x.",
    ],
    [
      'a language that is not here',
      source('.jl'),
      /Use --runner interpreter:julia( \(julia is not installed here\))?, or begin/.source,
    ],
    [
      'AWK',
      source('.awk'),
      'its last line. awk opens its arguments as files: begin the script with BEGIN { ARGC = 1 }, so that it reads stdin. Or write',
    ],
    ['Scheme', source('.scm'), "Use --runner 'interpreter:guile --no-auto-compile'"],
    ['Erlang', source('.erl'), 'Use --runner interpreter:escript'],
    ['Raku', source('.raku'), 'Use --runner interpreter:raku'],
    ['an ending in capitals', source('.PL'), 'Use --runner interpreter:perl'],
    [
      'JavaScript with a function main',
      source('.js', 'function main(params) {}'),
      'It has a function main, which a runner of its language has to call: actionrunner new node-runtime --template loop --language node --js creates one, for --runner ./node-runtime/src/runner.js; or write a runner',
    ],
    [
      'JavaScript with a constant main',
      source('.js', 'const main = () => {\n  return {};\n}'),
      'It has a function main, which a runner',
    ],
    [
      'JavaScript that calls its function main',
      source('.js', 'async function main() {}\nmain().then(console.log);'),
      'Use --runner interpreter:node',
    ],
    ['Ruby that calls its main', source('.rb', 'def main\n  puts "{}"\nend\nmain'), 'Use --runner interpreter:ruby'],
    [
      'Ruby with a function main',
      source('.rb', 'def main(args)\nend'),
      'call: actionrunner new ruby-runtime --template',
    ],
    [
      'PHP with a function main',
      source('.php', '<?php\nfunction main(array $args) {}'),
      'It has a function main, which a runner of its language has to call: write a runner',
    ],
    [
      'Java',
      source('.java'),
      'Use --runner interpreter:java, with which Java 11 or later compiles it for each activation; or write a runner whose build compiles it',
    ],
    [
      'Go',
      source('.go'),
      'it has to be compiled. Compile it, as with go build -o exec x, and invoke the program; or write a runner whose build',
    ],
    ['Rust', source('.rs'), 'it has to be compiled. Compile it, as with rustc -O -o exec x, and'],
    ['an empty directory', archive(), 'it is empty.'],
    [
      'an archive',
      archive('main.rb', 'lib'),
      'it has main.rb, lib at its root, but neither exec, __main__.py, a Makefile nor a C source. Name one with --runner (native, bash, python, c, loop, or interpreter: and an interpreter, which runs main.… or index.…).',
    ],
  ])('%s: the error offers what fits', async (_, action, remedy) => {
    const pattern = new RegExp(remedy.includes('?,') ? remedy : remedy.replaceAll(/[()?.*+[\]$]/g, '\\$&'));
    await expect(selectRunner(action, 'x')).rejects.toMatchObject({
      message: expect.stringMatching(/^x does not show which runner it needs/),
    });
    await expect(selectRunner(action, 'x')).rejects.toMatchObject({ message: expect.stringMatching(pattern) });
  });

  it('offers Node.js for TypeScript only where it runs that, and a compiler in any case', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'actionrunner-test-'));
    symlinkSync(process.execPath, join(folder, 'node'));
    const { PATH } = process.env;
    process.env['PATH'] = folder;
    try {
      const runsIt = (process.features as { readonly typescript?: unknown }).typescript;
      const message = `Use --runner ${runsIt ? 'interpreter:node' : "'interpreter:deno run --allow-all' (deno is not installed here)"}, or`;
      const build = 'with actionrunner dev dist/x.mjs --runner interpreter:node';
      const selected = selectRunner(source('.mts', 'console.log({})'), 'src/x.mts');
      await expect(selected).rejects.toThrow(message);
      await expect(selected).rejects.toThrow(`${build} --on-build 'npm run build' --watch src/x.mts.`);
    } finally {
      process.env['PATH'] = PATH;
      rmSync(folder, { recursive: true });
    }
  });

  it.each([
    ['an xz file', 'an xz file, which no runner', Buffer.from('\xfd7zXZ\0', 'latin1')],
    ['an executable of macOS', 'Mach-O', Buffer.from('\xcf\xfa\xed\xfe', 'latin1')],
    ['base64', 'set "binary": true', Buffer.from('UEsDBBQAAAAA')],
    ['other bytes', 'neither a program, nor an archive, nor text', Buffer.from([1, 0, 255])],
  ])('%s: says what it is', async (_, says, bytes) => {
    await expect(selectRunner(source('', bytes), 'the/path')).rejects.toMatchObject({
      exitCode: 2,
      message: expect.stringContaining(says),
    });
  });

  it('names the folder in which everything is', async () => {
    await expect(selectRunner({ ...archive('hello'), folder: 'hello' }, 'a.zip')).rejects.toMatchObject({
      exitCode: 2,
      message: expect.stringMatching(/^everything in a\.zip is in the folder "hello"; zip/),
    });
  });
});
