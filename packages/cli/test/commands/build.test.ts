// Long because it has a test for each language, option and exit code of the command.
import { execFileSync } from 'node:child_process';
import { chmodSync, existsSync, mkdirSync, readdirSync, readFileSync, symlinkSync } from 'node:fs';
import { join } from 'node:path';
import unzipper from 'unzipper';
import { buildZip } from '../../../../test/support/zip-builder.js';
import { setUpCommandSandbox } from '../../../core/test/support/command-sandbox.js';
import { entriesIn } from '../support/archive.js';
import { eventually, FIXTURES, run, runHere, start } from '../support/command.js';
import { describeWith } from '../support/tools.js';

const ECHO = '#!/bin/sh\necho a log\necho "$1"\n';
const BROKEN = 'if then\n';
const C_ECHO = '#include <stdio.h>\nint main(int c, char **v) { puts("a log"); puts(v[1]); return 0; }\n';

describe('build', () => {
  const sandbox = setUpCommandSandbox();

  const file = (name: string) => join(sandbox.folder, name);
  const silent = { code: 0, signal: null, stdout: '', stderr: '' };

  /** Builds without a word; what the archive holds. */
  async function built(args: readonly string[]): Promise<Record<string, string>> {
    expect(await runHere(sandbox, ['build', ...args, '-o', 'built.zip'])).toEqual(silent);
    return await entriesIn(file('built.zip'));
  }

  /** What invoke says about an action, which must succeed. */
  async function invoked(...args: string[]): Promise<unknown> {
    const ended = await runHere(sandbox, ['invoke', ...args, '-p', 'name', '❄']);
    expect(ended).toMatchObject({ code: 0 });
    return { result: JSON.parse(ended.stdout) as unknown, logs: ended.stderr };
  }

  const logged = { result: { name: '❄' }, logs: 'a log\n' };

  it('names its exit codes and examples in its help', async () => {
    const { code, stdout } = await runHere(sandbox, ['build', '--help']);
    expect(code).toBe(0);
    expect(stdout).toContain('Usage: actionrunner build [options] <action>');
    expect(stdout).toMatch(/-o, --output <file> .*\(default: "action\.zip"\)/);
    expect(stdout).toMatch(/^Examples:\n {2}\$ actionrunner build /m);
    expect(stdout).toMatch(/^Exit codes:\n {2}0 {2}.*\n {2}2 {2}.*\n {2}3 {2}/m);
  });

  describe('packs', () => {
    it('a script, as action.zip, without the stub', async () => {
      sandbox.write('echo.sh', ECHO);
      expect(await run(sandbox, ['build', 'echo.sh'])).toEqual(silent);
      expect(await entriesIn(file('action.zip'))).toEqual({ exec: `100755 ${ECHO}` });
      expect(await invoked('action.zip')).toEqual(await invoked('echo.sh'));
    });

    it('a bash script in ISO-8859-1, byte for byte behind the line that names bash', async () => {
      const script = Buffer.from('# \xe4\necho a log; echo "$1"\n', 'latin1');
      sandbox.write('latin.sh', script);
      await built(['latin.sh']);
      const [exec] = (await unzipper.Open.file(file('built.zip'))).files;
      expect(await exec?.buffer()).toEqual(Buffer.concat([Buffer.from('#!/usr/bin/env bash\n'), script]));
      expect(await invoked('built.zip')).toEqual(logged);
    });

    it('a tar.gz', async () => {
      sandbox.write('project/exec', ECHO);
      sandbox.write('project/lib/data', 'data');
      execFileSync('tar', ['-C', file('project'), '-czf', file('project.tar.gz'), 'exec', 'lib']);
      expect(Object.keys(await built(['project.tar.gz'])).sort()).toEqual(['exec', 'lib/', 'lib/data']);
      expect(await invoked('built.zip')).toEqual(logged);
      expect(await invoked('project.tar.gz')).toEqual(logged);
    });

    it('an ELF executable', async () => {
      sandbox.write('program', readFileSync('/bin/echo'));
      expect(Object.keys(await built(['program']))).toEqual(['exec']);
      expect(await invoked('built.zip')).toEqual({ ...logged, logs: '' });
    });

    it('a bash script with the call of the function that --main names', async () => {
      sandbox.write('two.sh', '#!/bin/bash\nmain() { echo no; }\nother() { echo a log; echo "$1"; }\n');
      expect(Object.keys(await built(['two.sh', '--main', 'other']))).toEqual(['exec']);
      expect(await invoked('built.zip')).toEqual(logged);
    });

    it('a bash script without a #! line, for the bash runner', async () => {
      sandbox.write('plain.sh', 'echo a log\n[[ -n $1 ]] && echo "$1"\n');
      await built(['plain.sh']);
      expect(await invoked('built.zip', '--runner', 'bash')).toEqual(logged);
    });

    it('an executable script for the native runner', async () => {
      sandbox.write('script', ECHO);
      expect(await built(['script'])).toEqual({ exec: `100755 ${ECHO}` });
      expect(await invoked('built.zip')).toEqual(logged);
    });

    it('a directory with its modes, links and empty folders', async () => {
      sandbox.write('action/exec', '#!/bin/sh\necho a log\nlib/tool\n', 0o755);
      sandbox.write('action/lib/tool', '#!/bin/sh\ncat lib/link\n', 0o750);
      sandbox.write('action/lib/data', '{"name":"❄"}\n', 0o640);
      sandbox.write('action/.hidden', '');
      mkdirSync(file('action/empty'));
      for (const folder of ['action/lib', 'action/empty']) {
        chmodSync(file(folder), 0o755);
      }
      symlinkSync('data', file('action/lib/link'));
      expect(await built(['action'])).toEqual({
        exec: '100755 #!/bin/sh\necho a log\nlib/tool\n',
        'lib/': '40755 ',
        'lib/tool': '100750 #!/bin/sh\ncat lib/link\n',
        'lib/data': '100640 {"name":"❄"}\n',
        'lib/link': '120777 data',
        '.hidden': '100644 ',
        'empty/': '40755 ',
      });
      expect(await invoked('built.zip')).toEqual(logged);
    });

    it('a directory without the archive of an earlier build in it', async () => {
      sandbox.write('action/exec', ECHO);
      for (const output of ['action.zip', 'action.zip', 'other.zip']) {
        expect(await runHere(sandbox, ['build', '.', '-o', output], { cwd: file('action') })).toEqual(silent);
      }
      expect(Object.keys(await entriesIn(file('action/action.zip')))).toEqual(['exec']);
      expect(Object.keys(await entriesIn(file('action/other.zip'))).sort()).toEqual(['action.zip', 'exec']);
    });

    it('a zip, also in its own place', async () => {
      sandbox.write('built.zip', buildZip([{ name: 'exec', data: ECHO }]));
      expect(await built(['built.zip'])).toEqual({ exec: `100755 ${ECHO}` });
      expect(await invoked('built.zip')).toEqual(logged);
    });

    it('what a runner of a module has', async () => {
      sandbox.write('any.txt', 'some text');
      const runner = join(FIXTURES, 'greeting-runner.js');
      expect(await built(['any.txt', '--runner', runner])).toEqual({ exec: '100755 some text' });
      expect(await invoked('built.zip', '--runner', runner)).toMatchObject({ result: { greeting: 'Hello ❄' } });
    });

    it('a program for ActionLoop, which it has started once', async () => {
      const loop = `#!/bin/bash
echo "started${'$'}{__OW_ACTIVATION_ID+ with a context} $GREETING" >&2
[ -n "$__OW_WAIT_FOR_ACK" ] && echo '{"ok":true}' >&3
while read -r line; do echo '{"done":true}' >&3; done
`;
      sandbox.write('loop', loop);
      const args = ['build', 'loop', '--runner', 'loop', '-e', 'GREETING=hello', '-o', 'built.zip'];
      expect(await runHere(sandbox, args)).toEqual({ ...silent, stderr: 'started hello\n' });
      expect(await entriesIn(file('built.zip'))).toEqual({ exec: `100755 ${loop}` });
      expect(await invoked('built.zip', '--runner', 'loop')).toMatchObject({ result: { done: true } });
    });
  });

  describeWith('python3', 'sudo apt-get install python3')('packs Python', () => {
    it('without bytecode', async () => {
      sandbox.write('action/__main__.py', 'import lib.text\ndef main(args):\n    print("a log")\n    return args\n');
      sandbox.write('action/lib/text.py', 'TEXT = "x"\n');
      expect(Object.keys(await built(['action'])).sort()).toEqual(['__main__.py', 'lib/', 'lib/text.py']);
      expect(await invoked('built.zip')).toEqual(logged);
    });

    it('if it has the entry point that --main names', async () => {
      sandbox.write('action.py', 'def hello(args):\n    print("a log")\n    return args\n');
      await built(['action.py', '--main', 'hello']);
      expect(await invoked('built.zip', '--main', 'hello')).toEqual(logged);
      expect(await runHere(sandbox, ['build', 'action.py', '--main', 'none'])).toMatchObject({
        code: 2,
        stderr: expect.stringContaining("module '__main__' has no attribute 'none'"),
      });
    });
  });

  describeWith('gcc', 'sudo apt-get install gcc libc6-dev')('packs C', () => {
    /** A PATH on which there is no compiler. */
    function withoutCompiler() {
      const bin = file('bin');
      mkdirSync(bin);
      symlinkSync(process.execPath, join(bin, 'node'));
      return { env: { PATH: bin } };
    }

    it('compiled, so that it runs where there is no compiler', async () => {
      sandbox.write('echo.c', C_ECHO);
      expect(await invoked('echo.c')).toEqual(logged);
      const entries = await built(['echo.c']);
      expect(Object.keys(entries).sort()).toEqual(['exec', 'main.c']);
      expect(entries['exec']).toMatch(/^100755 \u007fELF/);
      const options = withoutCompiler();
      const args = ['built.zip', '-p', 'name', '❄'];
      for (const runner of [[], ['--runner', 'native'], ['--runner', 'c']]) {
        expect(await runHere(sandbox, ['invoke', ...args, ...runner], options)).toEqual({
          ...silent,
          stdout: '{\n    "name": "❄"\n}\n',
          stderr: 'a log\n',
        });
      }
      expect(await runHere(sandbox, ['build', 'echo.c', '-o', 'none.zip'], options)).toMatchObject({
        code: 2,
        stderr: expect.stringContaining('gcc is needed to build this action, but it is not installed here.'),
      });
    });

    it('of several files, with the entry point and the flags that are named', async () => {
      sandbox.write('project/handler.c', '#include "text.h"\nint handler(int c, char **v) { return show(v[1]); }\n');
      sandbox.write('project/text.h', 'int show(const char *json);\n');
      sandbox.write(
        'project/lib/text.c',
        '#include <stdio.h>\nint show(const char *json) { return puts(LOG) < 0 || puts(json) < 0; }\n',
      );
      const args = ['project', '--main', 'handler', '-e', `CFLAGS=-DLOG='"a log"' -Werror`];
      expect(Object.keys(await built(args)).sort()).toEqual(['exec', 'handler.c', 'lib/', 'lib/text.c', 'text.h']);
      expect(await invoked('built.zip', '--runner', 'native')).toEqual(logged);
    });
  });

  describe('writes', () => {
    beforeEach(() => {
      sandbox.write('echo.sh', ECHO);
    });

    it('to another folder, in the place of an older archive', async () => {
      sandbox.write('out/old.zip', 'old');
      expect(await runHere(sandbox, ['build', 'echo.sh', '--output', 'out/old.zip'])).toEqual(silent);
      expect(await entriesIn(file('out/old.zip'))).toEqual({ exec: `100755 ${ECHO}` });
      expect(readdirSync(file('out'))).toEqual(['old.zip']);
    });

    it('into a pipe, which stays one', async () => {
      execFileSync('mkfifo', [file('pipe')]);
      const started = start(sandbox, ['build', 'echo.sh', '-o', 'pipe']);
      execFileSync('/bin/sh', ['-c', 'cat pipe > copy'], { cwd: sandbox.folder, timeout: 240_000 });
      expect(await started.ended).toEqual(silent);
      expect(await entriesIn(file('copy'))).toEqual({ exec: `100755 ${ECHO}` });
      expect(readdirSync(sandbox.folder)).toEqual(['copy', 'echo.sh', 'pipe']);
    });

    it.each([
      [
        'the action itself',
        ['echo.sh', '-o', 'echo.sh'],
        'would replace echo.sh, the action: name another file with --output.',
      ],
      ['the action by another name', ['echo.sh', '-o', 'link'], 'would replace link, the action'],
      ['a file of the action', ['project', '-o', 'project/lib/a'], 'would replace project/lib/a, a file of the action'],
    ])('nothing in the place of %s: exit code 3', async (_, args, reason) => {
      sandbox.write('project/exec', ECHO, 0o755);
      sandbox.write('project/lib/a', 'a');
      symlinkSync('echo.sh', file('link'));
      const ended = await runHere(sandbox, ['build', ...args]);
      expect(ended).toMatchObject({ code: 3, stderr: expect.stringContaining(reason) });
      expect([file('echo.sh'), file('project/lib/a')].map((name) => readFileSync(name, 'utf8'))).toEqual([ECHO, 'a']);
    });

    it.each([
      ['a folder', 'folder', 'EISDIR'],
      ['a file in a folder that is missing', 'none/action.zip', 'ENOENT'],
      ['a file in a file', 'echo.sh/action.zip', 'ENOTDIR'],
    ])('nothing for %s: exit code 2', async (_, output, reason) => {
      mkdirSync(file('folder'));
      const ended = await runHere(sandbox, ['build', 'echo.sh', '-o', output]);
      expect(ended).toMatchObject({ code: 2, stdout: '' });
      expect(ended.stderr).toMatch(
        new RegExp(`^actionrunner: ${output} cannot be written: ${reason}: .*'${output}'\n$`),
      );
      expect(readdirSync(sandbox.folder)).toEqual(['echo.sh', 'folder']);
      expect(readdirSync(file('folder'))).toEqual([]);
    });
  });

  describe('fails', () => {
    it('with 2 and the message of the build; an older archive stays as it is', async () => {
      sandbox.write('broken.sh', BROKEN);
      sandbox.write('action.zip', 'old');
      const ended = await run(sandbox, ['build', 'broken.sh']);
      expect(ended).toMatchObject({ code: 2, stdout: '' });
      // The message once, with the file as it was named.
      expect(ended.stderr).toBe(
        `broken.sh: line 1: syntax error near unexpected token \`then'\nbroken.sh: line 1: \`if then'\n` +
          'actionrunner: the action could not be built: bash failed with exit status 2. (HTTP status 502)\n',
      );
      expect(readFileSync(file('action.zip'), 'utf8')).toBe('old');
      expect(readdirSync(sandbox.folder)).toEqual(['action.zip', 'broken.sh']);
    });

    it.each([
      [
        'an unknown runner',
        ['echo.sh', '--runner', 'perl'],
        /^actionrunner: unknown runner "perl": use native, bash, /,
      ],
      [
        'an action of an unknown kind',
        ['notes'],
        /^actionrunner: notes does not show which runner it needs\. Name one with --runner/,
      ],
      ['a missing action', ['none.sh'], /^actionrunner: none\.sh does not exist\.\n$/],
      ['no action', [], /^actionrunner: missing required argument 'action'/],
      ['-o without a file', ['echo.sh', '-o'], /^actionrunner: option '-o, --output <file>' argument missing/],
      ['an option of invoke', ['echo.sh', '-p', 'a', '1'], /^actionrunner: unknown option '-p'/],
    ])('with 3 for %s', async (_, args, message) => {
      sandbox.write('echo.sh', ECHO);
      sandbox.write('notes', 'some text');
      const ended = await runHere(sandbox, ['build', ...args]);
      expect(ended).toMatchObject({ code: 3, stdout: '' });
      expect(ended.stderr).toMatch(message);
      expect(readdirSync(sandbox.folder)).toEqual(['echo.sh', 'notes']);
    });

    it('with 2 when the build leaves what no archive can hold', async () => {
      sandbox.write('loop', `#!/bin/bash\nmkfifo pipe\n[ -n "$__OW_WAIT_FOR_ACK" ] && echo '{"ok":true}' >&3\ncat\n`);
      const ended = await runHere(sandbox, ['build', 'loop', '--runner', 'loop']);
      expect(ended).toMatchObject({ code: 2, stdout: '' });
      expect(ended.stderr).toMatch(
        /^actionrunner: the action cannot be packed: .*pipe cannot be zipped: it is neither/m,
      );
      expect(readdirSync(sandbox.folder)).toEqual(['loop']);
    });

    it('when a signal ends it: no archive, no folder, no process', async () => {
      // Never says that it is ready.
      sandbox.write('loop', '#!/bin/bash\necho "$$ waits without $__OW_WAIT_FOR_ACK" >&2\nsleep 300\n');
      const started = start(sandbox, ['build', 'loop', '--runner', 'loop']);
      await eventually('the action is started', () => started.output.stderr.endsWith('\n'));
      const pid = Number.parseInt(started.output.stderr, 10);
      expect(existsSync(`/proc/${pid}`) || process.platform !== 'linux').toBe(true);
      started.child.kill('SIGTERM');
      expect(await started.ended).toMatchObject({ code: 143, stdout: '' });
      expect(readdirSync(sandbox.folder)).toEqual(['loop']);
      expect(() => process.kill(pid, 0)).toThrow('ESRCH');
    });
  });
});
