import { randomUUID } from 'node:crypto';
import { existsSync, mkdirSync, readFileSync, rmdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { waitFor } from '../../../packages/core/test/support/wait-for.js';

/** Where control groups are, by version, and the file that bounds memory. */
const VERSIONS = [
  { mount: '/sys/fs/cgroup/memory', limit: 'memory.limit_in_bytes' },
  { mount: '/sys/fs/cgroup', limit: 'memory.max' },
];

/** A control group that bounds the memory of the processes in it. */
export class MemoryGroup {
  /** Writing a process id there moves the process into the group. */
  readonly members: string;
  readonly #folder: string;

  /** @throws Error where none can be made */
  constructor(bytes: number) {
    const version = VERSIONS.find(({ mount }) => existsSync(join(mount, 'cgroup.procs')));
    if (!version) {
      throw new Error('no control groups');
    }
    this.#folder = join(version.mount, `actionrunner-test-${randomUUID()}`);
    this.members = join(this.#folder, 'cgroup.procs');
    mkdirSync(this.#folder);
    try {
      writeFileSync(join(this.#folder, version.limit), String(bytes), { flag: 'r+' });
    } catch (error) {
      this.remove();
      throw error;
    }
  }

  /** Whether this machine lets us make one. */
  static works(): boolean {
    try {
      new MemoryGroup(2 ** 30).remove();
      return true;
    } catch {
      return false;
    }
  }

  /** Its processes may take a moment to end. */
  async removeWhenEmpty(): Promise<void> {
    await waitFor('the control group is empty', () => readFileSync(this.members, 'utf8') === '');
    this.remove();
  }

  remove(): void {
    rmdirSync(this.#folder);
  }
}
