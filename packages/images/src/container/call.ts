import { spawn } from 'node:child_process';
import { messageOf, systemCode } from '@actionrunner/core/internal';

/** The exit status and the output of a command. */
export interface CallResult {
  /** Exit status; 127 if there is no such command, 128 if a signal killed it. */
  readonly code: number;
  readonly stdout: string;
  readonly stderr: string;
}

/** Time limit, in case an engine hangs. */
const TIME_LIMIT_MS = 60_000;

const MISSING = 127;
const KILLED_BY_SIGNAL = 128;

/** Runs a command to its end, in its own process group, so that it does not get the Ctrl-C of a terminal. */
export function call(
  command: string,
  args: readonly string[],
  { cwd, timeoutMs = TIME_LIMIT_MS }: { readonly cwd?: string; readonly timeoutMs?: number } = {},
): Promise<CallResult> {
  return new Promise((resolve) => {
    const child = spawn(command, args, {
      ...(cwd !== undefined && { cwd }),
      stdio: ['ignore', 'pipe', 'pipe'],
      detached: true,
    });
    // The `timeout` of `spawn` would keep the process alive if the command does not exist.
    const timer = setTimeout(() => child.kill('SIGKILL'), timeoutMs);
    const output = { stdout: '', stderr: '' };
    child.stdout.setEncoding('utf8').on('data', (text: string) => {
      output.stdout += text;
    });
    child.stderr.setEncoding('utf8').on('data', (text: string) => {
      output.stderr += text;
    });
    child.once('error', (error) => {
      clearTimeout(timer);
      const stderr = systemCode(error) === 'ENOENT' ? 'it is not installed' : messageOf(error);
      resolve({ code: MISSING, stdout: '', stderr });
    });
    child.once('close', (code) => {
      clearTimeout(timer);
      resolve({ code: code ?? KILLED_BY_SIGNAL, ...output });
    });
  });
}

/** Returns the last line that a command wrote to stderr, which says why it failed. */
export function describeFailure({ stderr, code }: CallResult): string {
  return stderr.trimEnd().split('\n').at(-1) || `exit status ${code}`;
}
