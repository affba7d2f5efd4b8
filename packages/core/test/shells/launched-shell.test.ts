import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { closeSync, fstatSync, openSync } from 'node:fs';
import type { Readable } from 'node:stream';
import { afterTest } from '../../../../test/support/clean-up.js';
import { LAUNCHED_SHELL, LaunchedShell, type LaunchPipes } from '../../src/shells/launched-shell.js';

/** A child of this process that writes the PID of its own child, which is not one of this process. */
function startOthers(): ChildProcess {
  const child = spawn('/bin/sh', ['-c', 'sleep 100 & echo $!; wait'], { stdio: ['ignore', 'pipe', 'ignore'] });
  afterTest(() => void child.kill('SIGKILL'));
  return child;
}

/** Descriptors in the places of the pipes of a shell. */
function openPipes(): LaunchPipes {
  return { reports: openSync('/dev/null', 'r'), answer: openSync('/dev/null', 'w') };
}

function dismiss(pid: number, pipes: LaunchPipes): void {
  LaunchedShell.take({ [LAUNCHED_SHELL]: `${pid} name` }, pipes)?.dismiss();
}

const isOpen = (descriptor: number) => {
  try {
    return fstatSync(descriptor).dev !== undefined;
  } catch {
    return false;
  }
};

(process.platform === 'linux' ? describe : describe.skip)('a shell that is not used', () => {
  test('is ended, and its pipes are closed, if it is not ready yet', async () => {
    const child = startOthers();
    const pipes = openPipes();

    dismiss(child.pid as number, pipes);

    expect(await once(child, 'exit')).toEqual([null, 'SIGKILL']);
    expect([pipes.reports, pipes.answer].map(isOpen)).toEqual([false, false]);
  });

  test('is left alone, as are the descriptors, if it is the process of somebody else', async () => {
    const child = startOthers();
    const [line] = (await once(child.stdout as Readable, 'data')) as [Buffer];
    const pipes = openPipes();
    const pid = Number(line);
    afterTest(() => {
      process.kill(pid, 'SIGKILL');
      Object.values(pipes).forEach(closeSync);
    });

    dismiss(pid, pipes);

    expect(process.kill(pid, 0)).toBe(true);
    expect([pipes.reports, pipes.answer].map(isOpen)).toEqual([true, true]);
  });
});
