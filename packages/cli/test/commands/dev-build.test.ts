import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterTest } from '../../../../test/support/clean-up.js';
import { setUpCommandSandbox } from '../../../core/test/support/command-sandbox.js';
import { isAlive } from '../../../core/test/support/wait-for.js';
import { eventually, type Started, start } from '../support/command.js';

const sandbox = setUpCommandSandbox();

function dev(...args: string[]): Started {
  const started = start(sandbox, ['dev', ...args]);
  afterTest(async () => {
    started.child.kill('SIGINT');
    expect(await started.ended).toMatchObject({ code: 130 });
  });
  return started;
}

const bash = (n: number) => `echo '{"n":${n}}'\n`;
const BUILD = 'echo building; mkdir -p dist; echo >> builds; bash -n src/hello.src && cp src/hello.src dist/hello.sh';
const WATCHED = ['dist/hello.sh', '--on-build', BUILD, '--watch', 'src'];
const results = ({ output }: Started) => [...output.stdout.matchAll(/"n": (\d+)/g)].map(([, n]) => Number(n));

it('makes the action first, and again for each change of what it is made of', async () => {
  sandbox.write('src/hello.src', bash(1));
  const started = dev(...WATCHED);
  await eventually('the first result', () => results(started).length === 1);
  expect(started.output.stderr).toMatch(/^building\nbuilt: [\d.]+ m?s\n— dist\/hello\.sh —\n/);
  // Not a change: the build makes it.
  sandbox.write('dist/hello.sh', bash(7));
  sandbox.write('src/hello.src', bash(2));
  await eventually('the second result', () => results(started).length === 2);
  expect(results(started)).toEqual([1, 2]);
  expect(readFileSync(join(sandbox.folder, 'builds'), 'utf8')).toBe('\n\n');
});

it('a build that fails is shown, runs nothing old, and the next change is tried', async () => {
  sandbox.write('src/hello.src', 'fi\n');
  const started = dev(...WATCHED);
  await eventually('what failed', () => started.output.stderr.includes('exited with status 2'));
  expect(started.output.stderr).toContain('syntax error');
  expect(started.output.stderr).toContain(`the build failed: "${BUILD}" exited`);
  sandbox.write('src/hello.src', bash(1));
  await eventually('the result', () => results(started).length === 1);
  sandbox.write('src/hello.src', 'fi\n');
  await eventually('what failed again', () => started.output.stderr.split('exited with status 2').length === 3);
  expect(results(started)).toEqual([1]);
});

it('a build is killed with what it started, when a newer version is saved or the command ends', async () => {
  sandbox.write('src/slow', '');
  const build =
    'sleep 1000 & echo $! >> pids; cat pids; [ ! -e src/slow ] || wait; mkdir -p dist; cp src/hello.src dist/hello.sh';
  sandbox.write('src/hello.src', bash(1));
  const started = dev('dist/hello.sh', '--on-build', build, '--watch', 'src');
  const pids = () => started.output.stderr.match(/^\d+$/gm)?.map(Number) ?? [];
  await eventually('the build', () => pids().length > 0);
  sandbox.write('src/hello.src', bash(2));
  await eventually('the second build', () => new Set(pids()).size === 2);
  const [first = 0, second = 0] = [...new Set(pids())];
  await eventually('the end of the first', () => !isAlive(first));
  expect(started.output.stderr).not.toContain('failed');
  started.child.kill('SIGINT');
  await started.ended;
  await eventually('the end of the second', () => !isAlive(second));
});

it('--watch alone adds what the action uses', async () => {
  sandbox.write('hello.sh', 'printf \'{"n":%s}\\n\' "$(cat "$DATA")"\n');
  sandbox.write('data/n', '1');
  const data = join(sandbox.folder, 'data/n');
  const started = dev('hello.sh', '-e', `DATA=${data}`, '--watch', 'data');
  await eventually('the first result', () => results(started).length === 1);
  writeFileSync(data, '2');
  await eventually('the second result', () => results(started).length === 2);
  expect(results(started)).toEqual([1, 2]);
});

it.each([
  [
    'without sources',
    ['a.sh', '--on-build', 'true'],
    '--on-build needs --watch, the path of what the action is made of.',
  ],
  [
    'with its own output',
    ['a.sh', '--on-build', 'true', '--watch', './a.sh'],
    '--watch: a.sh is what --on-build makes, not what it is made of.',
  ],
  ['of nothing', ['a.sh', '--watch', 'b'], '--watch: b does not exist.'],
  [
    'with the page',
    ['a.sh', '--on-build', 'true', '--watch', '.', '--ui'],
    '--on-build is not for --ui, whose page edits the action itself.',
  ],
])('is refused %s', async (_title, args, message) => {
  sandbox.write('a.sh', bash(1));
  const { ended, output } = start(sandbox, ['dev', ...args]);
  expect(await ended).toMatchObject({ code: 3 });
  expect(output.stderr).toBe(`actionrunner: ${message}\n`);
});
