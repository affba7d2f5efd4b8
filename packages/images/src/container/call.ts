import { spawn } from 'node:child_process';
import { messageOf, systemCode } from '@actionrunner/core/internal';

/** How a command ended, with what it wrote. */
export interface Called {
  /** Exit status; 127 when there is no such command, 128 when it was ended by a signal. */
  readonly code: number;
  readonly stdout: string;
  readonly stderr: string;
}

/** What an engine that hangs may take. */
const TIME_LIMIT_MS = 60_000;

const MISSING = 127;
const ENDED_BY_SIGNAL = 128;

/** Runs a command to its end. A group of its own keeps it from the Ctrl-C of a terminal. */
export function call(
  command: string,
  args: readonly string[],
  { cwd, timeoutMs = TIME_LIMIT_MS }: { readonly cwd?: string; readonly timeoutMs?: number } = {},
): Promise<Called> {
  return new Promise((resolve) => {
    const child = spawn(command, args, {
      ...(cwd !== undefined && { cwd }),
      stdio: ['ignore', 'pipe', 'pipe'],
      detached: true,
    });
    // Node's own limit would keep the process alive after a command that is not there.
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
      resolve({ code: code ?? ENDED_BY_SIGNAL, ...output });
    });
  });
}

/** The last line that a command wrote to stderr, which says why it failed. */
export function reasonOf({ stderr, code }: Called): string {
  return stderr.trimEnd().split('\n').at(-1) || `exit status ${code}`;
}
