import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { setUpCommandSandbox } from '../../../core/test/support/command-sandbox.js';
import { eventually, FIXTURES, start } from '../support/command.js';

/** Whether a process exists and has not ended. */
function runs(pid: number): boolean {
  try {
    process.kill(pid, 0);
  } catch {
    return false;
  }
  try {
    // One that has ended, but whose parent does not ask.
    return !/^\d+ \(.*\) Z/.test(readFileSync(`/proc/${pid}/stat`, 'utf8'));
  } catch {
    return process.platform !== 'linux';
  }
}

describe('invoke, ended by a signal', () => {
  const sandbox = setUpCommandSandbox();

  it.each([
    ['SIGINT', 130],
    ['SIGTERM', 143],
    ['SIGHUP', 129],
    ['SIGQUIT', 131],
  ] as const)(
    'leaves no process and no folder on %s while the action runs, also when it comes twice',
    async (signal, code) => {
      // It ends a moment later than it is asked to.
      sandbox.write('long.sh', 'trap \'\' TERM\nsleep 300 &\necho "pids $$ $!" >&2\nwait\n');
      const started = start(sandbox, ['invoke', 'long.sh']);
      await eventually('the action runs', () => /^pids \d+ \d+\n/.test(started.output.stderr));
      const pids = started.output.stderr.match(/\d+/g)?.map(Number) ?? [];
      expect(pids.filter(runs)).toHaveLength(2);
      started.child.kill(signal);
      await new Promise((resolve) => setTimeout(resolve, 50));
      started.child.kill(signal);
      expect(await started.ended).toMatchObject({ code, stdout: '' });
      await eventually('the processes of the action end', () => !pids.some(runs));
    },
  );

  it('leaves no folder when the runner is still being loaded', async () => {
    sandbox.write('any.txt', '');
    const runner = join(FIXTURES, 'waits-on-import.js');
    const started = start(sandbox, ['invoke', 'any.txt', '--runner', runner]);
    await eventually('the module is loaded', () => started.output.stderr === 'loading\n');
    expect(sandbox.leftovers()).toHaveLength(1);
    started.child.kill('SIGINT');
    expect(await started.ended).toMatchObject({ code: 130, stdout: '' });
  });

  it('ends although the runner goes on', async () => {
    sandbox.write('any.txt', '');
    const runner = join(FIXTURES, 'endless-runner.js');
    const started = start(sandbox, ['invoke', 'any.txt', '--runner', runner]);
    await eventually('the action runs', () => started.output.stderr === 'running\n');
    started.child.kill('SIGINT');
    expect(await started.ended).toMatchObject({ code: 130, stdout: '' });
  });
});
