import { readFileSync } from 'node:fs';
import type { Engine } from './engine.js';

/**
 * The memory of an action by default (openwhisk, `MemoryLimit`).
 *
 * @example
 * ```js
 * import { DEFAULT_MEMORY, parseMemorySize } from '@actionrunner/images';
 *
 * console.log(DEFAULT_MEMORY, parseMemorySize(DEFAULT_MEMORY)); // 256m 268435456
 * ```
 */
export const DEFAULT_MEMORY = '256m';

const PROCESSES = 1024;
const OPEN_FILES = 1024;

/**
 * Builds the options of `create` that limit a container as OpenWhisk's invoker does: memory without swap, processes, open files,
 * capabilities. A process cannot gain more privileges than the user of the image has.
 */
export function buildLimitOptions(engine: Engine, memoryBytes: number): string[] {
  return [
    ...['--memory', `${memoryBytes}b`, '--memory-swap', `${memoryBytes}b`],
    ...['--pids-limit', String(PROCESSES), '--ulimit', `nofile=${OPEN_FILES}:${OPEN_FILES}`],
    ...['--cap-drop', 'NET_RAW', '--cap-drop', 'NET_ADMIN', '--security-opt', 'no-new-privileges'],
    ...(engine.kind === 'podman' ? buildProcessLimit() : []),
  ];
}

/** With one limit given, podman drops its settings for the others; without this one it may ask for more processes than it may have. */
function buildProcessLimit(): string[] {
  try {
    const [, hard = ''] = /^Max processes +\S+ +(\d+)/m.exec(readFileSync('/proc/self/limits', 'utf8')) ?? [];
    const highest = Number(readFileSync('/proc/sys/kernel/pid_max', 'utf8'));
    const limit = Math.min(Number(hard) || highest, highest);
    return ['--ulimit', `nproc=${limit}:${limit}`];
  } catch {
    // Not Linux: containers run in a virtual machine.
    return [];
  }
}
