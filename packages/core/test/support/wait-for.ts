import { readFileSync } from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';

/** Only for what never happens: a busy machine may take long. */
const PATIENCE_MS = 120_000;
/** What is asked may look at every process of the machine. */
const FIRST_STEP_MS = 10;
const LONGEST_STEP_MS = 50;

/** Asks again and again, less often the longer it takes, until the answer is yes; fails after two minutes. */
export async function waitFor(what: string, holds: () => boolean | Promise<boolean>): Promise<void> {
  const start = Date.now();
  while (!(await holds())) {
    const waited = Date.now() - start;
    if (waited > PATIENCE_MS) {
      throw new Error(`Waited in vain for: ${what}`);
    }
    await sleep(Math.min(FIRST_STEP_MS + waited / 20, LONGEST_STEP_MS));
  }
}

/** What an action gets first, in milliseconds, and at most. */
const FIRST_LIMIT_MS = 1_000;
const LAST_LIMIT_MS = 32_000;

/**
 * Runs an action until its time limit passes; again with a longer one, on a busy machine, if the action did not get far enough by then.
 * @param attempt gets the limit in milliseconds
 * @returns what the last attempt returned
 */
export async function reachLimit<T>(isReached: () => boolean, attempt: (limitMs: number) => Promise<T>): Promise<T> {
  for (let limitMs = FIRST_LIMIT_MS; limitMs <= LAST_LIMIT_MS; limitMs *= 2) {
    const outcome = await attempt(limitMs);
    if (isReached()) {
      return outcome;
    }
  }
  throw new Error(`The action did not get far enough in ${LAST_LIMIT_MS} ms.`);
}

/** Whether a process runs. One that has ended but was not collected by its parent does not. */
export function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
  } catch {
    return false;
  }
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, 'latin1');
    return !/^\) [ZX]/.test(stat.slice(stat.lastIndexOf(')')));
  } catch {
    // Systems without /proc collect orphans at once; on Linux it has ended since the question above.
    return process.platform !== 'linux';
  }
}

/** Kills a process and waits until it has been collected, so that its end is known. */
export async function kill(pid: number): Promise<void> {
  process.kill(pid, 'SIGKILL');
  await waitFor('the end of the process', () => !isThere(pid));
}

/** Whether there is a process of this number, be it a zombie. */
export function isThere(pid: number): boolean {
  try {
    return process.kill(pid, 0);
  } catch {
    return false;
  }
}
