import type { ConformanceCase } from '../case/case.js';

/** The cases of the group `shutdown`. */
export const SHUTDOWN_CASES: readonly ConformanceCase[] = [];
