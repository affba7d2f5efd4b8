// Long because each of its tests is a whole session with the command.
import { execFileSync } from 'node:child_process';
import { existsSync, readdirSync, readFileSync, renameSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterTest } from '../../../../test/support/clean-up.js';
import { buildZip } from '../../../../test/support/zip-builder.js';
import { setUpCommandSandbox } from '../../../core/test/support/command-sandbox.js';
import { eventually, FIXTURES, run, type Started, start } from '../support/command.js';
import { TERMINAL } from '../support/terminal.js';

const sandbox = setUpCommandSandbox();
let started: Started | undefined;
beforeEach(() => {
  started = undefined;
  afterTest(async () => {
    started?.child.kill('SIGINT');
    if (started) expect(await started.ended).toMatchObject({ code: 130 });
  });
});

/** The results so far, each in one line. */
function results(): unknown[] {
  const text = started?.output.stdout.trim() ?? '';
  return text === '' ? [] : text.split(/\n(?=\{)/).map((result) => JSON.parse(result) as unknown);
}

async function dev(...args: string[]): Promise<Started> {
  started = start(sandbox, ['dev', ...args]);
  await eventually('the first activation', () =>
    /^(ok|application error|the action)/m.test(started?.output.stderr ?? ''),
  );
  return started;
}

async function untilResults(...expected: unknown[]): Promise<void> {
  await eventually(`${expected.length} results`, () => results().length >= expected.length);
  expect(results()).toEqual(expected);
}

const bash = (n: number) => `echo '{"n":${n}}'\n`;

it('runs the action again whenever it is saved, and shows how the result differs', async () => {
  sandbox.write('a.sh', 'echo to the log; echo "$1"\n');
  const { output } = await dev('a.sh', '-p', 'n', '12345678901234567890');
  expect(output.stdout).toBe('{\n    "n": 12345678901234567890\n}\n');
  expect(output.stderr).toMatch(/^— a\.sh —\nto the log\nok: init [\d.]+ m?s.*, run [\d.]+ m?s.*\n$/);
  sandbox.write('a.sh', bash(2));
  await eventually('the difference', () => output.stderr.split('\nok').length > 2);
  expect(output.stderr).toContain('\n  {\n-     "n": 12345678901234567890\n+     "n": 2\n  }\n');
  sandbox.write('a.sh', `${bash(2)}# same\n`);
  await eventually('no difference', () => output.stderr.includes('the same result as before\n'));
});

it('a broken action is shown, and the next change is tried', async () => {
  sandbox.write('a.py', 'def main(args):\n    return {"n": 1}\n');
  const { output } = await dev('a.py');
  sandbox.write('a.py', 'def main(args:\n');
  await eventually('the syntax error', () => output.stderr.includes('SyntaxError'));
  await eventually('what failed', () => output.stderr.includes('the action could not be initialized'));
  rmSync(join(sandbox.folder, 'a.py'));
  await eventually('that it is gone', () => output.stderr.includes('a.py does not exist.'));
  sandbox.write('a.py', 'def main(args):\n    return {"n": 2}\n');
  await untilResults({ n: 1 }, { n: 2 });
});

it('an editor that renames saves once', async () => {
  sandbox.write('a.sh', bash(1));
  await dev('a.sh');
  for (const n of [2, 3]) {
    renameSync(join(sandbox.folder, 'a.sh'), join(sandbox.folder, 'a.sh~'));
    sandbox.write('4913', '');
    rmSync(join(sandbox.folder, '4913'));
    sandbox.write('a.sh', bash(n));
    await eventually('the result', () => results().length >= n);
  }
  await untilResults({ n: 1 }, { n: 2 }, { n: 3 });
});

it('what runs is killed when a newer version is saved', async () => {
  sandbox.write('a.sh', `echo started >&2\nsleep 1000\n${bash(1)}`);
  started = start(sandbox, ['dev', 'a.sh']);
  await eventually('the start', () => started?.output.stderr.includes('started') === true);
  sandbox.write('a.sh', bash(2));
  await untilResults({ n: 2 });
  expect(started.output.stderr).not.toContain('failed');
});

it('only sources of a directory count', async () => {
  sandbox.write('project/exec', bash(1), 0o755);
  sandbox.write('project/.gitignore', 'dist/\n*.log\n');
  sandbox.write('project/lib/.gitignore', '!kept.log\n');
  await dev('project');
  for (const name of [
    'x.log',
    'dist/x',
    '.git/index',
    'node_modules/x/y',
    '__pycache__/x.pyc',
    '.actionrunner/a',
    'x~',
  ]) {
    sandbox.write(`project/${name}`, 'x');
  }
  sandbox.write('project/exec', bash(2), 0o755);
  await untilResults({ n: 1 }, { n: 2 });
  sandbox.write('project/lib/kept.log', 'x');
  await untilResults({ n: 1 }, { n: 2 }, { n: 2 });
});

it('watches a folder with links that lead to it or nowhere', async () => {
  sandbox.write('project/exec', bash(1), 0o755);
  symlinkSync('.', join(sandbox.folder, 'project/folder'));
  symlinkSync('nowhere', join(sandbox.folder, 'project/absent'));
  await dev('project');
  sandbox.write('project/exec', bash(2), 0o755);
  await untilResults({ n: 1 }, { n: 2 });
});

it('begins with saved parameters, and saves them', async () => {
  sandbox.write('a.sh', 'echo "$1"\n');
  await dev('a.sh', '--save', 'two', '-p', 'a', '1', '-p', 'b', '2');
  started?.child.kill('SIGINT');
  await started?.ended;
  await dev('a.sh', '--input', 'two', '-p', 'b', '3');
  await untilResults({ a: 1, b: 3 });
});

it('keeps saved parameters when others under their name do not fit', async () => {
  sandbox.write('a.sh', 'echo "$1"\n');
  sandbox.write('.actionrunner/inputs/full.json', '{"a":1}\n');
  // A limit for files is met as a full disk is: within the file.
  const through = ['bash', '-c', 'ulimit -f 4; exec "$@"', 'bash'];
  const args = ['dev', 'a.sh', '--save', 'full', '-p', 'b', 'x'.repeat(5_000)];
  const { code, stderr } = await run(sandbox, args, { through });
  expect({ code, stderr }).toEqual({
    code: 2,
    stderr: 'actionrunner: the input cannot be saved: EFBIG: file too large, write\n',
  });
  expect(readFileSync(join(sandbox.folder, '.actionrunner/inputs/full.json'), 'utf8')).toBe('{"a":1}\n');
  expect(readdirSync(join(sandbox.folder, '.actionrunner/inputs')).filter((name) => name.startsWith('full'))).toEqual([
    'full.json',
  ]);
});

const EXEC = Buffer.from('#!/bin/sh\necho "$1"\n');

it.each([
  ['C', 'a.c', '#include <stdio.h>\nint main(int c, char **v) { puts(v[1]); }\n', []],
  ['Python', 'a.py', 'def main(args):\n    return args\n', []],
  ['a zip', 'a.zip', buildZip([{ name: 'exec', data: EXEC, mode: 0o755 }]), []],
  [
    'a loop program',
    'a.pl',
    '#!/usr/bin/env perl\nuse IO::Handle; open my $out, ">&=3"; $out->autoflush; while (<STDIN>) { /"value":(\\{[^}]*\\})/; print $out "$1\\n"; }\n',
    ['--runner', 'loop'],
  ],
  ['an interpreter', 'a.pl', 'print $ARGV[0];\n', ['--runner', 'interpreter:perl']],
  ['a custom runner', 'a.sh', 'echo "$1"\n', ['--runner', join(FIXTURES, 'greeting-runner.js')]],
] as const)('runs %s', async (_, name, content, args) => {
  sandbox.write(name, content);
  await dev(name, '--cold', ...args, '-p', 'n', '1');
  await untilResults(expect.objectContaining({}));
});

it('keys run it again, with other inputs or without a time limit, and quit', async () => {
  sandbox.write('a.sh', 'echo "$1"\n');
  sandbox.write('.actionrunner/inputs/saved.json', '{"n":2}');
  writeFileSync(join(sandbox.folder, 'editor'), '#!/bin/sh\necho \'{"n":3}\' > "$1"\n', { mode: 0o755 });
  const env = { EDITOR: join(sandbox.folder, 'editor'), TERM: 'xterm' };
  started = start(sandbox, ['dev', 'a.sh', '-p', 'n', '1'], { through: TERMINAL, env, input: true });
  const { child, output, ended } = started;
  const shows = (text: string, times = 1) => eventually(text, () => output.stdout.split(text).length > times);
  await shows('q: quit');
  const press = async (key: string, text: string, activations: number) => {
    child.stdin?.write(key);
    await shows(text);
    await shows('ok: ', activations);
  };
  await press('r', 'the same result', 2);
  await press('n', 'input: saved', 3);
  expect(output.stdout).toContain('+     "n": 2');
  await press('e', '+     "n": 3', 4);
  await press('d', 'time limit: off', 5);
  child.stdin?.write('q');
  expect(await ended).toMatchObject({ code: 0, signal: null });
  started = undefined;
});

/** Starts it on a terminal with an editor, a shell script that gets the path of the text. */
function onTerminal(editor: string, ...args: readonly string[]) {
  writeFileSync(join(sandbox.folder, 'editor'), `#!/bin/sh\n${editor}\n`, { mode: 0o755 });
  const env = { EDITOR: join(sandbox.folder, 'editor'), TERM: 'xterm' };
  started = start(sandbox, ['dev', ...args], { through: TERMINAL, env, input: true });
  const { child, output, ended } = started;
  const shows = (text: string, times = 1) => eventually(text, () => output.stdout.split(text).length > times);
  return { press: (key: string) => child.stdin?.write(key), shows, output, ended };
}

it('what happens while the editor is open is shown when it is closed', async () => {
  sandbox.write('a.sh', 'echo first >&2; echo {}\n');
  const editor = 'echo editing; until [ -e close ]; do sleep 0.05; done; echo closing';
  const { press, shows, output, ended } = onTerminal(editor, 'a.sh');
  await shows('q: quit');
  press('e');
  await shows('editing');
  const ran = join(sandbox.folder, 'ran');
  sandbox.write('a.sh', `echo second >&2; touch '${ran}'; echo nothing\n`);
  await eventually('the other version runs', () => existsSync(ran));
  // The answer, and what the command makes of it.
  await new Promise((resolve) => setTimeout(resolve, 300));
  sandbox.write('close', '');
  await shows('the action failed: ');
  expect(output.stdout).toMatch(/first[\s\S]*editing\r\nclosing\r\n[\s\S]*second\r\n/);
  press('q');
  expect(await ended).toMatchObject({ code: 0 });
  started = undefined;
});

it('what was written and is not JSON is there again, and an editor that gives up changes nothing', async () => {
  sandbox.write('a.sh', 'echo "$1"\n');
  const editor =
    'cat "$1"; if grep -q bad "$1"; then echo \'{"n":2}\' > "$1"; elif grep -q 2 "$1"; then exit 1; else echo bad > "$1"; fi';
  const { press, shows, output, ended } = onTerminal(editor, 'a.sh', '-p', 'n', '1');
  await shows('q: quit');
  press('e');
  await shows('must not be "b". Press e to go on with it.');
  press('e');
  await shows('+     "n": 2');
  expect(output.stdout).toMatch(/^bad\r$/m);
  await shows('ok: ', 2);
  press('e');
  await shows(`nothing is changed: the editor "${join(sandbox.folder, 'editor')}" exited with 1`);
  press('r');
  await shows('the same result as before');
  press('q');
  expect(await ended).toMatchObject({ code: 0 });
  started = undefined;
});

it('keys work while the action runs that an edit has started; h names them, and n says how to save an input', async () => {
  sandbox.write('a.sh', 'echo "got $1" >&2; case $1 in *2*) sleep 300;; esac; echo {}\n');
  const { press, shows, ended } = onTerminal('echo \'{"n":2}\' > "$1"', 'a.sh');
  await shows('q: quit');
  press('n');
  await shows('there is no saved input; --save NAME adds one');
  press('h');
  await shows('q: quit', 2);
  press('e');
  await shows('got {"n":2}');
  press('q');
  expect(await ended).toMatchObject({ code: 0, signal: null });
  started = undefined;
});

it('keys work and are shown while the first activation runs', async () => {
  sandbox.write('a.sh', 'echo "got $1" >&2; case $1 in *1*) sleep 300;; esac; echo "$1"\n');
  const { press, shows, ended } = onTerminal('echo \'{"n":2}\' > "$1"', 'a.sh', '-p', 'n', '1');
  await shows('got {"n":1}');
  await shows('q: quit');
  press('e');
  await shows('ok: ');
  press('q');
  expect(await ended).toMatchObject({ code: 0, signal: null });
  started = undefined;
});

it('q quits at once, also before the first activation ends', async () => {
  sandbox.write('a.sh', 'echo started >&2; sleep 300\n');
  const { press, shows, output, ended } = onTerminal('', 'a.sh');
  await shows('started');
  press('q');
  expect(await ended).toMatchObject({ code: 0, signal: null });
  expect(output.stdout).not.toContain('failed');
  started = undefined;
});

(process.platform === 'linux' ? it : it.skip)('reads keys again after a shell has continued it', async () => {
  sandbox.write('a.sh', 'echo {}\n');
  const { press, shows, ended } = onTerminal('', 'a.sh');
  await shows('q: quit');
  // As a shell does before it continues a job: the terminal waits for whole lines again.
  const parent = started?.child.pid;
  const pid = Number(readFileSync(`/proc/${parent}/task/${parent}/children`, 'utf8'));
  execFileSync('stty', ['-F', `/proc/${pid}/fd/0`, 'sane']);
  process.kill(pid, 'SIGCONT');
  const isRaw = () => / -icanon /.test(execFileSync('stty', ['-F', `/proc/${pid}/fd/0`, '-a'], { encoding: 'utf8' }));
  await eventually('the terminal gives single keys again', isRaw);
  press('r');
  await shows('the same result as before');
  press('q');
  expect(await ended).toMatchObject({ code: 0 });
  started = undefined;
});
