import type { ConformanceCase } from '../case/case.js';

/** The cases of the group `concurrency`. */
export const CONCURRENCY_CASES: readonly ConformanceCase[] = [];
