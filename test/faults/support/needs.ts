import { spawnSync } from 'node:child_process';
import type { Need } from './fault.js';
import { MemoryGroup } from './memory-group.js';

function program(name: string): Need {
  return { what: name, met: once(() => spawnSync(name, ['--version'], { stdio: 'ignore' }).status === 0) };
}

export const GCC: Need = program('gcc');
export const MAKE: Need = program('make');
export const PYTHON: Need = program('python3');
export const SETSID: Need = program('setsid');

/** A limit for the memory of some processes. */
export const MEMORY_LIMIT: Need = {
  what: 'control group for memory that may be made',
  met: once(() => MemoryGroup.works()),
};

/** File systems of one's own. */
export const MOUNT: Need = {
  what: 'right to mount (unshare -m)',
  met: once(
    () => spawnSync('unshare', ['-m', 'mount', '-t', 'tmpfs', 'none', '/mnt'], { stdio: 'ignore' }).status === 0,
  ),
};

function once(ask: () => boolean): () => boolean {
  let answer: boolean | undefined;
  return () => {
    answer ??= ask();
    return answer;
  };
}
