import { readFileSync } from 'node:fs';
import type { Engine } from './engine.js';

/** What an action gets by default (openwhisk, `MemoryLimit`). */
export const DEFAULT_MEMORY = '256m';

const PROCESSES = 1024;
const OPEN_FILES = 1024;

/**
 * Options of `create` that limit a container as OpenWhisk's invoker does: memory without swap, processes, open files, capabilities. More
 * privileges than the user of the image has cannot be had.
 */
export function platformLimits(engine: Engine, memoryBytes: number): string[] {
  return [
    ...['--memory', `${memoryBytes}b`, '--memory-swap', `${memoryBytes}b`],
    ...['--pids-limit', String(PROCESSES), '--ulimit', `nofile=${OPEN_FILES}:${OPEN_FILES}`],
    ...['--cap-drop', 'NET_RAW', '--cap-drop', 'NET_ADMIN', '--security-opt', 'no-new-privileges'],
    ...(engine.kind === 'podman' ? processLimit() : []),
  ];
}

/** One limit given takes podman's settings for the others away, and its own may be higher than it may set. */
function processLimit(): string[] {
  try {
    const [, hard = ''] = /^Max processes +\S+ +(\d+)/m.exec(readFileSync('/proc/self/limits', 'utf8')) ?? [];
    const highest = Number(readFileSync('/proc/sys/kernel/pid_max', 'utf8'));
    const limit = Math.min(Number(hard) || highest, highest);
    return ['--ulimit', `nproc=${limit}:${limit}`];
  } catch {
    // Not Linux: the containers run in a machine of their own.
    return [];
  }
}
