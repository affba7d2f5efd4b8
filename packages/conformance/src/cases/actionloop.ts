import type { ConformanceCase } from '../case/case.js';

/** The cases of the group `actionloop`. */
export const ACTIONLOOP_CASES: readonly ConformanceCase[] = [];
