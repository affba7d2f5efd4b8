import { type ChildProcess, spawn as spawnHere } from 'node:child_process';
import { fchownSync } from 'node:fs';
import { resolve } from 'node:path';
import type { Readable, Writable } from 'node:stream';
import { explainFormat, readHead } from '../content/check-executable.js';
import { RunnerError, trySystemCall } from '../errors.js';
import type { Environment } from '../protocol/environment.js';
import { createUuid } from '../protocol/uuid.js';
import { now } from '../timings.js';
import { findLeftBehind } from './left-behind.js';
import { startAsOomVictim } from './oom.js';
import type { OpenFiles } from './open-files.js';
import { canOpen, closeDescriptors, openStreams } from './open-streams.js';
import type { PipePool } from './pipe-pool.js';
import type { ProcessSpec, ProcessUser, RunningProcess } from './running-process.js';
import { signalGroup } from './terminate.js';

/** In the environment of each process, inherited by its descendants; a value of its own for each. */
export const MARK = 'ACTIONRUNNER_PROCESS';

/** More files than a start opens, with its pipes and what makes them; most are closed again. */
const START_FILES = 20;

/**
 * Starts a process as the leader of a new process group. A file that is neither a script, nor an ELF executable for this machine, nor UTF-8
 * text is not started.
 * @param openFiles the limit of open files; without it, that of this process
 * @param pipes real pipes for its streams; without them they are sockets, which the process cannot open by name
 * @throws RunnerError `ERR_RUNNER_START`
 * @public
 * @example
 * ```js
 * import { startProcess } from '@actionrunner/core';
 *
 * const child = await startProcess({ command: ['true'], cwd: '.', env: { PATH: '/usr/bin:/bin' } });
 * console.log(await child.exited); // { code: 0, signal: null }
 * ```
 */
export async function startProcess(
  spec: ProcessSpec,
  pipes?: PipePool,
  openFiles?: OpenFiles,
): Promise<RunningProcess> {
  const [file = ''] = spec.command;
  await checkFormat(file, spec.cwd);
  const [program = '', ...args] = openFiles?.limit(spec) ?? spec.command;
  // Only Windows has rules of its own, which cross-spawn knows.
  const spawn = process.platform === 'win32' ? (await import('cross-spawn')).default : spawnHere;
  if (!canOpen(START_FILES)) throw await createStartError(file);
  const streams = openStreams(spec, pipes);
  const stdio = streams.map((stream) => stream.stdio);
  const mark = createUuid();
  const startedAt = now();
  let child: ChildProcess;
  try {
    giveTo(spec.user, stdio);
    const env = { ...spec.env, ...homeOf(spec), PWD: spec.cwd, [MARK]: mark };
    child = startAsOomVictim(() => spawn(program, args, { cwd: spec.cwd, env, stdio, detached: true, ...spec.user }));
    await started(child);
  } catch (error) {
    for (const stream of streams) {
      stream.end?.destroy();
    }
    // E2BIG is thrown, ENOENT and EACCES are emitted.
    throw await createStartError(file, error);
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
    readNow: { stdout: streams[1]?.readNow, stderr: streams[2]?.readNow, channel: streams[3]?.readNow },
    stdout: stdout as Readable,
    stderr: stderr as Readable,
    channel: channel as Readable | undefined,
    exited: new Promise((resolve) => {
      child.once('exit', (code, signal) => resolve({ code, signal }));
    }),
    kill: (signal) => signalGroup(pid, signal),
    leftBehind: () =>
      findLeftBehind({ pid, mark: `${MARK}=${mark}`, startedAt, user: spec.user, group: pid, after: pid }),
  };
}

/** Refuses what the kernel would refuse: Node.js then has a shell run the file, whatever it is. Names without a path are believed. */
async function checkFormat(file: string, cwd: string): Promise<void> {
  if (!file.includes('/')) return;
  const path = resolve(cwd, file);
  // A program that may be executed but not read is left to the kernel.
  const head = trySystemCall(Buffer.alloc(0), () => readHead(path));
  const reason = await explainFormat(path, head);
  if (reason !== undefined) throw new RunnerError('ERR_RUNNER_START', reason, { detail: reason });
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

/** @param error none if no more files can be opened, so that no module can be loaded either */
async function createStartError(file: string, error?: unknown): Promise<RunnerError> {
  const reason = error
    ? (await import('./explain-start.js')).explainStart(file, error)
    : 'no more files can be opened.';
  const message = `${JSON.stringify(file)} could not be started: ${reason}`;
  return new RunnerError('ERR_RUNNER_START', message, { cause: error, detail: message });
}
