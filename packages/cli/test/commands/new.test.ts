import * as fs from 'node:fs';
import * as path from 'node:path';
import { setUpCommandSandbox } from '../../../core/test/support/command-sandbox.js';
import { folderOf } from '../../src/project/check-name.js';
import type { ProjectFile } from '../../src/project/plan-project.js';
import { selectLanguage } from '../../src/project/select-language.js';
import { writeProject } from '../../src/project/write-project.js';
import { type Ended, run, runHere } from '../support/command.js';

const sandbox = setUpCommandSandbox();

const create = (args: readonly string[]): Promise<Ended> => runHere(sandbox, ['new', ...args]);

/** The files in the folder of the sandbox. */
function filesNow(): string[] {
  const entries = fs.readdirSync(sandbox.folder, { recursive: true, withFileTypes: true });
  const files = entries.filter((entry) => !entry.isDirectory());
  return files.map((entry) => path.relative(sandbox.folder, path.join(entry.parentPath, entry.name))).sort();
}

describe('new', () => {
  it('writes a project, and lists every file of it', async () => {
    const { code, stdout, stderr } = await run(sandbox, ['new', 'my-runtime']);
    expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
    const [list = '', next] = stdout.split('\n\n');
    expect(list.split('\n')).toEqual(filesNow());
    expect(list).toContain('my-runtime/src/runner.ts');
    expect(next).toBe('Created my-runtime. Next:\n  cd my-runtime\n  npm install\n  npm test\n  npm run check\n');
    const manifest = JSON.parse(fs.readFileSync(path.join(sandbox.folder, 'my-runtime/package.json'), 'utf8'));
    expect(manifest).toMatchObject({ name: 'my-runtime', devDependencies: { actionrunner: '^0.1.0' } });
    // A folder like any other, not like a temporary one.
    expect(fs.statSync(path.join(sandbox.folder, 'my-runtime')).mode & 0o777).toBe(0o777 & ~process.umask());
  });

  it('only lists with --dry-run, and takes the template from the language and the folder from a name with a scope', async () => {
    const { code, stdout } = await create(['@team/go-runtime', '--language', 'go', '--js', '--dry-run']);
    expect(code).toBe(0);
    expect(stdout).toContain('go-runtime/actions/hello.go\n');
    expect(stdout).toContain('go-runtime/src/runner.js\n');
    expect(stdout).toMatch(/\n\n13 files would be written to go-runtime; nothing was\.\n$/);
    expect(filesNow()).toEqual([]);
  });

  it('uses an empty folder that is there', async () => {
    fs.mkdirSync(path.join(sandbox.folder, 'rt'));
    expect(await create(['rt', '--js'])).toMatchObject({ code: 0 });
    expect(filesNow()).toContain('rt/src/runner.js');
  });

  it.each([[[]], [['--dry-run']]])('refuses a folder that is not empty, and says what it has: %j', async (flags) => {
    sandbox.write('rt/notes.txt', 'mine');
    sandbox.write('rt/.git/HEAD', 'ref');
    expect(await create(['rt', ...flags])).toMatchObject({
      code: 3,
      stdout: '',
      stderr: 'actionrunner: rt is not empty: it has .git, notes.txt. Nothing was written.\n',
    });
    expect(filesNow()).toEqual(['rt/.git/HEAD', 'rt/notes.txt']);
  });

  it('refuses a name that is a file', async () => {
    sandbox.write('rt', 'mine');
    expect(await create(['rt'])).toMatchObject({ code: 3, stderr: 'actionrunner: rt exists, and is not a folder.\n' });
  });

  it('warns if the program of the language is not installed', async () => {
    const { code, stderr } = await create(['rt', '--language', 'lua5.99']);
    expect({ code, stderr }).toEqual({
      code: 0,
      stderr: 'actionrunner: warning: lua5.99 is not installed here: the tests of rt need it, its image does not.\n',
    });
  });

  it.each([
    [['rt', '--template', 'lop'], '--template must be one of script, compiled, loop, not "lop".'],
    [['rt', '--ts', '--js'], "option '--ts' cannot be used with option '--js'"],
    [[], "missing required argument 'name'"],
  ])('refuses %j', async (args, message) => {
    const { code, stdout, stderr } = await create(args);
    expect({ code, stdout }).toEqual({ code: 3, stdout: '' });
    expect(stderr).toContain(message);
  });
});

describe('the name of a project', () => {
  it.each([
    ['perl-runtime', 'perl-runtime'],
    ['@team/perl', 'perl'],
    ['r2.d2_x', 'r2.d2_x'],
  ])('%s has the folder %s', (name, folder) => {
    expect(folderOf(name)).toBe(folder);
  });

  it.each([
    ['My Runtime', /^"My Runtime" cannot be the name of a package: .*capital letters; try my-runtime\.$/],
    ['Perl', /capital letters; try perl\.$/],
    ['\u00fcber', /URL-friendly characters; try uber\.$/],
    ['.hidden', /cannot start with a period; try hidden\.$/],
    ['node_modules', /node_modules is not a valid package name; try node-modules\.$/],
    ['http', /http is a core module name\.$/],
    ['漢', /URL-friendly characters\.$/],
    ['', /length must be greater than zero\.$/],
    ['x'.repeat(215), /more than 214 characters\.$/],
    ['../up', /^"\.\.\/up" is a path: /],
    ['a/b', /is a path/],
    ['@a/b/c', /is a path/],
    ['..', /is a path/],
    ['C:\\rt', /is a path/],
  ])('%j is refused', (name, message) => {
    expect(() => folderOf(name)).toThrow(message);
  });
});

describe('the language of a project', () => {
  it.each([
    [undefined, undefined, 'script', 'node', ['node']],
    [undefined, 'compiled', 'compiled', 'c', ['gcc']],
    [undefined, 'loop', 'loop', 'node', ['node']],
    ['rust', undefined, 'compiled', 'rust', ['rustc']],
    ['python', 'loop', 'loop', 'python', ['python3']],
    ['python3.12 -u', undefined, 'script', 'python', ['python3.12', '-u']],
    ['/opt/perl/bin/perl -w', undefined, 'script', 'perl', ['/opt/perl/bin/perl', '-w']],
    ['g++-12', undefined, 'compiled', 'cpp', ['g++-12']],
    ['clang', 'compiled', 'compiled', 'c', ['clang']],
  ])('%j with the template %j is %s in %s', (text, wanted, template, languageName, command) => {
    expect(selectLanguage(text, wanted)).toMatchObject({ template, languageName, command });
  });

  it.each([
    [
      'cobol',
      undefined,
      /no sample actions for "cobol": --language has node, python3, .*rustc\. For another one, take the most similar, and change its program in src, the packages in its Dockerfile, /,
    ],
    ['pyhton3', undefined, /rustc\. Did you mean python3\? For another one/],
    ['rusct', 'compiled', /has gcc, g\+\+, go, rustc\. Did you mean rust\?/],
    ['node', 'compield', /must be one of script, compiled, loop, not "compield"\. Did you mean compiled\?$/],
    ['ruby', 'compiled', /^the template compiled has gcc, g\+\+, go, rustc; Ruby has script, loop\.$/],
    ['  ', 'loop', /^--language needs a program: node, python3, perl, ruby\.$/],
  ])('%j with the template %j is refused', (text, template, message) => {
    expect(() => selectLanguage(text, template)).toThrow(message);
  });
});

describe('writeProject', () => {
  const inFolder = (files: readonly ProjectFile[]): void => {
    const before = process.cwd();
    process.chdir(sandbox.folder);
    try {
      writeProject('rt', files);
    } finally {
      process.chdir(before);
    }
  };

  it('leaves nothing of a project that cannot be written', () => {
    // The second file needs a folder where the first one is.
    const files = ['a', 'a/b'].map((name) => ({ path: name, text: 'x' }));
    expect(() => inFolder(files)).toThrow(/^rt cannot be written: (Error: )?EEXIST/);
    expect(filesNow()).toEqual([]);
    expect(fs.readdirSync(sandbox.folder)).toEqual([]);
  });
});
