import { spawnSync } from 'node:child_process';
import { readdirSync, readFileSync, statSync } from 'node:fs';
import { systemCode } from '../errors.js';
import type { ProcessUser } from './process-user.js';

/** Beyond this time the numbers of new processes may have begun again from the start. */
const NUMBERS_LAST_MS = 1_000;

/** Up to this many numbers are looked at one by one; listing all processes is quicker for more. */
const MAX_NUMBERS = 64;

/** What a process group and its descendants are recognised by. */
export interface ProcessOrigin {
  /** The leader of the group. */
  readonly pid: number;
  /** A variable, as `NAME=value`, that all of them have in their environment unless they took it out. */
  readonly mark: string;
  /** When the leader was started, by `performance.now()`. */
  readonly startedAt: number;
  /** Whom the leader was started as, if not as this process. */
  readonly user: ProcessUser | undefined;
}

/** A process that was left behind. */
export interface LeftProcess {
  readonly pid: number;
  readonly name: string;
}

/**
 * Finds the processes that the leader of a group, which has ended, left behind: members of its group, and those that left the group but have
 * the mark in their environment. Where there is no /proc none are found.
 */
export function leftBehind(origin: ProcessOrigin): LeftProcess[] {
  const others: LeftProcess[] = [];
  const left: LeftProcess[] = [];
  for (const pid of candidates(origin)) {
    const found = inspect(pid);
    if (found) {
      (found.group === origin.pid || hasMark(pid, origin.mark) ? left : others).push({ pid, name: found.name });
    }
  }
  return [...left, ...markedOf(others, origin)];
}

/** The numbers of processes that may have been started since the leader was; none if no process was. */
function candidates({ pid, startedAt }: ProcessOrigin): number[] {
  const last = lastNumber();
  if (last === undefined) {
    return [];
  }
  const within = performance.now() - startedAt < NUMBERS_LAST_MS;
  if (within && last === pid) {
    return [];
  }
  if (within && last > pid && last - pid <= MAX_NUMBERS) {
    return Array.from({ length: last - pid }, (_, index) => pid + 1 + index);
  }
  return readdirSync('/proc')
    .map(Number)
    .filter((number) => number > 0 && number !== process.pid && number !== pid);
}

/** The number that the newest process got (proc(5), `/proc/loadavg`). */
function lastNumber(): number | undefined {
  const line = readProc('loadavg');
  return line === undefined ? undefined : Number(line.slice(line.lastIndexOf(' ') + 1));
}

/** The group and name of a process; undefined if it has ended. */
function inspect(pid: number): { readonly group: number; readonly name: string } | undefined {
  // `pid (name) state ppid pgrp …` (proc(5)); the name may hold anything.
  const stat = readProc(`${pid}/stat`);
  if (stat === undefined) {
    return undefined;
  }
  const end = stat.lastIndexOf(')');
  const [state = '', , group] = stat.slice(end + 2).split(' ', 3);
  const ended = state === 'Z' || state === 'X';
  return ended ? undefined : { group: Number(group), name: stat.slice(stat.indexOf('(') + 1, end) };
}

function hasMark(pid: number, mark: string): boolean {
  const environment = readProc(`${pid}/environ`);
  return environment !== undefined && `\0${environment}`.includes(`\0${mark}\0`);
}

function readProc(path: string): string | undefined {
  try {
    return readFileSync(`/proc/${path}`, 'latin1');
  } catch (error) {
    if (systemCode(error) === undefined) {
      throw error;
    }
    // It has ended, it is another user's, or there is no /proc.
    return undefined;
  }
}

/**
 * Those that have the mark, as the user of the leader sees it: without CAP_SYS_PTRACE, which containers lack, not even root may read the
 * environment of another user's process.
 */
function markedOf(processes: readonly LeftProcess[], { mark, user }: ProcessOrigin): LeftProcess[] {
  const owned = user ? processes.filter(({ pid }) => ownerOf(pid) === user.uid) : [];
  if (owned.length === 0) {
    return [];
  }
  const files = owned.map(({ pid }) => `/proc/${pid}/environ`);
  const { stdout } = spawnSync('grep', ['-lsF', '--', mark, ...files], { ...user, encoding: 'utf8' });
  const matching = new Set(stdout?.split('\n'));
  return owned.filter((_, index) => matching.has(files[index] as string));
}

function ownerOf(pid: number): number | undefined {
  return statSync(`/proc/${pid}`, { throwIfNoEntry: false })?.uid;
}
