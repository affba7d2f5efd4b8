import type { Readable, Writable } from 'node:stream';
import type { Environment } from '../protocol/environment.js';

/** The user that processes run as, by number. */
export interface ProcessUser {
  readonly uid: number;
  readonly gid: number;
}

/** A script that a bash which waits for it may run itself. */
export interface SourcedScript {
  /** Its path, which is a word of the command; the words behind it are its arguments. */
  readonly path: string;
  /** Options of its `#!` line, such as `eu`. */
  readonly flags: string;
}

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
  /** The script that the command runs, if it behaves the same in a bash that was started before. */
  readonly sourced?: SourcedScript | undefined;
  /** The user that it runs as; another one needs the privileges for it. Default: that of this process. */
  readonly user?: ProcessUser | undefined;
}

/** How a process ended: one of the two is set. */
export interface ProcessExit {
  /** Its exit status. */
  readonly code: number | null;
  /** The signal that killed it. */
  readonly signal: NodeJS.Signals | null;
}

/** A process that runs in a process group of its own. */
export interface RunningProcess {
  /** Its PID. */
  readonly pid: number;
  /** The other end of stdin, when the process was started with `input: 'pipe'`. */
  readonly stdin: Writable | undefined;
  /** Bytes written to stdin that the process has not read, once it has exited; undefined where that cannot be known. */
  readonly unread: (() => number) | undefined;
  /** What it writes to stdout, as bytes. */
  readonly stdout: Readable;
  /** What it writes to stderr, as bytes. */
  readonly stderr: Readable;
  /** Reads what is in an output pipe without waiting; undefined where only waiting shows that it is empty. */
  readonly readNow?: { readonly [output in 'stdout' | 'stderr' | 'channel']?: ReadNow | undefined };
  /** The other end of file descriptor 3, when the process was started with one. */
  readonly channel: Readable | undefined;
  /**
   * Settles when the process itself has terminated, whoever still holds its pipes. Rejects only with {@link NothingRan}: a shell
   * was to become the process, and could not.
   */
  readonly exited: Promise<ProcessExit>;
  /** Signals the whole process group; harmless when it has exited. */
  kill(signal: NodeJS.Signals): void;
  /** Processes of its group and descendants that left the group, which are still there; for a process that has exited. */
  leftBehind(): LeftProcess[];
}

/** Nothing of a process has run: starting it once more does it another way, or throws why it cannot be started. */
export class NothingRan extends Error {
  override readonly name = 'NothingRan';
}

/** Reads what a pipe holds: bytes, undefined when it is empty for now, null when nobody can write to it any more. */
export type ReadNow = () => Buffer | undefined | null;

/** Starts a process: the one place where processes come from, so that another way of starting them can be used instead. */
export type StartProcess = (spec: ProcessSpec) => Promise<RunningProcess>;

/** A process that was left behind. */
export interface LeftProcess {
  readonly pid: number;
  /** The name of its program, at most 15 bytes of it. */
  readonly name: string;
}

/** Stops work before it is done. */
export interface Cancellation {
  /** Whether the work has to end. */
  readonly aborted: boolean;
  /** Why it was aborted; undefined before. */
  readonly reason: unknown;
  /**
   * Calls `listener` once when the work is aborted; at once if it has been.
   * @returns stops listening
   */
  onAbort(listener: () => void): () => void;
}
