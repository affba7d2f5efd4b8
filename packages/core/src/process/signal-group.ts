import { systemCode } from '../errors.js';

/** Signals every process of a group that may be signalled; a group that has ended is no error. */
export function signalGroup(group: number, signal: NodeJS.Signals): void {
  try {
    process.kill(-group, signal);
  } catch (error) {
    // EPERM: only processes of another user are left, macOS also says so of zombies.
    if (systemCode(error) !== 'ESRCH' && systemCode(error) !== 'EPERM') {
      throw error;
    }
  }
}
