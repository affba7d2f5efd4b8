import { randomUUID } from 'node:crypto';
import { readdirSync, readFileSync } from 'node:fs';
import { afterTest } from '../../../../test/support/clean-up.js';
import { isOfRuntime } from '../../../../test/support/processes.js';
import { waitFor } from '../../../core/test/support/wait-for.js';

/** Starts a child in the group, one that left the group, and one whose parent has gone; each ignores SIGTERM. */
export const LEAVE_CHILDREN: readonly string[] = [
  `sh -c 'trap "" TERM; exec sleep 1000' &`,
  `setsid sh -c 'trap "" TERM; exec sleep 1000' </dev/null >/dev/null 2>&1 &`,
  `(setsid sh -c 'trap "" TERM; exec sleep 1000' </dev/null >/dev/null 2>&1 &)`,
];

/** A process and all that it starts, recognised by a variable they inherit. */
export class Family {
  readonly #mark = `TEST_FAMILY=${randomUUID()}`;
  /** The variable, for the environment of the first of them. */
  readonly variable: Record<string, string>;

  constructor() {
    const [name, value] = this.#mark.split('=') as [string, string];
    this.variable = { [name]: value };
    afterTest(() => {
      for (const pid of this.alive()) {
        process.kill(pid, 'SIGKILL');
      }
    });
  }

  /** Those that run now. */
  alive(): number[] {
    const pids = readdirSync('/proc').filter((name) => /^\d+$/.test(name));
    // The environment of a process that has ended is empty.
    return pids.filter((pid) => environmentOf(pid).split('\0').includes(this.#mark)).map(Number);
  }

  /** Waits until so many run at least, besides shells that wait. */
  async grown(members: number): Promise<void> {
    await waitFor(`${members} processes run`, () => this.alive().filter((pid) => !isOfRuntime(pid)).length >= members);
  }

  /** Waits until none runs. */
  async gone(): Promise<void> {
    await waitFor('no process survives', () => this.alive().length === 0);
  }
}

function environmentOf(pid: string): string {
  try {
    return readFileSync(`/proc/${pid}/environ`, 'latin1');
  } catch {
    return '';
  }
}
