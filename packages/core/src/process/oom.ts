import { closeSync, openSync, readFileSync, readSync, writeSync } from 'node:fs';
import { trySystemCall } from '../errors.js';
import { now } from '../timings.js';

const CGROUPS = '/sys/fs/cgroup';

/** The OOM score of this process, which what it starts inherits. */
const OWN_SCORE = '/proc/self/oom_score_adj';
const HIGHEST_SCORE = '1000';

/** Longer than the counters of either version. */
const READ_BYTES = 1_024;

/** The line with the number; in neither version it is the first. */
const KILLS = '\noom_kill ';

/** How old a count may be that an activation starts with, in milliseconds: reading it may cost as much as a short activation has. */
const RECENT_MS = 20;

/** Counts the processes that the kernel has killed because the memory of this container, or control group, was exhausted. */
export class OomKills {
  readonly #descriptor: number | undefined;
  #last = 0;
  #lastAt = Number.NEGATIVE_INFINITY;

  /**
   * @param cgroup the file that names the control group of this process
   * @param mounts where control groups are mounted
   */
  constructor(cgroup = '/proc/self/cgroup', mounts: string = CGROUPS) {
    this.#descriptor = openFirst(candidates(readText(cgroup), mounts));
  }

  /** The number so far; 0 where it is not known. */
  count(): number {
    if (this.#descriptor !== undefined) {
      this.#last = readKills(readStart(this.#descriptor));
    }
    this.#lastAt = now();
    return this.#last;
  }

  /** The number at the last look, if that was a moment ago. */
  recentCount(): number {
    return now() - this.#lastAt < RECENT_MS ? this.#last : this.count();
  }

  close(): void {
    if (this.#descriptor !== undefined) {
      closeSync(this.#descriptor);
    }
  }
}

/** Where the counters may be: by the name of the control group; in a container at the root of the mount. */
function candidates(cgroup: string, mounts: string): string[] {
  const files: string[] = [];
  for (const line of cgroup.split('\n')) {
    // hierarchy:controllers:path
    const [, , controllers, path] = /^(\d+):([^:]*):(.*)$/.exec(line) ?? [];
    if (path !== undefined && controllers === '') {
      files.push(`${mounts}${path}/memory.events`, `${mounts}/memory.events`);
    } else if (path !== undefined && controllers?.split(',').includes('memory')) {
      files.push(`${mounts}/memory${path}/memory.oom_control`, `${mounts}/memory/memory.oom_control`);
    }
  }
  return files;
}

function readText(path: string): string {
  return trySystemCall('', () => readFileSync(path, 'utf8'));
}

function readStart(descriptor: number): string {
  const bytes = Buffer.allocUnsafe(READ_BYTES);
  // ENODEV: the control group was removed, after this process had been moved to another one.
  return trySystemCall('', () => bytes.toString('latin1', 0, readSync(descriptor, bytes, 0, READ_BYTES, 0)));
}

/** Without a pattern: V8 compiles one with its first use, and again with its second, which is the first activation. */
function readKills(counters: string): number {
  const at = counters.indexOf(KILLS);
  return at < 0 ? 0 : Number.parseInt(counters.slice(at + KILLS.length), 10);
}

/** Undefined where there are no control groups, as on macOS. */
function openFirst(paths: readonly string[]): number | undefined {
  for (const path of paths) {
    const descriptor = trySystemCall(undefined, () => openSync(path, 'r'));
    if (descriptor !== undefined) {
      return descriptor;
    }
  }
}

/**
 * Starts a process that the kernel kills first, with its descendants, when memory is exhausted: the action, not the runtime (proc(5),
 * `oom_score_adj`). The process inherits the score, which this one has for that moment; given to it later, its own children would lack it.
 */
export function startAsOomVictim<T>(start: () => T): T {
  // Undefined where there are no scores.
  const file = trySystemCall(undefined, () => openSync(OWN_SCORE, 'r+'));
  if (file === undefined) {
    return start();
  }
  const score = readStart(file);
  writeScore(file, score && HIGHEST_SCORE);
  try {
    return start();
  } finally {
    writeScore(file, score);
    closeSync(file);
  }
}

function writeScore(file: number, score: string): void {
  // By the call that activations use, too: Node.js 20 compiles it when it is first used.
  trySystemCall(0, () => writeSync(file, score));
}
