import { mkdirSync, readFileSync, rmdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { waitFor } from './wait-for.js';

/** A control group of its own with a limit of memory, of version 1 or 2. */
export class ControlGroup {
  readonly path: string;
  readonly #limit: string;

  private constructor(path: string, limit: string) {
    this.path = path;
    this.#limit = limit;
  }

  /** Whether one can be made here. */
  static get isPossible(): boolean {
    const group = ControlGroup.#make();
    if (group) {
      rmdirSync(group.path);
    }
    return group !== undefined;
  }

  static make(): ControlGroup {
    const group = ControlGroup.#make();
    if (!group) {
      throw new Error('No control group can be made here.');
    }
    return group;
  }

  static #make(): ControlGroup | undefined {
    for (const [parent, limit] of [
      ['/sys/fs/cgroup/memory', 'memory.limit_in_bytes'],
      ['/sys/fs/cgroup', 'memory.max'],
    ] as const) {
      const path = join(parent, `actionrunner-test-${process.pid}`);
      try {
        mkdirSync(path);
      } catch {
        continue;
      }
      try {
        readFileSync(join(path, limit));
        return new ControlGroup(path, limit);
      } catch {
        // The memory controller is not there.
        rmdirSync(path);
      }
    }
    return undefined;
  }

  /** Its line in `/proc/self/cgroup`. */
  get line(): string {
    const name = this.path.slice(this.path.lastIndexOf('/'));
    return this.path.startsWith('/sys/fs/cgroup/memory/') ? `4:memory:${name}` : `0::${name}`;
  }

  limit(bytes: number): void {
    writeFileSync(join(this.path, this.#limit), String(bytes));
  }

  add(pid: number): void {
    writeFileSync(join(this.path, 'cgroup.procs'), String(pid));
  }

  /** Once all its processes have ended. */
  async remove(): Promise<void> {
    await waitFor('the end of the control group', () => {
      try {
        rmdirSync(this.path);
        return true;
      } catch {
        return false;
      }
    });
  }
}
