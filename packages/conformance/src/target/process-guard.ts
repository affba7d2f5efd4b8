import { type ChildProcess, spawn } from 'node:child_process';
import { readdirSync, readFileSync } from 'node:fs';

/** The variable that marks every process of a runtime, whatever group it moves to. */
export const MARK = 'CONFORMANCE_RUNTIME';

const SIGNALS = ['SIGINT', 'SIGTERM', 'SIGHUP', 'SIGQUIT'] as const;

/** Remembers the last line it has read, and kills these process groups when nobody can write any more. */
const WATCHDOG = 'while read -r line; do groups=$line; done; for group in $groups; do kill -KILL -- "-$group"; done';

/** Kills the processes of the runtimes that still run when the kit exits, is stopped by a signal, or is killed. */
export class ProcessGuard {
  /** The mark of each process group. */
  readonly #groups = new Map<number, string>();
  #watchdog: ChildProcess | undefined;

  add(group: number, mark: string): void {
    if (this.#groups.size === 0) this.#arm();
    this.#groups.set(group, mark);
    this.#report();
  }

  remove(group: number): void {
    this.#groups.delete(group);
    this.#report();
    if (this.#groups.size === 0) this.#disarm();
  }

  readonly #killAll = (): void => {
    for (const [group, mark] of this.#groups) killRuntime(group, mark);
  };

  readonly #onSignal = (signal: NodeJS.Signals): void => {
    this.#killAll();
    this.#groups.clear();
    this.#disarm();
    // Whoever else listens decides what the signal does; without, it does what it always does.
    if (process.listenerCount(signal) === 0) process.kill(process.pid, signal);
  };

  #arm(): void {
    process.on('exit', this.#killAll);
    for (const signal of SIGNALS) process.on(signal, this.#onSignal);
    const watchdog = spawn('/bin/sh', ['-c', WATCHDOG], { stdio: ['pipe', 'ignore', 'ignore'], detached: true });
    watchdog.on('error', () => undefined); // without a shell, only SIGKILL leaves something behind
    watchdog.stdin.on('error', () => undefined);
    watchdog.unref();
    this.#watchdog = watchdog;
  }

  #disarm(): void {
    process.off('exit', this.#killAll);
    for (const signal of SIGNALS) process.off(signal, this.#onSignal);
    this.#watchdog?.stdin?.end();
    this.#watchdog = undefined;
  }

  #report(): void {
    this.#watchdog?.stdin?.write(`${[...this.#groups.keys()].join(' ')}\n`);
  }
}

/** Kills a process group, and what has left it but has its mark. */
export function killRuntime(group: number, mark: string): void {
  killQuietly(-group);
  // What is killed may have started something since the list was read.
  for (let rounds = 0; rounds < 5; rounds += 1) {
    const left = findMarked(mark);
    for (const pid of left) killQuietly(pid);
    if (left.length === 0) return;
  }
}

/** The PIDs of the living processes with a mark, where there is `/proc`. */
export function findMarked(mark: string): number[] {
  const entry = `${MARK}=${mark}\0`;
  try {
    return readdirSync('/proc')
      .filter((name) => /^\d+$/.test(name))
      .filter((name) => readQuietly(`/proc/${name}/environ`).includes(entry))
      .map(Number);
  } catch {
    return []; // not on Linux
  }
}

/** Kills what may be gone already. */
function killQuietly(pid: number): void {
  try {
    process.kill(pid, 'SIGKILL');
  } catch {
    // It is gone.
  }
}

function readQuietly(file: string): string {
  try {
    return readFileSync(file, 'latin1');
  } catch {
    return ''; // it is gone, or another user's
  }
}
