import { readdirSync, readFileSync } from 'node:fs';
import { systemCode } from '../errors.js';

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
  return candidates(origin).flatMap((pid) => inspect(pid, origin));
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

function inspect(pid: number, origin: ProcessOrigin): LeftProcess[] {
  // `pid (name) state ppid pgrp …` (proc(5)); the name may hold anything.
  const stat = readProc(`${pid}/stat`);
  if (stat === undefined) {
    return [];
  }
  const end = stat.lastIndexOf(')');
  const [state = '', , group] = stat.slice(end + 2).split(' ', 3);
  const ended = state === 'Z' || state === 'X';
  if (ended || (Number(group) !== origin.pid && !hasMark(pid, origin.mark))) {
    return [];
  }
  return [{ pid, name: stat.slice(stat.indexOf('(') + 1, end) }];
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
