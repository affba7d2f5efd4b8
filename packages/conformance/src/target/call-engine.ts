import { spawn } from 'node:child_process';

/** How a call ended. */
export interface CallResult {
  /** The exit status; 127 if there is no such command, 128 if it took too long. */
  readonly code: number;
  readonly stdout: string;
  readonly stderr: string;
}

const LIMIT_MS = 60_000;
const MAX_OUTPUT = 100_000;

/** Calls the command of a container engine, out of reach of the Ctrl-C of a terminal. */
export function callEngine(command: string, args: readonly string[]): Promise<CallResult> {
  return new Promise((resolve) => {
    const child = spawn(command, args, { stdio: ['ignore', 'pipe', 'pipe'], detached: true });
    const timer = setTimeout(() => child.kill('SIGKILL'), LIMIT_MS);
    const output = { stdout: '', stderr: '' };
    for (const stream of ['stdout', 'stderr'] as const) {
      child[stream].setEncoding('utf8').on('data', (text: string) => {
        output[stream] = (output[stream] + text).slice(0, MAX_OUTPUT);
      });
    }
    child.once('error', (error) => {
      clearTimeout(timer);
      resolve({ code: 127, stdout: '', stderr: error.message });
    });
    child.once('close', (code) => {
      clearTimeout(timer);
      resolve({ code: code ?? 128, ...output });
    });
  });
}

/** Why a call failed, in one line. */
export function describeCall({ stderr, code }: CallResult): string {
  return stderr.trim().split('\n').at(-1) || `exit status ${code}`;
}
