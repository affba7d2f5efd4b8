import { systemCode } from '@actionrunner/core/internal';

/** @returns undefined for what is gone meanwhile, or belongs to another user @throws anything but the system's errors */
export function attempt<T>(call: () => T): T | undefined {
  try {
    return call();
  } catch (error) {
    if (systemCode(error) === undefined) {
      throw error;
    }
    return undefined;
  }
}
