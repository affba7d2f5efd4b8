import type { ConformanceCase } from '../case/case.js';

/** The cases of the group `context`. */
export const CONTEXT_CASES: readonly ConformanceCase[] = [];
