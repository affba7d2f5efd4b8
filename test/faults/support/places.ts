import { MemoryGroup } from './memory-group.js';
import type { Place } from './setup.js';

const MEGABYTE = 2 ** 20;

/** A container of 160 MB: the runtime itself takes a third of it. */
export const SMALL_MEMORY: Place = {
  name: 'memory limit 160 MB',
  command: () => {
    const group = new MemoryGroup(160 * MEGABYTE);
    return {
      argv: ['sh', '-c', `echo $$ >${group.members} && exec "$@"`, 'sh'],
      leave: () => group.removeWhenEmpty(),
    };
  },
};

/** An action directory that holds 1 MB. */
export const SMALL_DISK: Place = {
  name: 'disk of 1 MB',
  command: (directory) => ({ argv: mounted(directory, 'size=1m') }),
};

/** An action directory that cannot be written. */
export const READ_ONLY: Place = {
  name: 'read-only action directory',
  command: (directory) => ({ argv: mounted(directory, 'ro') }),
};

function mounted(directory: string, options: string): string[] {
  return [
    'unshare',
    '-m',
    'sh',
    '-c',
    `mkdir ${directory} && mount -t tmpfs -o ${options} none ${directory} && exec "$@"`,
    'sh',
  ];
}
