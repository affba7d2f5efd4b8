import { type ChildProcess, spawn } from 'node:child_process';
import type { Socket } from 'node:net';
import { startAsOomVictim } from '../process/oom.js';
import type { Environment } from '../protocol/environment.js';
import { createUuid } from '../protocol/uuid.js';
import { SHELL_PROGRAM } from './frame.js';

/** A shell that runs {@link SHELL_PROGRAM}. */
export interface StartedShell {
  /** Its PID and process group. */
  readonly pid: number;
  /** A name that no other shell has. Its messages begin with it. */
  readonly name: string;
  /** Where its reports arrive; ends with the shell. */
  readonly reports: Socket;
  /** Answers its first report. @throws a system error */
  readonly answer: (line: string) => void;
  readonly kill: () => void;
}

/** Starts a shell. @param gone called when it has exited, or could not be started @throws a system error */
export type StartShell = (gone: () => void) => StartedShell;

/** What a shell is started with. */
export interface ShellOptions {
  /** Its command. */
  readonly shell: readonly string[];
  readonly env: Environment;
  /** The soft limit of open files, if it differs from that of this process. */
  readonly openFiles: number | undefined;
}

/** Starts a shell as a child of this process. @throws a system error */
export function startShell({ shell, env, openFiles }: ShellOptions, gone: () => void): StartedShell {
  const name = createUuid();
  const [file = '', ...args] = [...shell, '-c', SHELL_PROGRAM, name, '3', String(openFiles ?? '')];
  const stdio = ['ignore' as const, 'ignore' as const, 'ignore' as const, 'pipe' as const];
  const child = startAsOomVictim(() => spawn(file, args, { cwd: '/', env, stdio, detached: true }));
  // Node.js makes no streams where no more files can be opened.
  const reports = (child.stdio as ChildProcess['stdio'] | undefined)?.[3] as Socket | undefined;
  if (!reports) {
    child.on('error', () => undefined);
    throw Object.assign(new Error('no more files can be opened'), { code: 'EMFILE' });
  }
  child.on('error', gone).once('exit', gone);
  child.unref();
  return {
    pid: child.pid ?? 0,
    name,
    reports,
    answer: (line) => void reports.write(line, 'latin1'),
    kill: () => void child.kill('SIGKILL'),
  };
}
