import { spawn, spawnSync } from 'node:child_process';
import { closeSync, openSync, readFileSync } from 'node:fs';
import { formatLaunchScript } from '../../src/shells/launch-script.js';
import { LAUNCH_PIPES, LAUNCHED_SHELL, LaunchedShell } from '../../src/shells/launched-shell.js';

const LIMIT_MS = 10_000;
const RETRY_MS = 2;

/** Whether a launch script can start a shell here. */
export function canLaunch(): boolean {
  return spawnSync('setsid', ['env', '--default-signal', 'true']).status === 0;
}

/** Has a launch script start a shell, and another program than this one, from which this process takes the shell over. */
export function launchShell(env: Record<string, string>): LaunchedShell {
  const script = formatLaunchScript('exec tail -f /dev/null');
  const program = spawn('/bin/sh', ['-c', script], { env, stdio: 'ignore' });
  const variables = waitForProgram(program.pid as number);
  const open = (descriptor: number, flags: string) => openSync(`/proc/${program.pid}/fd/${descriptor}`, flags);
  const pipes = { reports: open(LAUNCH_PIPES.reports, 'r'), answer: open(LAUNCH_PIPES.answer, 'w') };
  program.kill('SIGKILL');
  const launched = LaunchedShell.take(variables, pipes, program.pid);
  if (!launched) {
    closeSync(pipes.reports);
    closeSync(pipes.answer);
    throw new Error('the script has started no shell');
  }
  return launched;
}

/** Waits until the script has become the program. @returns its environment */
function waitForProgram(pid: number): Record<string, string> {
  const pause = new Int32Array(new SharedArrayBuffer(4));
  for (const end = Date.now() + LIMIT_MS; Date.now() < end; Atomics.wait(pause, 0, 0, RETRY_MS)) {
    const entries = readFileSync(`/proc/${pid}/environ`, 'utf8').split('\0');
    const pairs = entries.filter(Boolean).map((entry) => entry.split(/=(.*)/s).slice(0, 2) as [string, string]);
    const variables = Object.fromEntries(pairs);
    if (LAUNCHED_SHELL in variables) return variables;
  }
  throw new Error('the script did not become the program');
}
