import { closeSync, constants, openSync, unlinkSync, writeSync } from 'node:fs';
import { join } from 'node:path';
import type { Readable, Writable } from 'node:stream';
import { trySystemCall } from '../errors.js';
import type { Pipe, PipePool } from './pipe-pool.js';
import type { ReadNow } from './running-process.js';

/** One of a process's streams: what it is for the process, and the end that stays here if it is a pipe of ours. */
export interface StreamPlan {
  /** As `spawn` takes it: a file descriptor, or a socket that `spawn` makes. */
  readonly stdio: number | 'pipe' | 'ignore';
  readonly end: Readable | Writable | undefined;
  /** See {@link Pipe.unread}. */
  readonly unread?: () => number;
  /** See {@link Pipe.readNow}. */
  readonly readNow?: ReadNow;
}

/** The streams of a process in the order of their file descriptors: stdin, stdout, stderr and, if asked for, a channel. */
export function openStreams(
  spec: { readonly input?: Uint8Array | 'pipe'; readonly channel?: boolean },
  pipes: PipePool | undefined,
): StreamPlan[] {
  const output = () => planOf(pipes?.output());
  return [openInput(spec.input, pipes), output(), output(), ...(spec.channel ? [output()] : [])];
}

/** Whether so many more files can be opened. A start that finds out too late leaves some open, as Node.js does with the sockets of a process. */
export function canOpen(count: number): boolean {
  const files: number[] = [];
  trySystemCall<void>(undefined, () => {
    while (files.length < count) files.push(openSync('/dev/null', 'r'));
  });
  closeDescriptors(files);
  return files.length === count;
}

/** Closes the descriptors that were opened for a process. */
export function closeDescriptors(stdio: readonly StreamPlan['stdio'][]): void {
  for (const descriptor of stdio) {
    if (typeof descriptor === 'number') {
      closeSync(descriptor);
    }
  }
}

function openInput(input: Uint8Array | 'pipe' | undefined, pipes: PipePool | undefined): StreamPlan {
  if (input === undefined) {
    return { stdio: 'ignore', end: undefined };
  }
  if (input === 'pipe') {
    return planOf(pipes?.input());
  }
  return { stdio: (pipes && openInputFile(input, pipes.folders)) ?? 'pipe', end: undefined };
}

function planOf(pipe: Pipe<Readable | Writable> | undefined): StreamPlan {
  return pipe ? { ...pipe, stdio: pipe.descriptor } : { stdio: 'pipe', end: undefined };
}

const { O_CREAT, O_EXCL, O_RDWR } = constants;

/**
 * A file without a name that holds `input`, positioned at its start, for a process to read as its standard input.
 * @returns the file descriptor, to be closed once the process has started; undefined where no file can be written
 */
export function openInputFile(input: Uint8Array, folders: readonly string[]): number | undefined {
  for (const folder of folders) {
    // Not there, not writable, or full: the next one may do.
    const path = join(folder, `.actionrunner-${process.pid}-${process.hrtime.bigint()}`);
    const descriptor = trySystemCall(undefined, () => writeInputFile(input, path));
    if (descriptor !== undefined) {
      return descriptor;
    }
  }
  return undefined;
}

function writeInputFile(input: Uint8Array, path: string): number {
  const descriptor = openSync(path, O_CREAT | O_EXCL | O_RDWR, 0o600);
  try {
    unlinkSync(path);
    for (let at = 0; at < input.length; ) {
      // By position, which leaves the descriptor's own at the start.
      at += writeSync(descriptor, input, at, input.length - at, at);
    }
    return descriptor;
  } catch (error) {
    closeSync(descriptor);
    throw error;
  }
}
