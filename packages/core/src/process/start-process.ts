import type { ChildProcess } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { fchownSync } from 'node:fs';
import type { Readable, Writable } from 'node:stream';
import spawn from 'cross-spawn';
import { messageOf, RunnerError, systemCode } from '../errors.js';
import type { Environment } from '../protocol/environment.js';
import { asFirstVictim } from './first-victim.js';
import { type LeftProcess, leftBehind } from './left-behind.js';
import { closeDescriptors, openStreams } from './open-streams.js';
import type { PipePool } from './pipe-pool.js';
import type { ProcessUser } from './process-user.js';
import { signalGroup } from './signal-group.js';

/** In the environment of each process, inherited by its descendants; a value of its own for each. */
const MARK = 'ACTIONRUNNER_PROCESS';

/** What to start. */
export interface ProcessSpec {
  /** The executable and its arguments; each at most 131,071 bytes of UTF-8. */
  readonly command: readonly string[];
  /** Working directory; `PWD` follows it. */
  readonly cwd: string;
  /** The whole environment of the process. */
  readonly env: Environment;
  /** What it reads on stdin; `'pipe'` to write it later. Default: nothing. */
  readonly input?: Uint8Array | 'pipe';
  /** Whether the process gets a fourth pipe, as file descriptor 3, to answer on. */
  readonly channel?: boolean;
  /** Whom it runs as; it takes the rights to be another. Default: as this process. */
  readonly user?: ProcessUser | undefined;
}

/** How a process ended: one of the two is set. */
export interface ProcessExit {
  readonly code: number | null;
  readonly signal: NodeJS.Signals | null;
}

/** A process that runs in a process group of its own. */
export interface RunningProcess {
  readonly pid: number;
  /** The other end of stdin, when the process was started with `input: 'pipe'`. */
  readonly stdin: Writable | undefined;
  /** Bytes written to stdin that the process has not read, once it has ended; undefined where that cannot be known. */
  readonly unread: (() => number) | undefined;
  readonly stdout: Readable;
  readonly stderr: Readable;
  /** The other end of file descriptor 3, when the process was started with one. */
  readonly channel: Readable | undefined;
  /** Settles when the process itself has ended, whoever still holds its pipes. Never rejects. */
  readonly exited: Promise<ProcessExit>;
  /** Signals the whole process group; harmless when it has ended. */
  kill(signal: NodeJS.Signals): void;
  /** Processes of its group and descendants that left the group, which are still there; for a process that has ended. */
  leftBehind(): LeftProcess[];
}

/** Starts a process: the one place where processes come from, so that another way of starting them can stand in. */
export type StartProcess = (spec: ProcessSpec) => Promise<RunningProcess>;

/**
 * Starts a process as the leader of a new process group.
 * @param pipes real pipes for its streams; without them they are sockets, which the process cannot open by name
 * @throws RunnerError `ERR_RUNNER_START`
 */
export async function startProcess(spec: ProcessSpec, pipes?: PipePool): Promise<RunningProcess> {
  const [file = '', ...args] = spec.command;
  const streams = openStreams(spec, pipes);
  const stdio = streams.map((stream) => stream.stdio);
  const mark = randomUUID();
  const startedAt = performance.now();
  let child: ChildProcess;
  try {
    giveTo(spec.user, stdio);
    const env = { ...spec.env, ...homeOf(spec), PWD: spec.cwd, [MARK]: mark };
    child = asFirstVictim(() => spawn(file, args, { cwd: spec.cwd, env, stdio, detached: true, ...spec.user }));
    await started(child);
  } catch (error) {
    for (const stream of streams) {
      stream.end?.destroy();
    }
    // E2BIG is thrown, ENOENT and EACCES are emitted.
    throw startError(file, error);
  } finally {
    closeDescriptors(stdio);
  }
  const pid = child.pid as number;
  const [stdin, stdout, stderr, channel] = streams.map(({ end }, index) => end ?? child.stdio[index] ?? undefined);
  feed(stdin as Writable | undefined, spec.input);
  return {
    pid,
    stdin: stdin as Writable | undefined,
    unread: streams[0]?.unread,
    stdout: stdout as Readable,
    stderr: stderr as Readable,
    channel: channel as Readable | undefined,
    exited: new Promise((resolve) => {
      child.once('exit', (code, signal) => resolve({ code, signal }));
    }),
    kill: (signal) => signalGroup(pid, signal),
    leftBehind: () => leftBehind({ pid, mark: `${MARK}=${mark}`, startedAt, user: spec.user }),
  };
}

/** Whose streams they are may open them by name, too. */
function giveTo(user: ProcessUser | undefined, stdio: readonly unknown[]): void {
  for (const descriptor of stdio) {
    if (user && typeof descriptor === 'number') {
      fchownSync(descriptor, user.uid, user.gid);
    }
  }
}

/** The home of the runtime's user is not that of another one. */
function homeOf({ user, env, cwd }: ProcessSpec): Environment {
  return user && env['HOME'] === process.env['HOME'] ? { HOME: cwd } : {};
}

function feed(stdin: Writable | undefined, input: ProcessSpec['input']): void {
  // A process may close its stdin, or end, before it has read everything: EPIPE is its right.
  stdin?.on('error', () => undefined);
  if (input !== 'pipe') {
    stdin?.end(input);
  }
}

function started(child: ChildProcess): Promise<void> {
  return new Promise((resolve, reject) => {
    child.once('error', reject);
    child.once('spawn', resolve);
  });
}

function startError(file: string, error: unknown): RunnerError {
  const reasons: Record<string, string> = {
    E2BIG: 'its arguments and environment together are too long (E2BIG)',
    ENOENT: file.includes('/')
      ? 'the file, its interpreter or its working directory does not exist (ENOENT)'
      : 'it is not installed here, or its working directory does not exist (ENOENT)',
    EPERM: 'this runtime may not start processes of another user (EPERM)',
    EACCES: 'it is not executable, or its directory is not accessible (EACCES)',
    ENOEXEC: 'this machine cannot execute its format (ENOEXEC)',
    EAGAIN: 'the limit of processes is reached (EAGAIN)',
    ENOMEM: 'there is not enough memory (ENOMEM)',
  };
  const reason = reasons[systemCode(error) ?? ''] ?? messageOf(error);
  const message = `${JSON.stringify(file)} could not be started: ${reason}.`;
  return new RunnerError('ERR_RUNNER_START', message, { cause: error, detail: message });
}
