import { spawnSync } from 'node:child_process';
import { readdirSync, readFileSync, statSync } from 'node:fs';
import { trySystemCall } from '../errors.js';
import { now } from '../timings.js';
import type { LeftProcess, ProcessUser } from './running-process.js';

/** Beyond this time the PIDs of new processes may have wrapped around. */
export const PIDS_LAST_MS = 1_000;

/** Up to this many numbers are looked at one by one; listing all processes is quicker for more. */
const MAX_NUMBERS = 64;

/**
 * How often, and after which time, a new process is looked at again that has no environment at all: it may be about to get one.
 * More often if it seems to be, which takes long on a busy machine.
 */
const MAX_LOOKS = 100;
const MAX_LOOKS_LOADING = 2_000;
const LOOK_AGAIN_MS = 0.5;

/** Of a second, in which the kernel reports when a process was started (proc(5), `stat`). */
const TICKS = 100;

/** How far clocks may differ, in seconds. */
const SLACK_S = 0.1;

/** In the flags of a process (proc(5), `stat`): the kernel's own. */
const KERNEL_THREAD = 0x0020_0000;

/** What a process group and its descendants are recognised by. */
export interface ProcessOrigin {
  /** The process itself, which is not counted. */
  readonly pid: number;
  /** Its process group, whose leader is not counted; undefined if others have that group by now. */
  readonly group: number | undefined;
  /** The newest process when it was started, or itself. */
  readonly after: number;
  /** A variable, as `NAME=value`, that all of them have in their environment unless they took it out. */
  readonly mark: string;
  /** When it was started, by {@link now}. */
  readonly startedAt: number;
  /** The process that adopts those whose parents have exited; none by default. */
  readonly parent?: number;
  /** The user that the leader was started as, if not that of this process. */
  readonly user: ProcessUser | undefined;
}

/**
 * Finds the processes that the leader of a group, which has exited, left behind: members of its group, and those that left the group but have
 * the mark in their environment. Where there is no /proc none are found.
 */
export function findLeftBehind(origin: ProcessOrigin): LeftProcess[] {
  const others: LeftProcess[] = [];
  const left: LeftProcess[] = [];
  const since = readUptime() - (now() - origin.startedAt) / 1_000 - SLACK_S;
  for (const pid of candidates(origin)) {
    const found = inspect(pid);
    if (found && !found.ofKernel && found.startedAt >= since) {
      const isLeft = found.group === origin.group || found.parent === origin.parent || hasMark(pid, origin.mark);
      (isLeft ? left : others).push({ pid, name: found.name });
    }
  }
  return [...left, ...markedOf(others, origin)];
}

/** How long the system has been running, in seconds. As `os.uptime()` finds it out, without `node:os` where that is possible. */
function readUptime(): number {
  const text = readProc('uptime');
  return text === undefined ? process.getBuiltinModule('node:os').uptime() : Number.parseFloat(text);
}

/** Whether a process runs, or is about to, rather than sleep. */
export function isRunning(pid: number, files?: string): boolean {
  const stat = readProc(`${pid}/stat`, files) ?? '';
  // D: it waits for a disk, as a program does that is being loaded.
  return /^[RD]/.test(stat.slice(stat.lastIndexOf(')') + 2));
}

/** The numbers of processes that may have been started since; none if no process was. */
function candidates({ pid, group, after, startedAt }: ProcessOrigin): number[] {
  const last = lastNumber();
  if (last === undefined) {
    return [];
  }
  const within = now() - startedAt < PIDS_LAST_MS;
  if (within && last === after) {
    return [];
  }
  const isNear = within && last > after && last - after <= MAX_NUMBERS;
  const numbers = isNear
    ? Array.from({ length: last - after }, (_, index) => after + 1 + index)
    : readdirSync('/proc').map(Number);
  return numbers.filter((number) => number > 0 && number !== process.pid && number !== pid && number !== group);
}

/** The number that the newest process got (proc(5), `/proc/loadavg`). */
function lastNumber(): number | undefined {
  const line = readProc('loadavg');
  return line === undefined ? undefined : Number(line.slice(line.lastIndexOf(' ') + 1));
}

/** What is known of a process. */
interface Found {
  readonly parent: number;
  readonly group: number;
  readonly name: string;
  readonly ofKernel: boolean;
  /** Seconds after the start of the machine. */
  readonly startedAt: number;
}

/** Undefined if the process has exited. */
function inspect(pid: number): Found | undefined {
  // `pid (name) state ppid pgrp session tty tpgid flags … starttime …` (proc(5)); the name may hold anything.
  const stat = readProc(`${pid}/stat`);
  if (stat === undefined) {
    return undefined;
  }
  const end = stat.lastIndexOf(')');
  const fields = stat.slice(end + 2).split(' ', 20);
  const [state = '', parent, group, , , , flags] = fields;
  if (state === 'Z' || state === 'X') {
    return undefined;
  }
  const name = stat.slice(stat.indexOf('(') + 1, end);
  const ofKernel = (Number(flags) & KERNEL_THREAD) !== 0;
  return { parent: Number(parent), group: Number(group), name, ofKernel, startedAt: Number(fields[19]) / TICKS };
}

/**
 * Whether a process has the mark in its environment.
 * @param files where processes are
 */
export function hasMark(pid: number, mark: string, files?: string): boolean {
  for (let look = 0; look < MAX_LOOKS_LOADING; look++) {
    const isLast = look >= MAX_LOOKS && !isLoading(pid, files);
    const environment = readProc(`${pid}/environ`, files);
    // While a process becomes another program it has none for a moment.
    if (environment !== '' || isLast) {
      return `\0${environment}`.includes(`\0${mark}\0`);
    }
    Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, LOOK_AGAIN_MS);
  }
  return false;
}

/** Whether a process is becoming another program: it has no arguments yet. */
function isLoading(pid: number, files?: string): boolean {
  return readProc(`${pid}/cmdline`, files) === '' && isRunning(pid, files);
}

function readProc(path: string, files = '/proc'): string | undefined {
  // Undefined: it has exited, it is another user's, or there is no /proc.
  return trySystemCall(undefined, () => readFileSync(`${files}/${path}`, 'latin1'));
}

/**
 * Those that have the mark, as the user of the leader sees it: without CAP_SYS_PTRACE, which containers lack, not even root may read the
 * environment of another user's process.
 */
function markedOf(processes: readonly LeftProcess[], { mark, user }: ProcessOrigin): LeftProcess[] {
  const isOwned = ({ pid }: LeftProcess) => statSync(`/proc/${pid}`, { throwIfNoEntry: false })?.uid === user?.uid;
  const owned = user ? processes.filter(isOwned) : [];
  const files = owned.map(({ pid }) => `/proc/${pid}/environ`);
  let found = '';
  const isFound = ({ pid }: LeftProcess) => found.includes(`/${pid}/`);
  // Twice at least: what was becoming another program the first time may have become it since.
  for (let look = 0; look < MAX_LOOKS && !owned.every(isFound); look++) {
    found += spawnSync('grep', ['-lsF', '--', mark, ...files], { ...user, encoding: 'utf8' }).stdout;
    if (look > 0 && !owned.some((one) => !isFound(one) && isLoading(one.pid))) {
      break;
    }
  }
  return owned.filter(isFound);
}
