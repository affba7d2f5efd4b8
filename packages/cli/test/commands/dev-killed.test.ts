import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setUpCommandSandbox } from '../../../core/test/support/command-sandbox.js';
import { isAlive, waitFor } from '../../../core/test/support/wait-for.js';
import { eventually, type Started, start } from '../support/command.js';

const sandbox = setUpCommandSandbox();

async function stop({ child, ended }: Started): Promise<void> {
  child.kill('SIGINT');
  expect(await ended).toMatchObject({ code: 130 });
}

const linux = process.platform === 'linux' ? it : it.skip;

linux.each([
  ['bash', 'a.sh', 'sleep 300 & echo "runs $! $PWD" >&2; wait\n'],
  [
    'Python',
    'a.py',
    'import os, subprocess\ndef main(args):\n    child = subprocess.Popen(["sleep", "300"], cwd="/")\n    print(f"runs {child.pid} {os.getcwd()}", flush=True)\n    child.wait()\n',
  ],
])('what a killed dev has left of a %s action is removed by the next one', async (_, name, source) => {
  sandbox.write(name, source);
  const { child, output, ended } = start(sandbox, ['dev', name]);
  await eventually('the action', () => /^runs \d+ \S+$/m.test(output.stderr));
  const [, pid, directory = ''] = /^runs (\d+) (\S+)$/m.exec(output.stderr) ?? [];
  child.kill('SIGKILL');
  await ended;
  expect([isAlive(Number(pid)), existsSync(directory)]).toEqual([true, true]);
  const [left] = readdirSync(sandbox.temp);
  sandbox.write(name, name === 'a.sh' ? 'echo {}\n' : 'def main(args):\n    return {}\n');
  const next = start(sandbox, ['dev', name]);
  await eventually('the result', () => next.output.stdout === '{}\n');
  const removed = `removed ${join(sandbox.temp, left as string)}, and \\d+ process(es)? of its action: the command that made it was killed\n`;
  expect(next.output.stderr).toMatch(new RegExp(`^${removed}`));
  await waitFor('the end of its process', () => !isAlive(Number(pid)));
  expect(existsSync(directory)).toBe(false);
  await stop(next);
});

linux('leaves alone what runs, and what is not known', async () => {
  sandbox.write('a.sh', 'echo "runs $PWD" >&2; sleep 300\n');
  sandbox.write('b.sh', 'echo {}\n');
  const first = start(sandbox, ['dev', 'a.sh']);
  await eventually('the action', () => /^runs \S+$/m.test(first.output.stderr));
  const [, directory = ''] = /^runs (\S+)$/m.exec(first.output.stderr) ?? [];
  const owner = readFileSync(join(directory, '..', 'owner'), 'utf8');
  const others = {
    'actionrunner-empty': undefined,
    // Another boot of the machine, or another machine with the same folder; another namespace of PIDs.
    'actionrunner-other-boot': owner.replace(/^\d+ \d+/, '1 1').replace(/\S{36}$/, '0'.repeat(36)),
    'actionrunner-other-namespace': owner.replace(/^\d+ \d+/, '1 1').replace(/pid:\[\d+\]/, 'pid:[1]'),
    'other-name': owner.replace(/^\d+/, '1'),
  };
  for (const [name, text] of Object.entries(others)) {
    mkdirSync(join(sandbox.temp, name));
    if (text !== undefined) {
      writeFileSync(join(sandbox.temp, name, 'owner'), text);
    }
  }
  const second = start(sandbox, ['dev', 'b.sh']);
  await eventually('the result', () => second.output.stdout === '{}\n');
  expect(second.output.stderr).not.toContain('removed');
  expect(existsSync(directory)).toBe(true);
  await stop(second);
  await stop(first);
  expect(readdirSync(sandbox.temp).sort()).toEqual(Object.keys(others).sort());
  for (const name of Object.keys(others)) {
    rmSync(join(sandbox.temp, name), { recursive: true });
  }
});
