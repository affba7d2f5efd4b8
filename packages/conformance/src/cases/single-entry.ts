import type { ConformanceCase } from '../case/case.js';

/** The cases of the group `single-entry`. */
export const SINGLE_ENTRY_CASES: readonly ConformanceCase[] = [];
