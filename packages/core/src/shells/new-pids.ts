import { closeSync, openSync, readSync } from 'node:fs';
import { trySystemCall } from '../errors.js';
import { now } from '../timings.js';
import type { ShellRun } from './shell-run.js';

/** How many PIDs are remembered, and how many new ones are looked through. */
const MAX_KNOWN = 256;
const MAX_NEW = 64;

const LINE_BYTES = 128;

/** Detects cheaply, by the newest PID, whether any process was started other than those that were added. */
export class NewPids {
  readonly #buffer = Buffer.allocUnsafeSlow(LINE_BYTES);
  /** When each was added; the oldest first. */
  readonly #known = new Map<number, number>();
  #file: number | undefined;

  /** Adds a process that this runtime has started. */
  add(pid: number): void {
    this.#known.delete(pid);
    this.#known.set(pid, now());
    if (this.#known.size > MAX_KNOWN) {
      const [oldest] = this.#known.keys();
      this.#known.delete(oldest as number);
    }
  }

  /** The newest process (proc(5), `/proc/loadavg`). */
  newest(): number {
    this.#file ??= openSync('/proc/loadavg', 'r');
    const line = this.#buffer.toString('latin1', 0, readSync(this.#file, this.#buffer, 0, LINE_BYTES, 0));
    return Number(line.slice(line.lastIndexOf(' ') + 1));
  }

  /** Opens its file now, where there is one. */
  keepFile(): void {
    trySystemCall(0, () => this.newest());
  }

  /** Whether all processes that were started since another one are one's own. */
  onlyKnownSince({ after, startedAt }: Pick<ShellRun, 'after' | 'startedAt'>): boolean {
    const newest = this.newest();
    if (newest < after || newest - after > MAX_NEW) {
      return false;
    }
    for (let pid = after + 1; pid <= newest; pid++) {
      // One that was added before has exited, and another process has its PID.
      if ((this.#known.get(pid) ?? 0) < startedAt) {
        return false;
      }
    }
    return true;
  }

  /** Has `look` do what opens files one by one: clients may hold all others that this process may open. */
  lendFile<T>(look: () => T): T {
    this.close();
    const found = look();
    this.keepFile();
    return found;
  }

  close(): void {
    if (this.#file !== undefined) {
      closeSync(this.#file);
      this.#file = undefined;
    }
  }
}
